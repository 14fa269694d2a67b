"""Extraction of the dates on which a document was issued (成文) and published (发布), takes effect and expires."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from crawler.reading.metadata.days import WRITTEN, date_of, parse_date_number, years_after
from crawler.reading.metadata.folded import FoldedLine
from crawler.reading.metadata.layout import HeadLayout
from crawler.text.dates import DateContext, Meaning, labelled_mention

_GAZETTE = re.compile(rf"(?:令|公告|函|通告)\s{{0,6}}(?P<all>{WRITTEN})")
_ROC_LINE = re.compile(rf"^[一-龥\s]{{0,30}}?(?=中华民国)(?P<all>{WRITTEN})\s?(?:\([^()]{{1,10}}\))?$")
_GLUED = re.compile(rf"[局委厅部府办院会室](?P<all>{WRITTEN})\s{{0,3}}(?:\([^()]{{1,20}}\))?$")
# The remark (附注) that follows the date of issue; GB/T 9704-2012, 7.3.7.
_NOTED = re.compile(rf"[一-龥](?P<all>{WRITTEN})\s{{0,3}}\(此件")
_HISTORY = re.compile(rf"(?P<all>{WRITTEN})[^。\n]{{0,120}}?(?:通过|公布|发布|修订|修正|批准|令第)")
_EFFECT = re.compile(
    rf"(?:自|从)?(?P<from>(?P<all>{WRITTEN})|(?:公布|发布|印发|发文|颁布|下发)之?日|即日)\s{{0,2}}(?P<after>起?(?P<days>\d{{1,3}}|[一二三四五六七八九十]{{1,3}})(?:个工作)?日后)?起?\s{{0,2}}"
    r"(?:开始|正式|起)?(?:施行|实施|执行|生效)(?!的)"
)
_BYLINE = 40
"""The maximum length of a byline in characters. Longer lines are sentences."""
_EXPIRY_DAY = re.compile(
    rf"(?:有效期(?:限)?(?:截?至|到|为?自?[^。;]{{0,40}}?至)|(?:施行|实施|执行)(?:期限)?至|有效至)\s?(?P<all>{WRITTEN})"
)
_EXPIRY_YEARS = re.compile(r"有效期(?:限)?(?:为|是)?\s?(?P<years>\d{1,2}|[一二三四五六七八九十]{1,2})\s?年")
_TERM = re.compile(r"证书|证件|许可证|资格|资质|认定|称号|合同|签证|执照|批件|入库|成绩|标志|编号|名录|证明")


@dataclass(frozen=True)
class Dates:
    """The dates on which a document was issued and published, takes effect, and expires.

    A date that was not found is None.
    """

    issued_on: date | None = None
    published_on: date | None = None
    effective_on: date | None = None
    expires_on: date | None = None


def issued_on(layout: HeadLayout) -> date | None:
    """Return the date of issue (成文日期), or None.

    These places are searched in order: the first lines of a gazette notice, a signature with issuing authorities, the
    lines under a law's title, a date on a separate line, and the last line if it ends in an authority's name and a
    date.
    """
    head = layout.lines[:8]
    for line in head:
        if match := _GAZETTE.search(line.folded) or _ROC_LINE.match(line.folded):
            return date_of(match)
    if layout.signature and layout.signature.organs:
        return layout.signature.day
    history = _of_history(layout)
    return history or (layout.signature.day if layout.signature else _of_glued_signature(layout))


def _of_glued_signature(layout: HeadLayout) -> date | None:
    """Return the date of issue in a text that lost its line breaks, or None.

    The date follows an authority's name at the end of the text, or precedes the remark on the distribution (此件…).
    """
    noted = (_NOTED.search(line.folded) for line in layout.lines if "(此件" in line.folded)
    match = next(filter(None, noted), None) or (_GLUED.search(layout.lines[-1].folded) if layout.lines else None)
    return date_of(match) if match else None


def _of_history(layout: HeadLayout) -> date | None:
    """Return the last date of adoption, publication or revision that is listed under a law's title, or None."""
    found = None
    for line in layout.lines[: min(12, layout.head + 2)]:
        if re.match(rf"^\(?{WRITTEN}", line.folded) or line.folded.startswith("("):
            for match in _HISTORY.finditer(line.folded):
                found = date_of(match) or found
    return found


def published_on(lines: tuple[FoldedLine, ...], context: DateContext, page_day: date | None = None) -> date | None:
    """Return the publication date in the lines, or None.

    It must be in a line with a word such as 发布时间, 日期 or 来源. Future dates are ignored, and so are dates labelled
    as a deadline, a meeting date or part of a period. A date of dispatch (发文日期) and one without a year in a
    sentence (某网站8月17日发布…) are used only if there is no other date; then `page_day`, the date on the page
    outside the text, takes precedence.
    """
    doubtful: date | None = None
    for line in lines:
        if len(line.folded) <= 200 and (found := labelled_mention(line.folded, context)):
            stated = found.year_written or len(line.folded) <= _BYLINE
            if stated and found.meaning is not Meaning.DISPATCHED:
                return found.day
            doubtful = doubtful or found.day
    return doubtful and (page_day or doubtful)


def effective_on(folded: str, issued: date | None, published: date | None) -> date | None:
    """Return the date on which the document takes effect (自2024年7月1日起施行, 自发布之日起30日后施行), or None.

    A period such as 自发布之日起 is counted from `issued` or, if that is None, from `published`. If several sentences
    state an effective date, the last one is used, because regulations state it at their end. The effective date of a
    cited law (自…起施行的《…法》) is ignored.
    """
    found: date | None = None
    for match in _EFFECT.finditer(folded):
        if not _is_own(folded, match.start()):
            continue
        start = date_of(match) if match["all"] else issued or published
        if start and match["days"]:
            start += timedelta(days=parse_date_number(match["days"]) or 0)
        found = start or found
    return found


def _is_own(folded: str, start: int) -> bool:
    """Return whether the effective date at index `start` is that of the document itself, not of a cited document.

    This is the case if the words before it in the sentence refer to the document (本办法 or similar), or if the
    sentence begins with the date.
    """
    before = re.split(r"[。;!?\n]", folded[max(0, start - 80) : start])[-1]
    if re.search(r"根据|按照|依据|依照|原|已于|此前|曾", before):
        return False
    if "》" in before or "」" in before:
        return re.search(r"(?:现(?:予)?(?:公布|发布|印发)|通过|同意|批准|订定|修正|废止|制定)", before) is not None
    return (
        re.search(r"本[一-龥]{1,12}|该[一-龥]{1,4}|^[\s,并自]*$|(?:现(?:予)?(?:公布|发布|印发)|并)[^。]*$", before)
        is not None
    )


def expires_on(folded: str, effective: date | None, issued: date | None) -> date | None:
    """Return the last date on which the document applies, or None.

    The date is explicit (有效期至2027年12月31日) or the end of a period (有效期5年), which is counted from `effective`
    or, if that is None, from `issued`. The validity of certificates, qualifications or other documents is ignored.
    """
    for match in _EXPIRY_DAY.finditer(folded):
        if not _is_term(folded, match.start()):
            return date_of(match)
    start = effective or issued
    for match in _EXPIRY_YEARS.finditer(folded):
        years = parse_date_number(match["years"])
        if start and years and not _is_term(folded, match.start()):
            return years_after(start, years)
    return None


def _is_term(folded: str, start: int) -> bool:
    """Return whether the validity period at index `start` is that of something other than the document itself.

    This is the case, for example, if the words before it in the sentence name a certificate or a cited document.
    """
    before = re.split(r"[。;!?\n]", folded[max(0, start - 60) : start])[-1]
    # A validity stated for a document named in 《》 applies to that document, unless the text itself issues it.
    if "》" in before and not re.search(r"现(?:予)?(?:公布|发布|印发)|本[一-龥]{2}", before):
        return True
    own = re.search(
        r"本(?:办法|规定|细则|通知|意见|方案|条例|措施|政策|实施|文件|规则|规程|指南|公告|通告|决定|若干)|施行|实施|执行",
        before,
    )
    return own is None or (_TERM.search(before) is not None and "施行" not in before and "实施" not in before)
