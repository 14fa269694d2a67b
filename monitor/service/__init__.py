"""The daemon, and the logic of the one-off commands."""
