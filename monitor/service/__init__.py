"""The daemon and the one-off runs."""
