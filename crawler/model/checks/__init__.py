"""Checks of configured values (link templates and the programs of sources), and messages for invalid values."""
