"""Parts of `noticewatch crawl`: the conversion of its arguments to sources, and the progress bar."""
