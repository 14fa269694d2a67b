"""Who is served: hosts, origins, passwords, sessions."""
