"""The trained weights that ship with Keystep, and the only way to read and write them."""

from generators.weights.listing import Entry, Shard, manifest
from generators.weights.store import check, into, load, save

__all__ = ["Entry", "Shard", "check", "into", "load", "manifest", "save"]
