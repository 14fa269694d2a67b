"""Process services: scheduler, batching, logging, systemd, heartbeat."""
