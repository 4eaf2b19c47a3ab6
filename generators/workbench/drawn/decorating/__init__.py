"""Rooms made new: a wall that is painted."""
