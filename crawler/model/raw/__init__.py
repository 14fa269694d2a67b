"""Functions for raw bytes: reading the beginning of a file, and decompression."""
