"""Human-readable views of a notice: facts, annotated text and removed parts. Pure functions returning rows; no I/O."""
