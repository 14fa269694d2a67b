"""Thresholds for the evidence that rows are notices."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ListingCalibration:
    """Thresholds for a listing without selectors.

    The values were set by hand on the labelled listings of `tests/benchmarks/labels/listings/dev.json` (59 saved
    listings and 103 saved articles), and validated on `held.json`, which has pages of other sites and is not inspected
    during tuning. Widths are measured by `width_of`. Ratios are those of the prose outside the rows to the text of the
    rows; above such a ratio, a page is an article and its rows are links beside it.
    """

    most: float = 0.5
    """Minimum share of rows with a date, with a document's URL, or with a notice's title."""
    few: int = 3
    """Number of rows below which every row must have a date."""
    sentence: int = 32
    """Minimum width of a title that counts as a sentence, regardless of its URL."""
    title: int = 16
    """Minimum width of titles whose URLs are those of documents."""
    named: int = 12
    """Minimum width of titles with a word for a document type, such as "notice"."""
    file_title: int = 8
    """Minimum width of the titles of files."""
    series: int = 3
    """Minimum number of letters by which titles differ that are not those of a series."""
    caption: int = 10
    """Width of titles below which rows with pictures are a gallery."""
    short: int = 3
    """Minimum width of titles of dated rows; shorter texts are labels."""
    names: float = 0.6
    """Share of one-word titles from which rows are names, such as those of members."""
    prose: int = 60
    """Minimum width of a text that counts as prose."""
    sibling_ratio: float = 0.4
    """Ratio for a page whose own URL has the same pattern as the URLs of its rows."""
    described_ratio: float = 0.6
    """Ratio for a page whose metadata describe it as an article."""
    document_ratio: float = 0.8
    dated_document_ratio: float = 4.0
    """Ratios for a page whose URL is that of a single document: for undated rows and for dated rows, respectively."""
    undated_ratio: float = 6.0
    dated_ratio: float = 12.0
    """Ratios for any other page: for undated rows and for dated rows, respectively."""
    file_ratio: float = 4.0
    """Ratio for undated links to files on a page whose metadata describe it as an article."""
    few_rows: int = 4
    """Maximum number of rows that may be parts of an article or related links."""
    long_row: int = 200
    """Minimum width of the prose in a row that is part of an article."""
    marked: float = 0.8
    """Minimum share of rows with the markup of products or reviews, or with pictures in a gallery."""
    directory_rows: int = 6
    sorted_pairs: float = 0.9
    """Minimum number of rows, and minimum share of neighbouring rows in alphabetical order, of a directory."""


CALIBRATION = ListingCalibration()
