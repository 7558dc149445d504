"""What a cycle means for people's calendars: entries of a body, an office, a region; invitations to meetings."""
