"""The web page: server-rendered pages to read notices, search, feeds and metrics; the extra `[web]`."""
