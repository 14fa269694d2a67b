"""A notice for a person to read: facts, text with notes in the margin, what was cut. Pure: values in, rows out."""
