"""Discovery of sources at a site: its feeds, sitemaps and listings, from any of its pages."""
