"""The SQL repository of living lists."""
