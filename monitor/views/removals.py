"""The parts removed from a text, each with its code, line and reason. Pure functions; no I/O.

Short parts with the same code are counted together.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from crawler.model.reason import Reason
from crawler.model.results import Cut
from monitor.messages.reasons import render_reason
from monitor.text.i18n import gettext
from monitor.views.rows import Piece, Row, row

SMALL = 12
KINDS = 12
LONG = 10
"""Removed parts of at most SMALL characters are counted together, and the KINDS most frequent of them are shown.

Of the longer parts, LONG are shown for each code.
"""


def cut_rows(cuts: Sequence[Cut]) -> Iterator[Row]:
    """Yield rows for the removed parts, in the order of their codes.

    Several short parts with the same code have one common row. Every other part has its own row, with its line, its
    length and the reason. At most LONG parts of each code have their own rows; a last row states the number of the
    others.
    """
    ordered = sorted(cuts, key=lambda removal: removal.code)
    for code, group in groupby(ordered, key=lambda removal: removal.code):
        found = list(group)
        small = [removal for removal in found if len(removal.text) <= SMALL]
        if len(small) > 1:
            yield _counted(code, small)
            found = [removal for removal in found if len(removal.text) > SMALL]
        for removal in found[:LONG]:
            words = gettext(
                "line {line}, length {size}: {reason}",
                line=removal.line,
                size=removal.size,
                reason=_reason(removal),
            )
            reason = f"  ← {words}"
            yield row(code, removal.text, "cut", reason)
        if len(found) > LONG:
            yield row(code, gettext("and {count} more", count=len(found) - LONG), "quiet")


def _counted(code: str, cuts: Sequence[Cut]) -> Row:
    """Return one row for several removed parts, such as `243 × pinyin: 聯(lián) ×12, 業(yè) …`.

    The most frequent parts are first. The row also states the lines of the parts, and why the first part was removed.
    """
    counts = Counter((removal.before, removal.text) for removal in cuts).most_common()
    pieces = [Piece(f"{len(cuts)} × {code}, {_lines(cuts)}: ")]
    for (before, text), count in counts[:KINDS]:
        times = f" ×{count}" if count > 1 else ""
        pieces += [Piece(before), Piece(text, "cut"), Piece(f"{times}, ")]
    more = gettext("and {count} more kinds", count=len(counts) - KINDS) if len(counts) > KINDS else ""
    pieces[-1] = Piece(pieces[-1].text if more else pieces[-1].text.removesuffix(", "))
    return Row((code,), (*pieces, Piece(more), Piece(f"  ← {_reason(cuts[0])}", "quiet")))


def _reason(cut: Cut) -> str:
    """Return why a part was removed, in the current language.

    The result is in English if an earlier version of the crawler removed the part.
    """
    if not cut.reason:
        return cut.detail
    return render_reason(Reason.from_json({"code": cut.reason, "params": cut.params}))


def _lines(cuts: Sequence[Cut]) -> str:
    first = min(removal.line for removal in cuts)
    last = max(removal.line for removal in cuts)
    if first == last:
        return gettext("line {line}", line=first)
    return gettext("lines {first} to {last}", first=first, last=last)
