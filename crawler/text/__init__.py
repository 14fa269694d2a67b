"""Pure functions over text that the crawler and the monitor share; the lowest layer."""
