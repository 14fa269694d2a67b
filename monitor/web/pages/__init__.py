"""The pages of the web interface. Each module defines the routes of one page."""
