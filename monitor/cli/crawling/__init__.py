"""Parts of `noticewatch crawl`: the sources that its arguments mean, and the progress bar."""
