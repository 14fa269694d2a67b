"""Removal of search spam: text inserted into a page to promote other sites in search engines.

A single word is never sufficient, because notices mention gambling, pornography and forged invoices in order to
prohibit them. Spam is recognized by its form (a sequence of search phrases without sentences) and by the share of
search phrases in the text. A smaller share is sufficient if the text is in a different script from the surrounding
text, or contains contact details.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.model.codes import RemovalReason, SpamTrade
from crawler.model.reason import Reason
from crawler.reading.script import script_of
from crawler.reading.scrub.values import Cleaned, Lines, ScrubLine, Span, cut_spans
from crawler.text.fold import fold, fold_all
from crawler.text.search_phrases import PHRASES, WEAK

_TRADE = {phrase: trade for trade, phrases in PHRASES.items() for phrase in phrases}
_PHRASE = re.compile("|".join(map(re.escape, sorted(_TRADE, key=len, reverse=True))))
# Contact details: a mobile phone number, a messenger account, a URL or a domain name.
_CONTACT = re.compile(
    r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)|(?:微信|薇信|威信|v信|扣扣|q{1,2}|wx|电报|飞机|telegram|加群|同号)"
    r"[号群]?[:：]?\s?[a-z0-9_-]{5,}|(?:https?://|www\.)\S|\b[a-z0-9-]{2,30}\.(?:com|net|cc|vip|xyz|top|club|app)\b"
)
# `_AGAINST`: words of texts that prohibit, warn or report. `_OFFICE`: words that are common in official texts; spam
# composed of genuine headlines may contain them.
_AGAINST = re.compile(
    r"打击|整治|查处|查办|查获|取缔|禁止|严禁|不得|扫黄|治理|监管|执法|处罚|罚款|违法|违规|犯罪|非法|案件|防范|举报|警惕|谨防|涉嫌|罪"
)
_OFFICE = re.compile(
    r"监督|管理|规定|条例|办法|通知|公告|应当|依法|根据|按照|工作|部门|单位|申请|审批|机关|行政|法律|开展|落实|加强|推进"
)
_FUNCTION = re.compile(r"[的了是为和与及或对将应须由被把并其之以于]")
_ENUMERATED = re.compile(
    r"、|^[(（]?[一二三四五六七八九十\d]{1,3}[)）.．]|^第[一二三四五六七八九十百\d]{1,5}[章条款项]"
)
_PIECE = re.compile(r"[^。！？!?;；\s]+[。！？!?;；\s]*|[。！？!?;；\s]+")
SHARE = 0.34
SHARE_FOREIGN = 0.2
SHARE_CONTACT = 0.15
SHARE_SURE = 0.5
"""A text is spam only if at least this share of its characters is in search phrases.

The share depends on the text: in general (`SHARE`), in a different script from the surrounding text (`SHARE_FOREIGN`),
with contact details (`SHARE_CONTACT`), with words of official texts (`SHARE_SURE`).
"""
_SHORT = 14
_SENTENCE = 14
"""Limits for the recognition of spam.

`_SHORT` is the maximum length in characters of a piece within spam that has no search phrase. A text with more than one
function word per `_SENTENCE` characters consists of sentences and is not spam.
"""
_MARKS = re.compile(r"[\W_]")


_REASONS = {
    (False, False): RemovalReason.SPAM,
    (True, False): RemovalReason.SPAM_SCRIPT,
    (False, True): RemovalReason.SPAM_CONTACT,
    (True, True): RemovalReason.SPAM_SCRIPT_CONTACT,
}
"""The reason for each combination of two conditions.

The conditions are: the script differs from the surrounding text; the spam contains contact details.
"""


@dataclass(frozen=True)
class _Piece:
    start: int
    end: int
    text: str


def cut_spam(lines: Lines) -> Cleaned:
    """Return the lines without search spam, and the recorded removals.

    Whole lines are removed, and also parts of lines between two sentences.
    """
    folds = fold_all([line.text for line in lines])
    if not _PHRASE.search("\n".join(folds)):
        return list(lines), []
    script = script_of("\n".join(line.text for line in lines))
    kept: list[ScrubLine] = []
    removals = []
    for line, folded in zip(lines, folds, strict=True):
        rest, removed = cut_spans(line, _spam(line.text, folded, script), "spam")
        removals += removed
        kept += [rest] if rest else []
    return kept, removals


def _spam(text: str, folded: str, script: str | None) -> list[Span]:
    if not _PHRASE.search(folded):
        return []
    if reason := _reason(text, folded, script):
        return [Span(0, len(text), reason)]
    return list(_pieces_of_spam(text, script))


def _pieces_of_spam(text: str, script: str | None) -> Iterator[Span]:
    """Yield the spans of spam in a line. For this purpose, the line is split into pieces.

    A span is a sequence of pieces. The first piece contains a search phrase, and each later piece contains a search
    phrase or contact details. A short piece that contains neither is included if it is between two such pieces or at
    the end of the line. `script` is the script of the whole text.
    """
    run: list[_Piece] = []
    short: list[_Piece] = []
    for match in _PIECE.finditer(text):
        piece = _Piece(match.start(), match.end(), fold(match[0]))
        alike = _PHRASE.search(piece.text) or (run and _CONTACT.search(piece.text))
        if alike and not _AGAINST.search(piece.text):
            run += [*short, piece] if run else [piece]
            short = []
        elif run and len(piece.text) <= _SHORT and not short and not _OFFICE.search(piece.text):
            short = [piece]
        elif run:
            yield from _judged(text, run, script)
            run = []
            short = []
    yield from _judged(text, run + short, script)


def _judged(text: str, run: list[_Piece], script: str | None) -> Iterator[Span]:
    if run and (reason := _reason(text[run[0].start : run[-1].end], " ".join(piece.text for piece in run), script)):
        yield Span(run[0].start, run[-1].end, reason)


def _reason(text: str, folded: str, script: str | None) -> Reason | None:
    """Return the reason why a part of a text is spam, or None if it is not.

    `text` is this part, and `folded` is its folded form. `script` is the script of the whole text.
    """
    found = _PHRASE.findall(folded)
    size = len(_MARKS.sub("", folded))
    if not found or _AGAINST.search(folded) or len(_FUNCTION.findall(folded)) * _SENTENCE > size:
        return None
    share = sum(map(len, found)) / max(size, 1)
    own = script_of(text)
    foreign = bool(script and own and own != script)
    contact = bool(_CONTACT.search(folded))
    if not contact and (len(set(found)) < 2 or set(found) <= WEAK or _ENUMERATED.search(folded)):
        return None
    needed = SHARE_CONTACT if contact else SHARE_FOREIGN if foreign else SHARE
    if share < (SHARE_SURE if _OFFICE.search(folded) else needed):
        return None
    trades = tuple(
        Reason.of(SpamTrade(f"trade.{trade}")) for trade in dict.fromkeys(_TRADE[phrase] for phrase in found)
    )
    return Reason.of(_REASONS[foreign, contact], trades=trades, percent=round(100 * share))
