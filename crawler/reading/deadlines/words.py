"""The vocabulary of deadlines, as regular expressions on folded text, which has simplified half-width characters."""

from crawler.reading.rules import read_words

WORDS = read_words("crawler.reading.deadlines")
TO_OFFICE = r"[^,。:、告名表价销酬刊纸道废复关警税考喜]{1,14}?(?:局|委|厅|部|办|院|中心|科|处|室|政府|司|组|会|中央)"
"""What follows 报, 送 or 交: an office that receives something."""
