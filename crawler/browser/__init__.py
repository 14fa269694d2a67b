"""Loading of pages in a browser, which runs in a separate process behind a filtering proxy.

The module `process` is used by the crawler. All other modules run in the browser process, `python -m crawler.browser`.
"""
