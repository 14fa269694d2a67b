"""Lists over recorded notices: measures, deadlines, events, and the choice of notices."""
