"""Migrations of the database, which are run automatically when a store is opened."""
