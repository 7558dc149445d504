"""The append-only spine: every state change leaves one event, chained to the one before."""
