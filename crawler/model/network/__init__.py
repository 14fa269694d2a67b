"""Rules for the network addresses of servers."""
