"""The database's migrations, run by themselves when a store is opened."""
