"""The web interface: server-rendered pages, search, feeds and metrics; requires the extra `[web]`."""
