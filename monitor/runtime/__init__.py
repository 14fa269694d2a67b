"""Services of the running process: scheduler, batching, logging, HTTP client, systemd and heartbeat."""
