"""Output of lists: one table writer for the terminal, JSON, CSV, XLSX, calendars and Markdown."""
