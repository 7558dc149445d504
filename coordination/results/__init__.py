"""Station 5: common results. Runs the unified method, takes positions, decides what is agreed."""
