"""Station 4: what bodies hand in. Checks types, units and completeness; keeps every revision."""
