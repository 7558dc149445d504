"""Letters of a person's own words to any selection of bodies, and their corrections."""
