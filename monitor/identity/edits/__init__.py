"""Functions that recognise certain kinds of differences between the texts of two notices."""
