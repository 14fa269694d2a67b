"""The search index in the database."""
