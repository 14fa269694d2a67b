"""Modules that prepare data before the write lock is taken, and that send statements to the database together."""
