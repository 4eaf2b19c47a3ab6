"""Bicycles as they are adjusted and cared for: the rider, and close-ups of the parts."""
