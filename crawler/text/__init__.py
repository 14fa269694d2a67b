"""Pure functions for texts, shared by the crawler and the monitor. This package is the lowest layer."""
