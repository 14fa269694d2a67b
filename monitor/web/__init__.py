"""The web interface: server-rendered pages, search, feeds and metrics. It requires the extra `[web]`."""
