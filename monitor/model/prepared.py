"""The data that the store records with a text.

The data depends only on the text. It is therefore computed before the write lock is taken.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class SearchText:
    """A text in the form of the search index.

    `tokens` contains the index tokens as the database stores them. `packed` contains the folded text and fields,
    compressed; `folded` contains the text if the database stores it separately, as PostgreSQL does. `measures` contains
    the position, the folded responsible units and the earliest target date of each measure that has units or targets.
    """

    tokens: str
    packed: bytes
    measures: tuple[tuple[int, str, str | None], ...]
    folded: str | None = None


@dataclass(frozen=True)
class SeriesPlace:
    """The series that a text belongs to: the digest of its key, and the text's edition and date in the series."""

    key: str
    edition: str
    day: date | None


@dataclass(frozen=True)
class PackedGist:
    """A normalized text as it is stored for comparison: its fields as JSON, its compressed body, and its size."""

    fields: str
    body: bytes
    size: int


@dataclass(frozen=True)
class PreparedText:
    """All data that the store derives from a text. `document` is the notice as JSON."""

    document: str
    search: SearchText
    series: SeriesPlace | None
    deadlines: tuple[date, ...]
    targets: tuple[date, ...]
    gist: PackedGist
