"""Paper that folds: polygons hinged in space, ribbon, gift wrapping."""
