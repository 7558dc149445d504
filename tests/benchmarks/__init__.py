"""Figures of speed and size. Run by ``make bench``; never part of the tests."""
