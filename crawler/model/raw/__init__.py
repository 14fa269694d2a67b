"""Raw bytes: reading of the beginning of files, and decompression."""
