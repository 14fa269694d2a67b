"""Network addresses of servers."""
