"""A jointed figure, and the first-aid scenes drawn with it."""
