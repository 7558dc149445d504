"""Station 1: the territory and its bodies. Takes in YAML, checks it, keeps a snapshot."""
