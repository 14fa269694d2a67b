"""`noticewatch init`: the questions, and the files that it writes."""
