"""Read YAML with the lines of its values: a fast reader for plain files, a full one for all others."""
