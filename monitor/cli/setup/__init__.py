"""The command `noticewatch init`: its questions, and the files that it writes."""
