"""Detection of a document's own number in its head, on a separate line or in the title. Cited numbers are ignored."""

import re

from crawler.reading.metadata.days import WRITTEN
from crawler.reading.metadata.folded import FoldedLine, plain
from crawler.reading.metadata.layout import HeadLayout
from crawler.reading.metadata.number import numbers_in, order_in, year_order_in
from crawler.reading.metadata.organs import without_state

_AROUND = re.compile(r"^[\s()〔〕:|]*(?:(?:发文字号|文号|字号|签发人[^|]{0,12})[\s:|]*)?$")
_ORGAN_BEFORE = re.compile(r"([一-龥]{2,40}?)(?:令|公告|通告)\s{0,4}[(]?\s{0,3}第")
_YEAR_MARK = r"〔\s?(?:19|20)\d\d\s?〕\s{0,3}"
_MARK = re.compile(
    rf"^\(?\s?(?:{_YEAR_MARK})?第\s{{0,3}}(?:\d{{1,5}}|[一二三四五六七八九十百〇零]{{1,5}})\s{{0,3}}号\s?\)?$"
)
_ORGAN_LINE = re.compile(r"^(?P<organ>[一-龥\s]{2,40}?)(?P<kind>令|公告|通告)$")
_PROMULGATED = re.compile(rf"{WRITTEN}\s{{0,3}}(?P<order>[一-龥]{{2,30}}令\s?第\s?\d{{1,4}}\s?号)\s?(?:公布|发布)")
SEARCHED = 45
"""Number of lines at the beginning of a document that are searched for its number."""


def own_number(layout: HeadLayout, addressed: int | None) -> str | None:
    """Return the document's own number as stated in its head, or None.

    `addressed` is the index of the last line of the addressees, or None if there are no addressees.
    """
    stop = layout.head if addressed is None else max(addressed, min(layout.head, addressed + 1))
    lines = layout.lines[: min(stop, SEARCHED)]
    return _alone(layout, stop) or _order(lines) or _in_title(lines) or _promulgated(layout.lines[:12])


def _alone(layout: HeadLayout, stop: int) -> str | None:
    """Return the document number that is alone on one of the lines before index `stop`, or None.

    The numbers of joint issuers, on one or several consecutive lines, are joined by `;`.
    """
    found: list[str] = []
    lines = layout.lines[: min(stop, SEARCHED)]
    for place, line in enumerate(lines):
        line = _joined_number(lines, place)
        if len(line.folded) > 80:
            continue
        here = _whole_line(line)
        if here:
            found.extend(here)
        elif found:
            break
    return ";".join(dict.fromkeys(found)) or None


def _joined_number(lines: tuple[FoldedLine, ...], place: int) -> FoldedLine:
    """Return the line at index `place`, joined with the following lines if a document number is split over them.

    For example, some pages have `工信厅科函`, `〔`, `2025`, `〕` and `161号` on five lines.
    """
    line = lines[place]
    if len(line.folded) > 20 or not lines[place + 1 : place + 2]:
        return line
    follows = lines[place + 1].folded
    if not (line.folded.endswith("〔") or follows.startswith("〔")) or "号" in line.folded:
        return line
    text = line.text
    for other in lines[place + 1 : place + 7]:
        text += other.text
        if "号" in other.folded:
            return FoldedLine.of(text)
    return line


def _whole_line(line: FoldedLine) -> list[str]:
    """Return the document numbers in a line, or an empty list if the line contains other text.

    Brackets, a label and the name of the signer are not regarded as other text.
    """
    numbers = numbers_in(line)
    rest = []
    end = 0
    for number in numbers:
        rest.append(line.folded[end : number.start])
        end = number.end
    tail = line.folded[end:]
    tail = re.sub(r"签发人\s?:?\s?[一-龥·\s]{0,12}$", "", tail)
    if numbers and all(_AROUND.match(part) or not part.strip(" ,;、") for part in [*rest, tail]):
        return [number.text for number in numbers]
    return []


def _order(lines: tuple[FoldedLine, ...]) -> str | None:
    """Return the number of an order or announcement, such as 国务院令第652号 or 2025年第45号, or None."""
    for place, line in enumerate(lines):
        folded = line.folded
        if len(folded) > 100 or is_citing(folded):
            continue
        if (found := year_order_in(folded)) and re.fullmatch(
            r".{0,60}(?:公告|通告|令|公报)?[\s(〔]*", folded[: found.start()]
        ):
            before = folded[: found.start()].strip(" (〔")
            above = lines[place - 1].folded if place else ""
            if (before or above).endswith(("公告", "通告", "令", "公报")):
                return plain(line.group(found))
        if found := order_in(folded):
            organ = _ORGAN_BEFORE.match(folded)
            if organ and folded[found.end() :].strip(" ()") == "":
                return without_state(plain(line.text[: found.end()])).replace("(", "").replace(")", "")
        if _MARK.match(folded) and place and (above_organ := _ORGAN_LINE.match(lines[place - 1].folded)):
            organ_text = without_state(plain(lines[place - 1].group(above_organ)))
            return organ_text + plain(line.text).strip("()")
    return None


def is_citing(folded: str) -> bool:
    """Return whether a line cites another document. A number in it is then not the document's own number."""
    return re.search(r"根据|按照|依据|依照|《", folded) is not None


def _in_title(lines: tuple[FoldedLine, ...]) -> str | None:
    """Return the number at the end of a title line (…的通知（国发〔2024〕5号）) or at its beginning, or None."""
    for line in lines:
        numbers = numbers_in(line)
        if len(numbers) != 1 or len(line.folded) > 160:
            continue
        before = line.folded[: numbers[0].start].rstrip()
        after = line.folded[numbers[0].end :].strip()
        if re.search(r"(?:通知|意见|决定|公告|通告|批复|函|办法|规定|方案)\s?[(〔]?$", before) and after in (
            "",
            ")",
            "〕",
        ):
            return numbers[0].text
        if not before.strip("(〔 ") and re.match(r"[)〕]?\s*(?:[一-龥]{2,40})?(?:关于|印发)", after):
            return numbers[0].text
    return None


def _promulgated(lines: tuple[FoldedLine, ...]) -> str | None:
    """Return the number of the order that promulgated a regulation, as stated under its title, or None."""
    for line in lines:
        if re.match(rf"^\(?\s?{WRITTEN}", line.folded) and (found := _PROMULGATED.search(line.folded)):
            return without_state(plain(line.group(found, "order")))
    return None
