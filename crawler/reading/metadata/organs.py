"""Recognition of authorities' names (机关), and separation of the names of joint issuers.

All patterns are matched against folded text.
"""

import re
from functools import lru_cache

from crawler.reading.metadata.divisions import leading_division
from crawler.reading.metadata.folded import FoldedLine, fold_chars, plain
from crawler.reading.rules import read_lines

# Endings of the names of authorities and of other bodies that issue documents.
_ENDS = (
    "办公厅 办公室 人民政府 政府 委员会 常委会 常务委员会 管委会 党委 工委 纪委 国资委 发展改革委 发改委 "
    "卫生健康委 卫健委 经信委 网信办 "
    "改革委 体改委 计委 科委 教委 建委 经委 农委 商务委 住建委 人社委 信访办 金融办 编办 文明办 "
    "部 局 厅 署 院 司 处 科 股 署 总局 总署 省委 市委 县委 区委 中央 国务院 总统 总统府 公署 领导小组 工作组 "
    "指挥部 联席会议 协会 学会 联合会 工会 "
    "总会 商会 基金会 理事会 董事会 公司 集团 银行 分行 支行 交易所 中心 党组 团委 妇联 科协 残联 工商联 法院 "
    "检察院 大学 学院 学校 研究院 研究所 "
    "总队 支队 大队 部队 兵团 海关 监狱 秘书处 标委 委 办 会 府 所 站 馆 社 行 场"
).split()
_END = "(?:" + "|".join(sorted(set(_ENDS), key=len, reverse=True)) + ")"
# Beginnings of the names of central authorities. A name may continue after 部 or 局, or be followed by 办公厅 and the
# like, so a name without a separator after it ends only where another name can begin.
_CENTRAL = (
    "中共 中央 中华人民共和国 中国 全国 国家 国务院 最高人民 外交部 国防部 教育部 科学技术部 科技部 "
    "工业和信息化部 公安部 民政部 司法部 财政部 "
    "人力资源和社会保障部 人力资源社会保障部 自然资源部 生态环境部 住房和城乡建设部 住房城乡建设部 交通运输部 "
    "水利部 农业农村部 商务部 文化和旅游部 文化旅游部 "
    "退役军人事务部 退役军人部 应急管理部 应急部 人民银行 审计署 海关总署 税务总局 市场监管总局 金融监管总局 "
    "体育总局 广电总局 中科院 证监会 "
    "共青团 卫生部 农业部 文化部 铁道部 交通部 建设部 信息产业部 环境保护部 国土资源部 人事部 "
    "劳动和社会保障部 卫生计生委 民航局 知识产权局 "
    "行政院 内政部 经济部 劳动部 法务部 卫生福利部 考试院"
).split()
_PLACE = r"[一-龥]{2,7}?(?:省|市|县|区|州|盟|旗)"
_BEGIN = "(?:" + "|".join(sorted(_CENTRAL, key=len, reverse=True)) + ")"
_SEAM = re.compile(rf"(?<=[部局厅委院署会办室府处司心行组社])(?={_BEGIN}|{_PLACE}[一-龥]{{2,30}})")
_NAME = re.compile(rf"[一-龥·()、A-Za-z0-9]{{1,60}}?{_END}")
_START = re.compile(rf"(?={_BEGIN}|{_PLACE})")
_SENTENCE = re.compile(
    r"\d年|条例|各|有关|根据|按照|现将|关于|通知|印发|认真|负责|附件|请|如下|应当|以下|本[办通规]|发布|来源|首页|责任|联系|特此|同意|报送|咨询|第[一二三四五六七八九十\d]+[章条款]"
)
_ENDS_WELL = re.compile(_END + "$")
_INNER = re.compile(r"^(?:办公厅|办公室|综合|机关|党组|常务|委员会|领导)")


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    """Return common words that end like the name of an authority but are not one, such as 部署 and 市场."""
    return frozenset(
        word for line in read_lines("crawler.reading.metadata", "word_endings.txt") for word in line.split()
    )


def is_organ(folded: str) -> bool:
    """Return whether a short text consists only of an authority's name."""
    return (
        2 <= len(folded) <= 40
        and folded[-2:] not in _words()
        and "、" not in folded.strip("、")
        and _NAME.fullmatch(folded) is not None
        and not _SENTENCE.search(folded)
        and not folded[0].isdigit()
    )


def is_organs(folded: str) -> bool:
    """Return whether a line consists only of one or more names of authorities.

    Names may be separated by white space, 、, a comma or a semicolon, or follow each other without a separator.
    """
    names = [name for name in re.split(r"[\s、,;]+", folded) if name]
    if not names or len(names) > 40:
        return False
    joined = "".join(names)
    return (
        all(map(is_organ, names))
        or is_organ(joined)
        or all(map(is_organ, map(fold_chars, _apart(FoldedLine(joined, joined)))))
    )


def organs_at_end(folded: str) -> int | None:
    """Return the index in a text at which the names of authorities at its end begin, or None.

    For example, the result for …名单工业和信息化部办公厅 is the index of 工业. Two kinds of names are recognized: those
    that begin with the name of a place, and those that begin like a central authority (工业和信息化部).
    """
    for match in _START.finditer(folded):
        if is_organs(folded[match.start() :]):
            return match.start()
    return None


def split_organs(line: FoldedLine) -> tuple[str, ...]:
    """Return the authorities' names in a text of the form `A B`, `A、B`, `A;B` or `AB`, in their original spelling.

    Characters with spaces between them (`教 育 部`) are joined. Names without a separator are split at positions where
    one name can end and another one begins (with the name of a place or of a central authority).
    """
    parts: list[FoldedLine] = []
    start = 0
    for match in re.finditer(r"[\s、,;]+|$", line.folded):
        parts.append(line.cut(start, match.start()))
        start = match.end()
    parts = [part for part in parts if part.text]
    if len(parts) > 1 and not all(is_organ(part.folded) for part in parts):
        parts = [FoldedLine.of("".join(part.text for part in parts))]
    names = [name for part in parts for name in _apart(part)]
    return tuple(dict.fromkeys(name for name in names if name))


def _apart(part: FoldedLine) -> list[str]:
    names = []
    start = 0
    for match in _SEAM.finditer(part.folded):
        rest = part.folded[match.start() :]
        name = part.folded[start : match.start()]
        if len(name) < 3 or _INNER.match(rest) or not is_organ(name) or not _ENDS_WELL.search(rest):
            continue
        if not re.match(_BEGIN, rest) and not _starts_with_place(rest, part.folded[start:]):
            continue
        # 国家税务总局河北省税务局 is one authority: a branch whose name begins with that of its head office.
        if _is_branch(name, rest):
            continue
        names.append(plain(part.text[start : match.start()]))
        start = match.start()
    return [*names, plain(part.text[start:])]


def _starts_with_place(rest: str, whole: str) -> bool:
    """Return whether `rest` begins with the name of a place at which another authority's name may begin.

    Such a place is a province, or the division with whose name `whole` begins.
    """
    place = leading_division(rest)
    return place is not None and (whole.startswith(place.name) or place.level == 1)


_HEADS = re.compile(
    r"(?:国家税务总局|国家金融监督管理总局|中国人民银行|人行|银保监会|证监会|海关总署|国家统计局|国家矿山安全监察局|国家外汇管理局)$"
)


def _is_branch(name: str, rest: str) -> bool:
    return _HEADS.search(name) is not None and re.match(_BEGIN, rest) is None


def without_state(name: str) -> str:
    """Remove a leading 中华人民共和国 from the name of an authority."""
    return re.sub(r"^中[华華]人民共和[国國](?=.{3,})", "", name)
