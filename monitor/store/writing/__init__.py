"""The writing of notices: data computed before the write lock is taken, and statements that are sent together."""
