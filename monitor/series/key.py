"""The key of the series that a notice belongs to: issuer, kind, and title without year, batch and period.

Pure functions; no I/O. Two notices with the same key are editions of one recurring notice.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlsplit

from crawler.model.notice import Notice
from crawler.text.fold import fold
from crawler.text.numerals import NUMERALS, dashes_to_ones
from monitor.identity.normalized import letters_of

VERSION = 2
"""The version of the keys. It is increased whenever the key of any notice changes."""
SHORTEST = 6
"""The minimum number of letters of a title that identifies a series, without the issuer and the kind."""
ARCHIVED = 90
"""The minimum number of days from a notice's issue to its publication for the notice to count as put online as part of
an archive.
"""
LONGEST = 400
"""The number of characters of a title that are used."""
_ZH = NUMERALS
_NUMBER = rf"(?:\d{{1,4}}|[{_ZH}]{{1,7}})"
_YEAR = r"(?<!\d)(?:(?:19|20)\d\d|(?:一九|二[〇零○])[〇零○一二三四五六七八九]{2})(?!\d)"
_TO = r"\s?(?:[-~/至到]|to|and|bis)\s?"
_MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)


@dataclass(frozen=True)
class EditionMark:
    """A form in which titles state an edition, such as a full date.

    `expression` is a regular expression that finds this form in folded titles. `examples` contains two titles of the
    same series.
    """

    name: str
    expression: str
    examples: tuple[str, str]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Return the compiled expression. It is compiled at its first use, because most commands do not need it."""
        return re.compile(self.expression)


def _mark(name: str, pattern: str, *examples: str) -> EditionMark:
    first, second = examples
    return EditionMark(name, pattern, (first, second))


MARKS = (
    _mark(
        "document number",
        rf"[\[(〔]\s?{_YEAR}\s?[\])〕]\s?第?{_NUMBER}号(?=$|\W|公告|通告|通报|令)",
        "公开市场业务交易公告〔2023〕第12号",
        "公开市场业务交易公告〔2024〕第3号",
    ),
    _mark(
        "full date",
        rf"{_YEAR}年\s?{_NUMBER}月\s?{_NUMBER}[日号]|{_YEAR}([-./])\s?\d{{1,2}}\1\s?\d{{1,2}}(?!\d)"
        rf"|(?:\b\d{{1,2}}\s)?\b{_MONTH_NAME}(?:\s\d{{1,2}}(?:st|nd|rd|th)?)?,?\s{_YEAR}",
        "2023年6月20日贷款市场报价利率公告",
        "2024-07-22贷款市场报价利率公告",
    ),
    _mark(
        "year of an era",
        rf"(?:令和|平成|昭和|民国)\s?(?:元|{_NUMBER})\s?(?:年度?|会计年度)",
        "令和5年度地域活性化事業の公募について",
        "平成三十年度地域活性化事業の公募について",
    ),
    _mark(
        "years",
        rf"(?:fy\s?|fiscal year\s|financial year\s)?{_YEAR}(?:年度?|学年|财年)?{_TO}(?:(?:19|20)\d\d|\d\d)(?!\d)"
        r"(?:学年度?|年度?|财年|赛季)?",
        "科技创新三年行动计划(2018-2020年)",
        "科技创新三年行动计划(2021—2023年)",
    ),
    _mark(
        "year",
        rf"(?:fy\s?|fiscal year\s|financial year\s|calendar year\s|cy\s?)?{_YEAR}(?:学?年度?|财年|年版)?"
        rf"(?![前底末以])(?!\s?[\])〕]\s?第?{_NUMBER}号)(?!\s?(?:年|公里|元|万|亿|人|户|亩|吨|米|家|名|mhz|级|工程|行动|远景|愿景))",
        "关于组织申报2023年度高新技术企业的通知",
        "关于组织申报二〇二四年度高新技术企业的通知",
    ),
    _mark(
        "year without a century",
        r"(?<![\d.])(?:\d{2,3}(?:学年度?|年度)|1[0-3]\d年)(?![来内后前以间龄限期])",
        "112年度補助地方政府辦理活動計畫",
        "113學年度補助地方政府辦理活動計畫",
    ),
    _mark(
        "months",
        rf"(?<![\d{_ZH}]){_NUMBER}(?:月份?)?{_TO}{_NUMBER}月份?(?!\d)|(?<![\d{_ZH}])(?:\d{{1,2}}|[一二三四五六七八九十]{{1,2}})月份?"
        rf"(?:{_NUMBER}[日号])?(?:[上中下]旬)?",
        "2023年1—6月份全国规模以上工业企业利润",
        "2024年1至7月份全国规模以上工业企业利润",
    ),
    _mark(
        "part of the year",
        r"[上下]半年|前?第?[一二三四1-4][、和至-]?[二三四2-4]?季度|\b(?:q[1-4]|h[12])\b"
        r"|\b(?:first|second|third|fourth|1st|2nd|3rd|4th) quarter"
        r"(?: of)?",
        "2023年第一季度药品抽检结果通告",
        "2024年四季度药品抽检结果通告",
    ),
    _mark(
        "ordinal",
        rf"第\s?{_NUMBER}(?:{_TO}(?:第\s?)?{_NUMBER})?\s?(?:批次|批|期|届|轮|辑|次|回|场|周|版|集|学期)|首[批期届轮次场版]"
        r"|(?<!\d)\d{1,3}(?:批次|期(?!间|限|货|刊|望|满))",
        "关于公布第三批试点名单的通知",
        "关于公布首批试点名单的通知",
    ),
    _mark(
        "number of a bulletin",
        rf"第\s?{_NUMBER}\s?号(?=$|[^\w]|公告|通告|通报|令|简报)|\bno\.?\s?\d{{1,4}}\b",
        "汛情通报(第5号)",
        "汛情通报(第12号)",
    ),
    _mark("number in brackets", rf"\(\s?(?:{_NUMBER})\s?\)", "政策问答(一)答记者问汇总", "政策问答(12)答记者问汇总"),
    _mark(
        "month and year",
        rf"\b{_MONTH_NAME}(?:\s\d{{1,2}}(?:st|nd|rd|th)?,?)?(?=\s*,?\s*$)|(?<=\bfor ){_MONTH_NAME}(?=\s|$)",
        "Consumer price index, June 2023",
        "Consumer price index, July 2024",
    ),
    _mark(
        "ordinal in words",
        r"\b\d{1,3}(?:st|nd|rd|th)\b|\b(?:round|batch|call|issue|vol\.?|volume|edition)\s(?:\d{1,3}|[ivx]{1,5})\b",
        "Clean energy grants, round 2",
        "Clean energy grants, round 3",
    ),
)
"""The ways in which titles state editions, in the order in which they are removed."""
_GENERIC = re.compile(
    "关于|印发|公布|发布|下达|转发|的|和|通知|公告|通告|公示|通报|决定|意见|函|令|批复|名单|结果|公报|简报|报告|事项|有关|工作"
)
"""Words that do not identify a series. They do not count as letters of a title."""
_ONLY_ISSUER = re.compile(
    r"\w{1,40}(?:[省市州县区部委局厅院会署办]|国|政府|总局|银行|法院|检察院)(?:公告|通告|令|命令|公报|文件|通知)?"
)
"""A title that names only the issuer and the kind of the document, as 国务院令 and 国家税务总局公告."""


@dataclass(frozen=True)
class SeriesKey:
    """The key of a series (issuer, kind and title), and the edition of one notice in this series. All parts are folded.

    `edition` consists of the year, batch and period in the title. Notices with the same key and the same edition are
    parts of one edition, such as a notice and its correction.
    """

    issuer: str
    kind: str
    title: str
    edition: str

    def __str__(self) -> str:
        return "\n".join((self.issuer, self.kind, self.title))


def split_edition(title: str) -> tuple[str, str]:
    """Return a title without its year, batch and period, and a text with these three parts.

    Both contain only folded letters and digits. Both are empty if the title states no year, batch or period.
    """
    text = fold(dashes_to_ones(title[:LONGEST]))
    editions = []
    for mark in MARKS:
        if found := [match[0] for match in mark.pattern.finditer(text)]:
            editions += found
            text = mark.pattern.sub(" ", text)
    return (letters_of(text), "".join(map(letters_of, editions))) if editions else ("", "")


def series_key(notice: Notice) -> SeriesKey | None:
    """Return the key of the series of a notice, or None if its title does not identify a series.

    A title identifies a series if it states its edition (a year, batch or period) and a subject. Two texts with the
    same title and no edition are versions of one document, not editions of a recurring notice. The issuer is the first
    issuer that the notice names or, if it names none, the host of its URL.
    """
    title, edition = split_edition(notice.title or "")
    if not edition:
        return None
    issuer = letters_of(notice.issuers[0]) if notice.issuers else ""
    kind = letters_of(notice.kind or "")
    own = title.removeprefix(issuer)
    if len(_GENERIC.sub("", own.removesuffix(kind))) < SHORTEST or _ONLY_ISSUER.fullmatch(own):
        return None
    return SeriesKey(issuer or _host(notice.url), kind, own, edition)


def edition_day(notice: Notice) -> date | None:
    """Return the date of a notice as an edition of its series, or None if the notice has no date.

    This is the publication date or, if the notice was put online much later than issued, the date of issue. In the
    latter case, the publication date is unsuitable: when a site puts its archive online, all notices in it get the same
    one.
    """
    published = notice.published_on
    issued = notice.issued_on
    if published and issued and (published - issued).days > ARCHIVED:
        return issued
    return published or issued


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
