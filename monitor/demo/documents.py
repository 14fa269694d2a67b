"""The five documents of the demonstration, prepared as a portal would publish them.

The files 000 to 004 contain real documents as a crawler found them. 000 and 001 are from hacked mirror sites and are
used unchanged. The other files are cleaned before use: 002 contains the document twice between navigation lines, 003
contains it as one long line, and 004 ends with links and a filing number.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from crawler.text.script import to_traditional

_FOLDER = Path(__file__).parent / "documents"
_DIRT_ABOVE = ("当前位置:首页 > 产业规划 > 正文", "浏览次数:1024 字号:大 中 小 【打印】")
_DIRT_BELOW = "国产精品免费视频在线观看 澳门新葡京注册送38元彩金 代开增值税发票"


@dataclass(frozen=True)
class DemoDocument:
    """A document to publish: its URL slug, title and paragraphs."""

    slug: str
    title: str
    paragraphs: tuple[str, ...]

    def traditional(self, slug: str) -> "DemoDocument":
        """Return the document in traditional script under another slug, as a mirror would publish it."""
        return DemoDocument(slug, to_traditional(self.title), tuple(map(to_traditional, self.paragraphs)))

    def dirty(self, slug: str, title: str) -> "DemoDocument":
        """Return the document as a hacked mirror site would publish it, under the title of another document.

        The text is in traditional script, with the pinyin of each converted character in brackets after it. The text
        occurs twice, between a page header and search spam.
        """
        body = tuple(map(_with_readings, self.paragraphs))
        return DemoDocument(slug, title, (*_DIRT_ABOVE, *body, *body, _DIRT_BELOW))

    def revised(self, old: str, new: str, title: str) -> "DemoDocument":
        """Return the document with `old` replaced by `new`, under another title."""
        return replace(
            self, title=title, paragraphs=tuple(paragraph.replace(old, new) for paragraph in self.paragraphs)
        )


def _with_readings(text: str) -> str:
    changed = to_traditional(text)
    if len(changed) != len(text):
        return changed
    return "".join(new if new == old else f"{new}({_reading(new)})" for old, new in zip(text, changed, strict=True))


def _reading(char: str) -> str:
    from pypinyin import Style, pinyin  # its tables take long to load

    return pinyin(char, style=Style.TONE)[0][0]


def load(number: str) -> DemoDocument:
    """Load a document by its number, 000 to 004."""
    text = (_FOLDER / f"{number}.txt").read_text(encoding="utf-8")
    return _READERS[number](text)


def call(day: date) -> DemoDocument:
    """Return a fictitious call for applications that is published on `day`. The deadline is 20 days later.

    It is needed because none of the five real documents has a deadline.
    """
    closes = day + timedelta(days=20)
    return DemoDocument(
        "cluster-call",
        "关于组织申报先进制造业集群培育项目的通知",
        (
            "各县(市、区)工业和信息化主管部门:",
            "为做好先进制造业集群培育工作,现就项目申报有关事项通知如下。",
            "一、申报条件。申报单位应当为集群内规模以上工业企业,上年度研发投入占营业收入的比重不低于3%。",
            f"二、申报程序。由各县(市、区)工业和信息化主管部门负责初审,请于{closes.year}年{closes.month}月{closes.day}日前"
            "将申报材料报送市工业和信息化局。",
            "市工业和信息化局",
            f"{day.year}年{day.month}月{day.day}日",
        ),
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _industrial_bases(text: str) -> DemoDocument:
    return DemoDocument(
        "industrial-bases", "新型工業(yè)化產(chǎn)業(yè)示范基地:規(guī)范管理、人才、示范帶動(dòng)", _lines(text)
    )


def _education_alliances(text: str) -> DemoDocument:
    lines = _lines(text)
    return DemoDocument("education-alliances", lines[2], lines[3:])


def _binzhou_clusters(text: str) -> DemoDocument:
    lines = _lines(text)
    title = "滨州市人民政府办公室关于加快发展先进制造业集群的实施意见"
    start = lines.index(title)
    end = lines.index("(此件公开发布)")
    return DemoDocument("binzhou-clusters", title, lines[start + 1 : end + 1])


def _ningbo_plan(text: str) -> DemoDocument:
    parts = re.split(r" (?=[一二三四五六七]、|\([一二三四五六七八九十]+\))", text.replace("? |", "").strip())
    return DemoDocument("ningbo-plan", "宁波市全面改造提升传统制造业实施方案(2017-2020年)", tuple(parts))


def _jiangmen_talent(text: str) -> DemoDocument:
    lines = _lines(text)
    return DemoDocument("jiangmen-talent", "江門市制造業高質量發展人才支撐“八大計劃”行動方案", lines[:-2])


_READERS = {
    "000": _industrial_bases,
    "001": _education_alliances,
    "002": _binzhou_clusters,
    "003": _ningbo_plan,
    "004": _jiangmen_talent,
}
