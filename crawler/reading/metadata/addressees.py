"""Extraction of the addressees (主送机关) from the line between title and body that ends in a colon.

The position of this line is defined by GB/T 9704-2012, 7.3.2.
"""

import re

from crawler.reading.metadata.folded import FoldedLine, tidy
from crawler.reading.metadata.layout import HeadLayout

_LAST = re.compile(
    r"(?:单位|部门|政府|机构|委员会|[厅局部委办院校署司处所站队社行会县市区旗州盟]|企业|公司|学校|大学|协会|学会|商会|组织|集团|中心|同志|专家|领导小组|兵团|基地|法院|检察院"
    r"|负责人|人员|考生|家长|[市村居]民|纳税人|园|省|自治区|驿|社会|基金会|联合会|联盟|产业园|园区|开发区)(?:\([^()]{1,60}\))?\s?:$"
)
_NOT = re.compile(
    r"^(?:附件|附|联系|地址|电话|责任|牵头|主任|来源|一、|二、|\(|\d|第|主旨|依据|说明|发文|公开|抄送|抄报|主送单位$)|如下|包括|为:|是:|[。!?]|(?:通知|公告|意见)\s?:$"
)
SEARCHED = 45
"""Number of lines at the beginning of a document that are searched for the addressees."""


def addressees_of(layout: HeadLayout) -> tuple[tuple[str, ...], int | None]:
    """Return the addressees as written in the document, and the index of the last line that names them.

    The addressees are separated by commas and semicolons. Names joined by 、 are one addressee, such as
    各省、自治区、直辖市人民政府. If the document has no addressees, as is usual for regulations and announcements, the
    result is an empty tuple and None.
    """
    lines = layout.lines[:SEARCHED]
    for place, line in enumerate(lines):
        if not line.folded.endswith(":") or not _LAST.search(line.folded) or _NOT.search(line.folded):
            if place >= layout.head and len(line.folded) > 60:
                break
            continue
        return _apart(_with_lines_above(lines, place)), place
    return (), None


def _with_lines_above(lines: tuple[FoldedLine, ...], place: int) -> FoldedLine:
    """Return the line at index `place`, joined with the lines before it that belong to the same list of addressees.

    A line belongs to the list if it ends in a comma, a semicolon or 、.
    """
    start = place
    while start and lines[start - 1].folded.endswith((",", "、", ";")):
        start -= 1
    if start == place:
        return lines[place]
    return FoldedLine.of("".join(line.text for line in lines[start : place + 1]))


def _apart(line: FoldedLine) -> tuple[str, ...]:
    names = []
    depth = 0
    start = 0
    end = line.folded.rindex(":")
    for place, char in enumerate(line.folded[:end]):
        if char in "(〔《":
            depth += 1
        elif char in ")〕》":
            depth = max(0, depth - 1)
        elif char in ",;" and not depth:
            names.append(line.text[start:place])
            start = place + 1
    names.append(line.text[start:end])
    return tuple(dict.fromkeys(name for name in map(tidy, names) if name))
