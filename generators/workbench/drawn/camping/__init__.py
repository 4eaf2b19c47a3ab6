"""Camping: tents and fires."""
