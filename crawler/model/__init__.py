"""Values exchanged between crawler and monitor: sources, requests, results, notices, pages, errors."""
