"""Training demonstration-driven transfer: encoder, bottleneck, generator, one after the other."""
