"""Loading of pages in a browser, which runs in a separate process behind a filtering proxy.

`process` is the crawler's side; all other modules run in the process `python -m crawler.browser`.
"""
