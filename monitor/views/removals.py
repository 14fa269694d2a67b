"""The cuts from a text, named, located and with its reason; small cuts of one kind counted together. Pure."""

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
"""Cuts of at most SMALL characters are counted together, of which KINDS are shown; of larger ones LONG a code."""


def cut_rows(cuts: Sequence[Cut]) -> Iterator[Row]:
    """Yield the cuts by their code: the small ones counted on one row, then a row each with line and reason."""
    ordered = sorted(cuts, key=lambda removal: removal.code)
    for code, group in groupby(ordered, key=lambda removal: removal.code):
        found = list(group)
        small = [removal for removal in found if len(removal.text) <= SMALL]
        if len(small) > 1:
            yield _counted(code, small)
            found = [removal for removal in found if len(removal.text) > SMALL]
        for removal in found[:LONG]:
            words = gettext(
                "line {line}, {size} characters: {reason}",
                line=removal.line,
                size=removal.size,
                reason=_reason(removal),
            )
            reason = f"  ← {words}"
            yield row(code, removal.text, "cut", reason)
        if len(found) > LONG:
            yield row(code, gettext("and {count} more", count=len(found) - LONG), "quiet")


def _counted(code: str, cuts: Sequence[Cut]) -> Row:
    """Return `243 × pinyin: 聯(lián) ×12, 業(yè) …`, the most frequent first, with the lines and the first reason."""
    counts = Counter((removal.before, removal.text) for removal in cuts).most_common()
    pieces = [Piece(f"{len(cuts)} × {code}, {_lines(cuts)}: ")]
    for (before, text), count in counts[:KINDS]:
        times = f" ×{count}" if count > 1 else ""
        pieces += [Piece(before), Piece(text, "cut"), Piece(f"{times}, ")]
    more = gettext("and {count} more kinds", count=len(counts) - KINDS) if len(counts) > KINDS else ""
    pieces[-1] = Piece(pieces[-1].text if more else pieces[-1].text.removesuffix(", "))
    return Row((code,), (*pieces, Piece(more), Piece(f"  ← {_reason(cuts[0])}", "quiet")))


def _reason(cut: Cut) -> str:
    """Return why something was cut; a crawler of an earlier version gives only the English sentence."""
    if not cut.reason:
        return cut.detail
    return render_reason(Reason.from_json({"code": cut.reason, "params": cut.params}))


def _lines(cuts: Sequence[Cut]) -> str:
    first = min(removal.line for removal in cuts)
    last = max(removal.line for removal in cuts)
    if first == last:
        return gettext("line {line}", line=first)
    return gettext("lines {first} to {last}", first=first, last=last)
