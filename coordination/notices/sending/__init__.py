"""From waiting notices to mail servers' answers: claimed, handed over, noted, marked."""
