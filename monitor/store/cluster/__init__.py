"""SQL repositories of the data that several processes share: turns, and the shards of sources."""
