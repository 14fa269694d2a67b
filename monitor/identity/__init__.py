"""Is it the same notice? Evidence from texts and from what notices say of themselves; pure."""
