"""Functions that determine from a source's history whether the source works. Pure functions; no I/O."""
