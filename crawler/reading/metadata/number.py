"""Detection of document numbers (发文字号).

The supported forms are document numbers as in GB/T 9704-2012 (国办发〔2024〕5号), orders (令第12号, 2025年第45号), and
gazettes in traditional script (臺教高(一)字第1030037566B號).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crawler.reading.metadata.folded import FoldedLine, fold_chars, plain

_NUMERAL = "〇零○一二三四五六七八九十百"
_YEAR_AND_NUMBER = re.compile(
    r"[〔(<〈]\s{0,3}((?:19|20)\d\d)\s{0,3}年?\s{0,3}[〕)>〉]\s{0,3}(?:第\s{0,3})?(\d{1,5})\s{0,3}(号)"
)
_CODE = re.compile(r"[一-龥A-Za-z0-9·]{1,30}$")
_CODE_PLAIN = re.compile(r"[一-龥·][一-龥A-Za-z0-9·]{0,13}$")
# Words that precede a document number without being part of its code. The code begins after the last of these words.
_BEFORE_CODE = re.compile(
    r".*(?:号[和及与或]?|[部署局会室厅院](?=国[科办发税土资卫环能])|通知|(?<=通\s)知|意见|办法|方案|决定|规定|细则|条例|通告|公告|计划|规划|批复|文件|文号|字号|根据|按照|依据|依照|印发|转发|国务院办公厅|国务院|人民政府|委员会|有关"
    r"|(?:商请|会签|征求|答复|回复|报送|抄送)(?=[一-龥A-Za-z])|现将|关于|要点|指南|措施|要求|纲要|制度|规则|编号|是指|执行|落实|贯彻|参照|遵照|[的])"
)
_GAZETTE = re.compile(r"字\s{0,3}第?\s{0,3}([0-9A-Za-z〇零○一二三四五六七八九]{4,16}(?:-[0-9A-Z]{1,3})?)\s{0,3}号")
_GAZETTE_CODE = re.compile(rf"[一-龥][一-龥0-9{_NUMERAL}()]{{0,22}}$")
_BEFORE_GAZETTE_CODE = re.compile(r".*(?:号[和及与或]?|日|本[部会署局院府]|公告|函|令)")
_FIELD = re.compile(rf"[^:;,。]{{0,50}}(?:\d|[{_NUMERAL}])[^:;,。\d年月日]{{0,3}}")
_YEAR_ORDER = re.compile(r"((?:19|20)\d\d)\s{0,3}年\s{0,3}第\s{0,3}(\d{1,4})\s{0,3}号")
_ORDER = re.compile(rf"(?:令|公告|通告)\s{{0,4}}[(]?\s{{0,3}}第\s{{0,3}}(\d{{1,4}}|[{_NUMERAL}]{{1,5}})\s{{0,3}}号")


@dataclass(frozen=True)
class Number:
    """A document number in its normalized spelling, and its start and end index in the folded text."""

    text: str
    start: int
    end: int


def _code_before(line: FoldedLine, end: int) -> tuple[int, str] | None:
    """Return the start index and the text of the code (发文机关代字) that ends at index `end`, or None."""
    window = max(0, end - 40)
    before = line.folded[window:end]
    trimmed = before.rstrip()
    if len(before) - len(trimmed) > 4 or not (match := _CODE.search(trimmed)):
        return None
    start = match.start()
    if cut := _BEFORE_CODE.match(trimmed, start):
        start = cut.end()
    code = trimmed[start:]
    if not _CODE_PLAIN.fullmatch(code) or code == "令":
        return None
    return window + start, plain(line.text[window + start : window + len(trimmed)])


def _standard(line: FoldedLine, start: int, end: int) -> Iterator[Number]:
    for match in _YEAR_AND_NUMBER.finditer(line.folded, start, end):
        if code := _code_before(line, match.start()):
            mark = line.group(match, 3)
            yield Number(f"{code[1]}〔{match[1]}〕{match[2]}{mark}", code[0], match.end())


def _gazette(line: FoldedLine, start: int, end: int) -> Iterator[Number]:
    for match in _GAZETTE.finditer(line.folded, start, end):
        window = max(0, match.start() - 26)
        before = line.folded[window : match.start()]
        code = _GAZETTE_CODE.search(before)
        if not code or not any(char.isdigit() or char in _NUMERAL for char in match[1]):
            continue
        cut = _BEFORE_GAZETTE_CODE.match(before, code.start())
        begin = window + (cut.end() if cut and cut.end() < len(before) else code.start())
        while begin < match.start() and line.folded[begin] in ")0123456789":
            begin += 1
        if begin < match.start():
            yield Number(plain(line.text[begin : match.end()]), begin, match.end())


def numbers_in(line: FoldedLine, start: int = 0, end: int | None = None) -> list[Number]:
    """Return the document numbers between the indices `start` and `end`, in order and without overlaps.

    Only numbers with a code (发文机关代字 or a gazette's code) are found, such as 国办发 in 国办发〔2024〕5号. Numbers
    of orders have no code; see `order_in`.
    """
    end = len(line.folded) if end is None else end
    found: list[Number] = []
    for number in sorted(
        [*_standard(line, start, end), *_gazette(line, start, end)], key=lambda candidate: candidate.start
    ):
        if not found or number.start >= found[-1].end:
            found.append(number)
    return found


def order_in(folded: str) -> re.Match[str] | None:
    """Return the match of `令第12号` or `公告(第12号)` in a short folded text, or None.

    Group 1 of the match is the number.
    """
    return _ORDER.search(folded)


def year_order_in(folded: str) -> re.Match[str] | None:
    """Return the match of `2025年第45号` in a short folded text, or None.

    Groups 1 and 2 of the match are the year and the number.
    """
    return _YEAR_ORDER.search(folded)


def normal_number(value: str) -> str | None:
    """Return the value of a page's document number field in its normalized spelling, or None if it contains no number.

    White space is removed, and digits are converted to half width. If the number has a known form, its brackets are
    converted to 〔〕, and several numbers are joined by `;`.
    """
    line = FoldedLine.of(value)
    found = numbers_in(line)
    if found and not line.folded[: found[0].start].strip() and len(line.folded) - found[-1].end < 2:
        return ";".join(number.text for number in found)
    written = plain(value)
    return written if _FIELD.fullmatch(fold_chars(written)) else None
