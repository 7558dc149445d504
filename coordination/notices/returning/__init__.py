"""What comes back: bounces, receipts, answers; and asking for what does not."""
