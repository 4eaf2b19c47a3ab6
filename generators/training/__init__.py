"""Training: the world, the recipes and the loop that make the shipped weights."""
