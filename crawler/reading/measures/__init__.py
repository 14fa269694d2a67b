"""Read the requirements of a clause: its role, who is responsible, and the targets with their dates. Pure."""
