"""Reduce a notice to the data by which it is recognised: its letters, its title and its distinguishing marks. Pure."""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from crawler.model.notice import Notice
from crawler.text.fold import fold, fold_all
from crawler.text.numerals import dashes_to_ones
from monitor.identity.numerals import POINT
from monitor.identity.parts.titles import Role, part_of

VERSION = 4
"""The version of normalized forms; it changes whenever the same notice would yield others."""
COMPARABLE = (3, VERSION)
"""Versions whose stored forms are compared until those of the present version have been made in the background."""
MARKS_VERSION = 3
"""The version of marks; while it stays the same, texts are found by the marks of older forms."""
LETTERS_LIMIT = 400_000
"""The number of letters of one notice that are used."""
ROC_ERA = 1911
"""Year 1 of the Minguo era is 1912."""
_CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")
ROW = 30
ROWS = 3
"""The number of letters of the longest row of a list, and the number of rows of the shortest list."""
LOST = "\ufffd"
"""The mark in a body where a character was lost."""
_LINE_END = "\n"
_SENTENCE_END = "。"
_ENDS = re.compile(r"[。；！？;!?]|\.(?<=[^\W\d_]{3}\.)(?=\s|$)")
"""A full stop ends a sentence after a word, and none after an abbreviation or a number."""
_OTHER = re.compile(rf"[^\w。{LOST}]|_")
_LOST = re.compile(r"[\ufffd\u25a1\ue000-\uf8ff]|(?<=[\w\ufffd])\?(?=[\w\ufffd])")
"""Substitutes for a character that could not be decoded, had no glyph, or is of a private use. A question mark is of
full width in Chinese, and is followed by a space in other languages."""
_DATE = re.compile(
    r"(?<![\d./-])((?:19|20)\d\d)([./-])(?:(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])|([1-9]|1[0-2])\2([1-9]|[12]\d|3[01]))"
    r"(?![\d./-])"
)
"""With zeros before month and day or without; with only one of them, a digit was lost there."""
_NUMBER_YEAR = re.compile(r"[〔\[【(](?:((?:19|20)\d\d)\)|(\d{1,4})[〕\]】])(?=\d)")
"""The year in a document number (GB/T 9704-2012, 7.2.5), which may have lost a digit."""
_DECIMAL = re.compile(
    r"(?<![\d.])(\d+)\.(\d+)"
    r"(?=[百千万亿元%‰倍吨亩米升兆]|个百分|公[里顷斤]|[平立]方|[美欧港日]元| ?(?:[mb]illion|percent))"
)
"""It is followed by a unit that counts or measures: numbers of items and months, and those in tables, are unclear."""
_RATIO = re.compile(r"(?<![\d点])(\d+(?:点\d+)?) ?([%‰])")
_SIGNS = {"%": "百分之", "‰": "千分之"}
_FRACTION = re.compile(r"(?<![\d./-])(\d{1,2})/(\d{1,2})(?![\d./-])")
_DRAFT = re.compile(r"征求意见|意见稿|草案|送审稿|公开征集")
_FORWARD = re.compile(r"转发(?![\])】>〉》])(?:[^:：\s]){6}")
"""A notice names the document that it forwards; a mere `转发：` or `[转发]` is put before a title by whoever reposts
it."""


@dataclass(frozen=True)
class NormalizedNotice:
    """A notice reduced to the data that verdicts compare.

    `body`: its letters and digits, folded, each sentence ended by `。`, each line by a line feed, LOST where a
    character was lost; empty for a notice whose text was pruned. `number` is folded, `written` the same as read.
    `dated`: the date of issue in ISO form, where it was given and is not in the text, whose dates are compared as part
    of it. `script` is an ISO 15924 code or empty. `policy`: the name of the policy of which the notice is a part,
    which may be itself, and `role` which part.
    """

    title: str = ""
    body: str = ""
    number: str = ""
    issuers: tuple[str, ...] = ()
    forwards: bool = False
    draft: bool = False
    written: str = ""
    dated: str = ""
    addressees: str = ""
    script: str = ""
    policy: str = ""
    role: Role = ""

    @cached_property
    def letters(self) -> str:
        """The letters and digits alone."""
        return self.body.replace(_LINE_END, "").replace(_SENTENCE_END, "").replace(LOST, "")

    @cached_property
    def losses(self) -> frozenset[int]:
        """Places in `letters` before which a character was lost."""
        at = 0
        found = set()
        if LOST in self.body:
            for piece in self.body.replace(_LINE_END, "").replace(_SENTENCE_END, "").split(LOST)[:-1]:
                at += len(piece)
                found.add(at)
        return frozenset(found)

    @cached_property
    def ends(self) -> frozenset[int]:
        """Places in `letters` where a line ends; 0 is one."""
        at = 0
        found = {0}
        for line in self.body.split(_LINE_END):
            at += len(line) - line.count(_SENTENCE_END) - line.count(LOST)
            found.add(at)
        return frozenset(found)

    @cached_property
    def starts(self) -> frozenset[int]:
        """Places in `letters` where a line or a sentence begins."""
        at = 0
        found = {0}
        for sentence in self.body.replace(LOST, "").replace(_LINE_END, _SENTENCE_END).split(_SENTENCE_END):
            at += len(sentence)
            found.add(at)
        return frozenset(found)

    @cached_property
    def stops(self) -> tuple[int, ...]:
        """Places in `letters` where a sentence ends, rising; a line alone ends none."""
        at = 0
        found = []
        for sentence in self.body.replace(LOST, "").replace(_LINE_END, "").split(_SENTENCE_END)[:-1]:
            at += len(sentence)
            found.append(at)
        return tuple(found)

    @cached_property
    def rows(self) -> tuple[tuple[int, int], ...]:
        """Positions in `letters` of lists and tables: consecutive lines that are short and no sentences."""
        at = 0
        found = []
        begun = []
        for line in self.body.replace(LOST, "").split(_LINE_END):
            start = at
            at = at + len(line) - line.count(_SENTENCE_END)
            if len(line) <= ROW and _SENTENCE_END not in line:
                begun.append(start)
                continue
            if len(begun) >= ROWS:
                found.append((begun[0], start))
            begun = []
        return tuple([*found, (begun[0], at)] if len(begun) >= ROWS else found)


def normalize_notice(notice: Notice) -> NormalizedNotice:
    """Return the normalized form of a notice as read; its attachments are parts of it."""
    body = _body(notice.all_text[: 2 * LETTERS_LIMIT])
    return replace(
        normalize_name(notice.title, notice.document_number),
        body=body,
        issuers=tuple(map(letters_of, notice.issuers)),
        addressees="".join(map(letters_of, notice.addressees)),
        dated=_dated(notice.issued_on, body),
        script=notice.script or "",
    )


def normalize_name(title: str | None, number: str | None) -> NormalizedNotice:
    """Return the normalized form of title and document number alone."""
    folded = letters_of(title or "")
    part = part_of(title or "")
    return NormalizedNotice(
        title=folded,
        number=letters_of(number or ""),
        written=number or "",
        forwards=bool(_FORWARD.search(fold(title or ""))),
        draft=bool(_DRAFT.search(folded)),
        policy=part.name,
        role=part.role,
    )


def upgrade_gist(gist: NormalizedNotice) -> NormalizedNotice:
    """Return the form of an older comparable version as nearly as possible in the present one."""
    return replace(
        gist,
        title=fold(gist.title),
        body=upgrade_body(gist.body),
        number=fold(gist.number),
        issuers=tuple(map(fold, gist.issuers)),
        addressees=fold(gist.addressees),
    )


def upgrade_body(body: str) -> str:
    """Return the body of an older comparable version as nearly as possible in the present one."""
    return "\n".join(fold_all(body.split("\n")))


def letters_of(text: str) -> str:
    """Return the letters and digits of a text, folded; its dates and decimals as in a body."""
    return "".join(filter(str.isalnum, _even(fold(dashes_to_ones(text)))))


def _even(text: str) -> str:
    """Return a folded text with its dates, decimals and zeros in a uniform notation.

    Their marks are no letters, and without them 1.5 is 15, 2024-1-11 is 2024-11-1, and 〔2024〕31号 is 〔2024〕3号 with
    a digit more in a long number.
    """
    text = _NUMBER_YEAR.sub(r"\1\2年", text)
    # A circle is often written for the numeral zero (GB/T 15835-2011, 5.1.3).
    text = _DATE.sub(
        lambda found: f"{found[1]}{(found[3] or found[5]):0>2}{(found[4] or found[6]):0>2}", text.replace("○", "〇")
    )
    text = _DECIMAL.sub(rf"\1{POINT}\2", text)
    # A sign is no letter: 5% would be 5, and 1/3 be 13.
    if not _SIGNS.keys().isdisjoint(text):
        text = _RATIO.sub(lambda found: f"{_SIGNS[found[2]]}{found[1]}", text)
    return _FRACTION.sub(r"\2分之\1", text) if "/" in text else text


def _dated(day: date | None, body: str) -> str:
    """Return a date in ISO form, empty where the text itself contains it."""
    if day is None:
        return ""
    year = str(day.year)
    month = str(day.month)
    number = str(day.day)
    chinese = f"{year.translate(_CHINESE)}年{_counted(day.month)}月{_counted(day.day)}日"
    written = (
        f"{year}年{month}月{number}日",
        f"{year}{month:0>2}{number:0>2}",
        f"{year}年{month:0>2}月{number:0>2}日",
        f"国{day.year - ROC_ERA}年{month}月{number}日",
        chinese,
    )
    return "" if any(form in body for form in written) else day.isoformat()


def _counted(number: int) -> str:
    tens, ones = divmod(number, 10)
    ten = "" if tens == 0 else f"{str(tens).translate(_CHINESE) if tens > 1 else ''}十"
    return f"{ten}{str(ones).translate(_CHINESE) if ones else ''}"


def _body(text: str) -> str:
    lines = []
    folded = "\n".join(fold_all(_LOST.sub(LOST, dashes_to_ones(text)).split("\n")))
    for line in _ENDS.sub("。", _even(folded)).split("\n"):
        kept = _OTHER.sub("", line).lstrip(_SENTENCE_END)
        if kept:
            lines.append(kept)
    return _LINE_END.join(lines)[:LETTERS_LIMIT]
