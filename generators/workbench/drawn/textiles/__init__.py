"""Needle, thread and cloth."""
