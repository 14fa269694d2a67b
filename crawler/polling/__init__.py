"""One poll of a source: fetch the listing, read the new pages and attachments, walk back through older pages."""
