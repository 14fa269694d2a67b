"""Network access: the fetcher, the address guard, robots.txt, delays per host, and the mapping of errors to codes."""
