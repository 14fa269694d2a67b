"""Lists from recorded data: measures, deadlines and events, and the selection of notices."""
