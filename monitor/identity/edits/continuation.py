"""Recognition of articles, items or sentences that one of two texts has in addition at its end.

A copy that was cut usually ends within a sentence, or lacks the signature, the commencement (自发布之日起施行) or much
of the text. Behind a text that shows no such sign, a further article or a sentence about the document itself (本办法)
is an amendment, and so are further supplementary provisions. Pure functions; no I/O.
"""

import re

from crawler.text.numerals import parse_numeral
from monitor.identity.alignment import Hunk
from monitor.identity.edits.pair import Pair
from monitor.identity.normalized import NormalizedNotice

CONTINUED = 0.2
"""The maximum proportion of the longer text that a continuation may have. If more is missing, the text was cut."""
SUPPLEMENTS = ("附则", "부칙", "supplementaryprovision")
"""Headings of supplementary provisions."""
_COMMENCES = re.compile("日起?(?:施行|实施|执行|生效)")
"""The commencement of a rule, which is stated in its last article and is not appended by an amendment."""
_OWN = re.compile("[本此](..)|this([a-z]{5})")
"""The name by which a document refers to itself."""
_NUMBER = r"\d{1,3}|[一二三四五六七八九十百零〇]{1,7}"
_ITEM = re.compile(
    rf"第({_NUMBER})([条款项])|({_NUMBER})(?![\d年月日时分个名家人户万亿元份次批期届级章节项号点十百千])(?=\w)"
)
"""The number of an article or item, whose punctuation is lost in normalization."""


def is_continuation(pair: Pair, hunk: Hunk) -> bool:
    """Return whether a difference consists of articles, items or sentences that continue a complete text.

    Articles and items continue the numbering of the shorter text; other sentences begin with the document's own name.
    Both texts end with a whole sentence. The shorter one contains the commencement if the longer one does.
    """
    if min(hunk.sizes):
        return False
    longer, shorter, start, end = (
        (pair.found, pair.known, *hunk.span) if hunk.sizes[0] else (pair.known, pair.found, *hunk.other_span)
    )
    if end != len(longer.letters) or end - start > CONTINUED * end or start not in longer.starts:
        return False
    if _COMMENCES.search(longer.letters, start) and not _COMMENCES.search(shorter.letters):
        return False
    if not (_is_complete(longer) and _is_complete(shorter)):
        return False
    return _continues(longer, start, shorter) or _names_itself(longer, start) or _supplements(longer, start, shorter)


def _is_complete(gist: NormalizedNotice) -> bool:
    return gist.stops[-1:] == (len(gist.letters),)


def _continues(longer: NormalizedNotice, start: int, shorter: NormalizedNotice) -> bool:
    """Return whether an item of `longer` begins at `start`, and `shorter` contains the item before it."""
    item = _ITEM.match(longer.letters, start)
    return item is not None and any(
        _number(other) + 1 == _number(item) and other[2] == item[2]
        for place in shorter.starts
        if (other := _ITEM.match(shorter.letters, place))
    )


def _supplements(longer: NormalizedNotice, start: int, shorter: NormalizedNotice) -> bool:
    """Return whether `longer` has one more part of supplementary provisions than `shorter`, which has at least one.

    Acts that amend a law of Japan or Korea add their supplementary provisions to its end.
    """
    return longer.letters.startswith(SUPPLEMENTS, start) and any(
        shorter.letters.startswith(SUPPLEMENTS, place) for place in shorter.starts
    )


def _names_itself(gist: NormalizedNotice, start: int) -> bool:
    """Return whether a sentence begins with the kind of the document that its title states, as in 本办法."""
    own = _OWN.match(gist.letters, start)
    return own is not None and (own[1] or own[2]) in gist.title


def _number(item: re.Match[str]) -> int:
    return parse_numeral(item[1] or item[3]) or 0
