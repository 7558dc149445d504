"""The discussion of a province's own figures beside the unified forecast, one thread a province, kept as events."""
