"""Output of lists as terminal tables, JSON, CSV, XLSX, calendars and Markdown."""
