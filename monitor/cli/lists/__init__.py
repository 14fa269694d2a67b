"""Commands that list recorded data (measures, deadlines and events), and the selection of notices."""
