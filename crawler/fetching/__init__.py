"""Network access: the fetcher, the address guard, robots.txt, delays per host, mapping of errors to codes."""
