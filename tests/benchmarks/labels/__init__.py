"""Labels of real notices, made by readers who did not know the rules, and what puts the notices themselves in place."""
