"""Plays a planning year on a virtual clock through the same services, from real figures."""
