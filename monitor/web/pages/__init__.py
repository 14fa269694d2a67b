"""The pages: each module defines the routes of one page."""
