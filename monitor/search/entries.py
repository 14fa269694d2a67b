"""The search entries of notices.

An entry contains the folded text, by which query matches are verified, and the values of facets and dates. No I/O.
"""

import json
import zlib
from datetime import date, datetime

from crawler.model.notice import Notice
from monitor.model.search import SearchEntry
from monitor.topics import Matchable
from monitor.topics.terms import SEPARATOR

_LEVEL = 6
_SHORTER = "gb18030"
STORED_SEPARATOR = "\x1f"
"""The separator of the parts of a text in PostgreSQL. No folded text contains this character."""
_WITH_FRAME = b"f"
"""The first byte of a packed value that is encoded as GB 18030 and compressed with `_FRAME`.

Values of earlier versions that are encoded as GB 18030 start with `_IS_SHORTER`. Values that are encoded as UTF-8 start
with the header of zlib.
"""
_IS_SHORTER = b"g"
_FRAME = (
    '["",{"issuer":"市人民政府办公室","kind":"通知","number":"〔20","region":"中国\\u0000","unit":"局\\u0000市"},'
    '{"issued":["20"],"published":["20"],"effective":["20"],"deadline":["20"]}]'
).encode(_SHORTER)
"""The text that a packed value may refer to, so that field names take no space. Packed values can only be read with
exactly this text."""


def search_entry(
    notice: int, source: str, first_seen_at: datetime, changed_at: datetime, document: Notice
) -> SearchEntry:
    """Return the search entry of a notice in its newest revision."""
    day = document.published_on or document.issued_on or first_seen_at.date()
    deadlines = sorted(deadline.date for deadline in document.deadlines)
    return SearchEntry(
        notice=notice,
        source=source,
        kind=document.kind,
        issuers=document.issuers,
        region=document.region,
        month=f"{day:%Y-%m}",
        first_seen_at=first_seen_at,
        changed_at=changed_at,
        issued_on=document.issued_on,
        published_on=document.published_on,
        effective_on=document.effective_on,
        deadline_first=deadlines[0] if deadlines else None,
        deadline_last=deadlines[-1] if deadlines else None,
    )


def pack_matchable(matchable: Matchable, *, with_text: bool = True) -> bytes:
    """Return the folded text, fields and dates of a notice, serialized and compressed.

    The text is left out if `with_text` is false. A title that is the first part of the text is left out, too. The
    values are encoded as UTF-8 or GB 18030, whichever is shorter. GB 18030 can encode every character and uses only two
    bytes for most Chinese characters.
    """
    dates = {name: [day.isoformat() for day in days] for name, days in matchable.dates.items()}
    fields = dict(matchable.fields)
    if fields.get("title") == _first_part(matchable.text):
        del fields["title"]
    value = [matchable.text if with_text else "", fields, dates]
    serialized = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    encoded = serialized.encode("utf-8", "replace")
    shorter = serialized.encode(_SHORTER, "replace")
    if len(shorter) >= len(encoded):
        return zlib.compress(encoded, _LEVEL)
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=_FRAME)
    return _WITH_FRAME + compressor.compress(shorter) + compressor.flush()


def unpack_matchable(packed: bytes, text: str | None = None) -> Matchable:
    """Return the data that `pack_matchable` packed. `text` replaces the packed text unless it is None."""
    packed_text, fields, dates = json.loads(_serialized(packed))
    text = packed_text if text is None else text
    days = {name: tuple(map(date.fromisoformat, written)) for name, written in dates.items()}
    return Matchable(text, {"title": _first_part(text)} | fields, days)


def _serialized(packed: bytes) -> str:
    if packed.startswith(_WITH_FRAME):
        decompressor = zlib.decompressobj(-zlib.MAX_WBITS, zdict=_FRAME)
        return (decompressor.decompress(packed[len(_WITH_FRAME) :]) + decompressor.flush()).decode(_SHORTER)
    if packed.startswith(_IS_SHORTER):
        return zlib.decompress(packed[len(_IS_SHORTER) :]).decode(_SHORTER)
    return zlib.decompress(packed).decode()


def _first_part(text: str) -> str:
    """Return the title, which is the part of the whole text before the first separator."""
    return text.partition(SEPARATOR)[0]


def storable_text(text: str) -> str:
    """Return a folded text in a form that PostgreSQL can store, without NUL characters and surrogates."""
    return text.encode("utf-8", "replace").decode().replace(SEPARATOR, STORED_SEPARATOR)


def stored_text(stored: str) -> str:
    """Return the folded text that `storable_text` converted to `stored`."""
    return stored.replace(STORED_SEPARATOR, SEPARATOR)
