"""What a clause asks for: its role, who is responsible, and what shall be reached by when. Pure."""
