"""The dialogue between levels about assigned targets, kept entry by entry."""
