"""Clean and normalise text from strangers."""
