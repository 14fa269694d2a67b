"""Values exchanged between the crawler and the monitor: sources, requests, results, notices, pages, errors."""
