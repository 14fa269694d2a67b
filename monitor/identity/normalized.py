"""Functions that reduce a notice to the data that is compared: its letters, title, number and other metadata.

Pure functions; no I/O.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import regex

from crawler.model.notice import Notice
from crawler.text.characters import alphanumeric
from crawler.text.fold import fold, fold_all
from crawler.text.numerals import dashes_to_ones
from monitor.identity.numerals import POINT
from monitor.identity.parts.titles import Role, part_of

VERSION = 6
"""The version of normalized notices. It is increased whenever the result for any notice changes."""
COMPARABLE = (3, 4, 5, VERSION)
"""The versions of stored normalized notices that can be compared. Notices of an older version are recomputed in the
background."""
MARKS_VERSION = 3
"""The version of marks. While it is unchanged, marks computed from older normalized notices remain valid."""
LETTERS_LIMIT = 400_000
"""The maximum number of letters of a notice that are used."""
ROC_ERA = 1911
"""The Gregorian year minus the year of the Minguo era: Minguo 1 is 1912."""
_CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")
ROW = 30
ROWS = 3
"""`ROW` is the maximum length of a list row, in Chinese characters. `ROWS` is the minimum number of rows of a list."""
TO_A_CHARACTER = 3
"""The number of letters of an alphabet that are counted as one Chinese character in the length of a text."""
HEAD = 1000
"""The number of letters at the start of a text in which the title and the addressees are searched for."""
OPENINGS = ("为", "依", "根据", "按照")
"""Words that open the first sentence of a notice or of an article (为了, 为贯彻, 依照, 依据)."""
LOST = "\ufffd"
"""The mark in a body at the position of a lost character."""
_CHARACTER = re.compile("[\u2e80-\u9fff]")
_LINE_END = "\n"
_SENTENCE_END = "。"
_ENDS = re.compile("[。；！？;!?]")
_FULL_STOP = regex.compile(
    r"""\.(?<=[\p{L}"'”’)]{3}\.)(?=["'”’)*_]*(?:[^\S\n]+["'“‘(«*_]*[^\P{L}\p{Ll}]|[^\S\n]*$))""", regex.MULTILINE
)
"""Sentence ends. A full stop ends a sentence after a word and before a capital letter or the end of a line, but not
after an abbreviation or a number. It is searched for before the text is folded, which removes the space and the
capitals."""
_OTHER = re.compile(rf"[^\w。{LOST}]|_")
_LOST = re.compile(r"[?\ufffd\u25a1\ue000-\uf8ff](?:(?<!\?)|(?<=[\w\ufffd].)(?=[\w\ufffd]))")
"""Substitutes for characters that could not be decoded, had no glyph, or are in a private use area. A question mark
between letters is a substitute: a real one is full-width in Chinese and followed by a space in other languages."""
# The following patterns begin with a character and look behind it afterwards. Matching is three times as fast as with a
# look behind at each position of the text.
_DATE = re.compile(
    r"((?:1(?<![\d./-].)9|2(?<![\d./-].)0)\d\d)([./-])(?:(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])|([1-9]|1[0-2])\2([1-9]|[12]\d|3[01]))"
    r"(?![\d./-])"
)
"""A numeric date, in which month and day are either both padded with a zero or both unpadded. If only one of them is
padded, the date has lost a digit, and does not match."""
_NUMBER_YEAR = re.compile(r"[〔\[【(](?:((?:19|20)\d\d)\)|(\d{1,4})[〕\]】])(?=\d)")
"""A year in a document number (GB/T 9704-2012, 7.2.5). The year may have lost a digit."""
_DECIMAL = re.compile(
    r"(\d(?<![\d.].)\d*)\.(\d+)"
    r"(?=[百千万亿元%‰倍吨亩米升兆]|个百分|公[里顷斤]|[平立]方|[美欧港日]元| ?(?:[mb]illion|percent))"
)
"""A decimal number before a unit. Without a unit, the number may be an item number, a month or a table value."""
_RATIO = re.compile(r"(\d(?<![\d点].)\d*(?:点\d+)?) ?([%‰])")
_SIGNS = {"%": "百分之", "‰": "千分之"}
_FRACTION = re.compile(r"(\d(?<![\d./-].)\d?)/(\d{1,2})(?![\d./-])")
_INSERTED = re.compile(r"第(\d{1,4})-(\d{1,3})条")
"""The number of an article that an amendment inserted, as Taiwan writes it in digits. It means 第五条之一."""
_CAPTION = re.compile(
    r"^([^\S\n]*第[\d一二三四五六七八九十百零〇]{1,9}条(?:之[\d一二三四五六七八九十]{1,3})?[^\S\n]*"
    r"(?:\([^()。\d\n]{2,80}\)|[\[【〔][^\[\]【】〔〕。\d\n]{2,80}[\]】〕]))(?=.)",
    re.MULTILINE,
)
"""A heading in brackets behind the number of an article. It becomes a line of its own, because the brackets are lost in
normalization."""
_DRAFT = re.compile(r"征求意见|意见稿|草案|送审稿|公开征集")
_FORWARD = re.compile(r"转发(?![\])】>〉》])(?:[^:：\s]){6}")
"""The pattern of a notice that forwards a document, which names the document. A mere `转发：` or `[转发]` before a
title was added by a site that reposts the document."""


@dataclass(frozen=True)
class NormalizedNotice:
    """A notice reduced to the data that is compared for a verdict.

    `body` consists of the folded letters and digits, with `。` after each sentence, a line feed after each line and the
    mark LOST for each lost character. It is empty if the text was pruned. `number` is the folded document number, and
    `written` is the document number as read. `dated` is the date of issue in ISO form; it is empty if the text contains
    the date, because dates in the text are compared as text. `script` is an ISO 15924 code or empty. `policy` is the
    name of the policy to which the page belongs, and `role` is the part of the policy that the page contains.
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
        """Return the body without sentence ends, line ends and LOST marks."""
        return self.body.replace(_LINE_END, "").replace(_SENTENCE_END, "").replace(LOST, "")

    @cached_property
    def losses(self) -> frozenset[int]:
        """Return the positions in `letters` before which a character was lost."""
        at = 0
        found = set()
        if LOST in self.body:
            for piece in self.body.replace(_LINE_END, "").replace(_SENTENCE_END, "").split(LOST)[:-1]:
                at += len(piece)
                found.add(at)
        return frozenset(found)

    @cached_property
    def ends(self) -> frozenset[int]:
        """Return 0 and the positions in `letters` where a line ends."""
        at = 0
        found = {0}
        for line in self.body.split(_LINE_END):
            at += len(line) - line.count(_SENTENCE_END) - line.count(LOST)
            found.add(at)
        return frozenset(found)

    @cached_property
    def starts(self) -> frozenset[int]:
        """Return the positions in `letters` where a line or a sentence begins."""
        at = 0
        found = {0}
        for sentence in self.body.replace(LOST, "").replace(_LINE_END, _SENTENCE_END).split(_SENTENCE_END):
            at += len(sentence)
            found.add(at)
        return frozenset(found)

    @cached_property
    def stops(self) -> tuple[int, ...]:
        """Return the positions in `letters` where a sentence ends, in increasing order.

        A line end without `。` is not a sentence end.
        """
        at = 0
        found = []
        for sentence in self.body.replace(LOST, "").replace(_LINE_END, "").split(_SENTENCE_END)[:-1]:
            at += len(sentence)
            found.append(at)
        return tuple(found)

    @cached_property
    def rows(self) -> tuple[tuple[int, int], ...]:
        """Return the start and end positions in `letters` of lists and tables.

        A list or table consists of at least ROWS consecutive short lines without sentence ends.
        """
        at = 0
        found = []
        begun = []
        for line in self.body.replace(LOST, "").split(_LINE_END):
            start = at
            at = at + len(line) - line.count(_SENTENCE_END)
            if _SENTENCE_END not in line and in_characters(line) <= ROW:
                begun.append(start)
                continue
            if len(begun) >= ROWS:
                found.append((begun[0], start))
            begun = []
        return tuple([*found, (begun[0], at)] if len(begun) >= ROWS else found)

    @cached_property
    def head(self) -> int | None:
        """Return the position in `letters` at which the addressees end, or else the title, or None if it is unknown.

        It is 0 if neither occurs and the text begins with a purpose or a legal basis.
        """
        for part in filter(None, (self.addressees, self.title)):
            start = self.letters.find(part, 0, HEAD)
            if start >= 0:
                return start + len(part)
        return 0 if self.letters.startswith(OPENINGS) else None

    def is_within_sentence(self, at: int) -> bool:
        """Return whether a position in `letters` is inside a sentence: the first one, or one behind the first line."""
        if at in self.starts:
            return False
        head = self.head
        in_first = head is not None and head < at and not any(head < stop <= at for stop in self.stops)
        return in_first or any(0 < end < at for end in self.ends)


def in_characters(text: str, start: int = 0, end: int | None = None) -> int:
    """Return the length of the part `[start:end]` of a text in Chinese characters."""
    end = len(text) if end is None else end
    chinese = len(_CHARACTER.findall(text, start, end))
    return chinese + (end - start - chinese) // TO_A_CHARACTER


def normalize_notice(notice: Notice) -> NormalizedNotice:
    """Return the normalized form of a notice, including the texts of its attachments."""
    body = _body(notice.all_text[: 2 * LETTERS_LIMIT])
    return replace(
        normalize_name(notice.title, notice.document_number),
        body=body,
        issuers=tuple(map(letters_of, notice.issuers)),
        addressees="".join(map(letters_of, notice.addressees)),
        dated=date_outside(notice.issued_on, body),
        script=notice.script or "",
    )


def normalize_name(title: str | None, number: str | None) -> NormalizedNotice:
    """Return a normalized notice that has only a title and a document number."""
    folded = letters_of(title or "")
    part = part_of(title or "")
    return NormalizedNotice(
        title=folded,
        number=letters_of(number or ""),
        written=number or "",
        forwards=bool(_FORWARD.search(fold(title or ""))),
        draft=bool(_DRAFT.search(folded)),
        policy=part.key,
        role=part.role,
    )


def upgrade_gist(gist: NormalizedNotice) -> NormalizedNotice:
    """Convert a normalized notice that was stored by an older version to the current form, as far as possible."""
    return replace(
        gist,
        title=fold(gist.title),
        body=upgrade_body(gist.body),
        number=fold(gist.number),
        issuers=tuple(map(fold, gist.issuers)),
        addressees=fold(gist.addressees),
    )


def upgrade_body(body: str) -> str:
    """Convert the body of an old normalized notice to the current form, as far as possible."""
    return "\n".join(fold_all(body.split("\n")))


def letters_of(text: str) -> str:
    """Return the folded letters and digits of a text, with dates and decimals in the notation of normalized notices."""
    return alphanumeric(_even(fold(dashes_to_ones(text))))


def _even(text: str) -> str:
    """Return a folded text with dates, decimals, fractions and zeros in a uniform notation.

    Their punctuation is lost in normalization: without this step, 1.5 would become 15, 2024-1-11 would equal 2024-11-1,
    and 〔2024〕31号 and 〔2024〕3号 would differ by one digit of a long number.
    """
    text = _NUMBER_YEAR.sub(r"\1\2年", text)
    # A circle is often written for the numeral zero (GB/T 15835-2011, 5.1.3).
    text = _DATE.sub(
        lambda found: f"{found[1]}{(found[3] or found[5]):0>2}{(found[4] or found[6]):0>2}", text.replace("○", "〇")
    )
    text = _DECIMAL.sub(rf"\1{POINT}\2", text) if "." in text else text
    # Signs are removed with the punctuation: 5% would become 5, and 1/3 would become 13.
    if any(sign in text for sign in _SIGNS):
        text = _RATIO.sub(lambda found: f"{_SIGNS[found[2]]}{found[1]}", text)
    return _FRACTION.sub(r"\2分之\1", text) if "/" in text else text


def date_outside(day: date | None, body: str) -> str:
    """Return the date `day` in ISO form, or an empty string if it is None or written in the text `body`."""
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
    if "." in text:
        text = _FULL_STOP.sub(_SENTENCE_END, text)
    folded = "\n".join(fold_all(_LOST.sub(LOST, dashes_to_ones(text)).split("\n")))
    folded = _CAPTION.sub(r"\1\n", _INSERTED.sub(r"第\1条之\2", folded))
    for line in _ENDS.sub("。", _even(folded)).split("\n"):
        kept = _OTHER.sub("", line).lstrip(_SENTENCE_END)
        if kept:
            lines.append(kept)
    return _LINE_END.join(lines)[:LETTERS_LIMIT]
