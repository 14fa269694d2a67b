"""Checks of configured values: link templates, and the programs that sources run; and messages for invalid values."""
