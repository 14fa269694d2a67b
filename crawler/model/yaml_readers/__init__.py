"""Read YAML with the line numbers of its values: a fast reader for plain files, and a complete one for all others."""
