"""Rope as cords with over and under crossings."""
