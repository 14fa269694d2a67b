"""Finding what can be watched at a site: its feeds, sitemaps and listings, from any of its pages."""
