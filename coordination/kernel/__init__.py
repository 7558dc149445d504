"""What every station needs and what knows no station: clock, period, text, canonical form, keys."""
