"""Thresholds for the evidence that rows are notices."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ListingCalibration:
    """Thresholds of a listing without selectors.

    They were set by hand on the labelled listings of `tests/benchmarks/labels/listings/dev.json`, 59 saved listings and
    103 saved articles, and are accepted by `held.json`, whose sites are others and which nobody looks at while setting
    them. Widths are those of `width_of`; ratios are those of the prose outside the rows to the text of the rows, above
    which a page is an article and its rows are links beside it.
    """

    most: float = 0.5
    """The share of rows that must show a date, a document's address or a notice's title."""
    few: int = 3
    """Rows below which all must show a date."""
    sentence: int = 32
    """Minimum width of a title that is a sentence, regardless of its URL."""
    title: int = 16
    """Width of a title whose address must be a document's, too."""
    named: int = 12
    """Width of a title that ends as documents' titles do."""
    file_title: int = 8
    """Width of the title of a file."""
    caption: int = 10
    """Width of a title below which rows with pictures are a gallery."""
    short: int = 3
    """Width below which words are a label even beside dates."""
    names: float = 0.6
    """Share of titles of one word from which rows are names, such as those of members."""
    prose: int = 60
    """Width of a text that is prose."""
    sibling_ratio: float = 0.4
    """The ratio for a page whose own URL has the form of its rows' URLs."""
    described_ratio: float = 0.6
    """The ratio for a page that its metadata call an article."""
    document_ratio: float = 0.8
    dated_document_ratio: float = 4.0
    """The ratios for a page whose URL is a single document's, with undated and with dated rows."""
    undated_ratio: float = 6.0
    dated_ratio: float = 12.0
    """The ratios for any other page."""
    file_ratio: float = 4.0
    """The ratio for undated files on a page that its metadata call an article."""
    few_rows: int = 4
    """Rows that may be parts of an article, or links beside it."""
    long_row: int = 200
    """Width of the prose of a row that is a part of an article."""
    marked: float = 0.8
    """Share of rows with the marks of products or reviews."""
    directory_rows: int = 6
    sorted_pairs: float = 0.9
    """Rows and the share of pairs in alphabetical order from which the order is no accident."""


CALIBRATION = ListingCalibration()
