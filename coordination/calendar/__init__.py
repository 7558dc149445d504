"""Station 2: dates. Takes in rules, holidays and session dates; gives a date and its derivation."""
