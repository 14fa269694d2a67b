"""Thresholds for deciding whether the repeated rows of an HTML page are notices."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ListingCalibration:
    """Thresholds for a listing without selectors.

    The values were set by hand on the labelled listings of `tests/benchmarks/labels/listings/dev.json` (59 saved
    listings and 103 saved articles). They were validated on `held.json`, which has pages of other sites and is not
    inspected during tuning. Widths are measured by `width_of`.

    A ratio is the width of the prose outside the rows, divided by the width of the text in the rows. A page with a
    higher ratio than the threshold for its kind is an article, and its rows are links beside the article.
    """

    most: float = 0.5
    """Minimum share of rows that have a date, the URL of a document, or the title of a notice."""
    few: int = 3
    """In a list with fewer rows than this number, every row must have a date."""
    sentence: int = 32
    """A title of at least this width counts as a sentence, which is evidence of a notice whatever the URL is."""
    title: int = 16
    """Minimum width of titles whose links have the URLs of documents."""
    named: int = 12
    """Minimum width of titles with a word for a document type, such as "notice"."""
    file_title: int = 8
    """Minimum width of the titles of files."""
    series: int = 3
    """If the titles differ from each other by fewer letters than this, they belong to a series (第1期, 第2期)."""
    caption: int = 10
    """Rows with pictures and with titles narrower than this width are a gallery."""
    short: int = 3
    """Minimum width of titles of dated rows; shorter texts are labels."""
    names: float = 0.6
    """If at least this share of the titles are single words, the rows are names, such as a list of members."""
    prose: int = 60
    """Minimum width of a text that counts as prose."""
    sibling_ratio: float = 0.4
    """Maximum ratio of prose to rows for a listing whose own URL has the same pattern as the URLs of its rows."""
    described_ratio: float = 0.6
    """Maximum ratio of prose to rows for a listing whose metadata describe it as an article."""
    many_rows: int = 8
    many_described_ratio: float = 6.0
    """As `described_ratio`, for a page with at least `many_rows` dated rows.

    It is higher, because many systems describe every page as an article.
    """
    document_ratio: float = 0.8
    dated_document_ratio: float = 4.0
    """Maximum ratios of prose to rows for a listing with the URL of a document.

    `document_ratio` applies to undated rows, `dated_document_ratio` to dated rows.
    """
    undated_ratio: float = 6.0
    dated_ratio: float = 12.0
    """Maximum ratios of prose to rows for any other listing.

    `undated_ratio` applies to undated rows, `dated_ratio` to dated rows.
    """
    file_ratio: float = 4.0
    """Maximum ratio of prose to rows for links to files of which less than `marked` have dates.

    It applies to a page that has the URL of a document or whose metadata describe it as an article.
    """
    few_rows: int = 4
    """A list with at most this number of rows may be a part of an article or related links, whatever the ratio."""
    long_row: int = 200
    """Minimum width of a row's prose for the row to be part of an article."""
    marked: float = 0.8
    """Minimum share of rows that have the markup of products or reviews or, in a gallery, pictures."""
    directory_rows: int = 6
    sorted_pairs: float = 0.9
    many_combinations: int = 20
    """Minimum values for a directory.

    `directory_rows` is the number of rows, and `sorted_pairs` is the share of neighbouring rows in alphabetical order.
    A directory whose titles combine a few words has at least `many_combinations` rows.
    """


CALIBRATION = ListingCalibration()
