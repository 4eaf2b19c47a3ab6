"""Soldering, seen close."""
