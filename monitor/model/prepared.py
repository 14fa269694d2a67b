"""The data that the store derives from the text of a notice and records with it.

The data depends only on the text. It can therefore be computed before the write lock is taken.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class SearchText:
    """A text in the form in which the search index stores it.

    `tokens` contains the words of the index as the database stores them. `packed` contains the folded text and fields,
    compressed. `folded` contains the text if the database stores it separately, as PostgreSQL does. `measures`
    contains, for each measure with responsible units or dated targets, its position, its folded units, and the earliest
    date of its targets.
    """

    tokens: str
    packed: bytes
    measures: tuple[tuple[int, str, str | None], ...]
    folded: str | None = None


@dataclass(frozen=True)
class SeriesPlace:
    """The place of a notice in a series.

    `key` is a digest that identifies the series. `edition` identifies the edition, and `day` is its date.
    """

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
    """All data that the store derives from the text of a notice. `document` is the notice as JSON."""

    document: str
    search: SearchText
    series: SeriesPlace | None
    deadlines: tuple[date, ...]
    targets: tuple[date, ...]
    gist: PackedGist
