"""Views of a notice for people: facts, text with margin notes, removed parts. Pure: values in, rows out."""
