"""The daemon, and the operations of the one-off commands."""
