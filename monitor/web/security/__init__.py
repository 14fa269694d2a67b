"""Access control: hosts, origins, passwords and sessions."""
