"""Access control by hosts, origins, passwords and sessions."""
