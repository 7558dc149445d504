"""Station 7: councils. Counts back from the session and shows what is missing and what changed."""
