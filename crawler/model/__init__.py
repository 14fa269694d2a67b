"""Values that cross the border between crawler and monitor: sources, requests, results, notices, pages, errors."""
