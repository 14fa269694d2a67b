"""Selection of characters by their kind."""

import sys

from crawler.text.characters import alphanumeric


def test_letters_and_digits_are_the_same_as_for_strings() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    assert alphanumeric(every) == "".join(filter(str.isalnum, every))
