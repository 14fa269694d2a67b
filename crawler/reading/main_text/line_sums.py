"""Sums of numbers over ranges of a page's lines."""

from collections.abc import Iterable
from itertools import accumulate

from crawler.reading.main_text.layout import Block


class LineSums:
    """A number for each line of a page, stored so that the sum over any range of lines is computed in constant time."""

    def __init__(self, figures: Iterable[float]) -> None:
        """Store the numbers of the lines, in order."""
        self._sums = [0.0, *accumulate(figures)]

    def of(self, block: Block) -> float:
        """Return the sum over the lines of a block."""
        return self.between(block.first, block.end)

    def between(self, first: int, end: int) -> float:
        """Return the sum over the lines from index `first` up to, but not including, index `end`."""
        return self._sums[end] - self._sums[first]

    def at(self, line: int) -> float:
        """Return the number of a line."""
        return self.between(line, line + 1)

    def up_to(self, line: int) -> float:
        """Return the sum over the lines before a line."""
        return self._sums[line]

    @property
    def total(self) -> float:
        """Return the sum over all lines."""
        return self._sums[-1]
