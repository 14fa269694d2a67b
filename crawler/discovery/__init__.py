"""Discovery of a site's sources (feeds, sitemaps and listings) from any of its pages."""
