"""The database: one truth, written by one unit of work at a time."""
