"""Station 1: the territory and its bodies. Takes in YAML, decides whether it is whole, keeps a snapshot."""
