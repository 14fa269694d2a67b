"""The migrations of the database. They are run automatically when a store is opened."""
