"""The five documents of the demo, their dirt removed by hand, as paragraphs and as one line."""

import re
from datetime import date
from importlib.resources import files

import pytest

from crawler.reading.metadata import Metadata, read_metadata
from crawler.reading.page_facts import PageFacts

# Where each document begins and ends, without what stood around it.
EDGES = {
    "000": ("(三)推進規范管理", "開展國際合作園區建設。"),
    "001": ("產教聯合體支撐區域", "管委會主任)"),
    "002": ("滨州市人民政府办公室关于", "(此件公开发布)"),
    "003": ("各区县(市)人民政府", "(责任单位:市工业强市建设领导小组成员单位)"),
    "004": ("江府辦〔2021〕1號", "附件:重點任務分工表"),
}
MISLEADING = "6月1日起施行!《江西省先进制造业促进条例》全文来了→"


def _document(name: str) -> tuple[str, list[str]]:
    """The clean text and the lines around it."""
    raw = files("monitor.demo").joinpath("documents", f"{name}.txt").read_text(encoding="utf-8")
    text = re.sub(r"\?{2,}", "", re.sub(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]+\)", "", raw))
    first, last = EDGES[name]
    start = text.index(first)
    end = text.rindex(last) if name == "003" else text.index(last, start)
    end += len(last)
    return text[start:end], (text[:start] + "\n" + text[end:]).splitlines()


def _read(name: str, one_line: bool) -> Metadata:
    text, around = _document(name)
    facts = PageFacts(title_tag=MISLEADING if name == "002" else None)
    return read_metadata(" ".join(text.split()) if one_line else text, facts, None, None, around)


EXPECTED: dict[str, dict[str, object]] = {
    "000": {
        "title": None,
        "document_number": None,
        "issuers": (),
        "addressees": (),
        "kind": None,
        "is_notice": True,
        "region": (),
        "issued_on": None,
        "published_on": None,
        "references": [],
    },
    "001": {
        "title": "產教聯合體支撐區域產業高質量發展",
        "document_number": None,
        "issuers": (),
        "addressees": (),
        "kind": "news",
        "is_notice": False,
        "region": ("CN", "江苏省", "苏州市", "太仓市"),
        "issued_on": None,
        "published_on": date(2023, 6, 13),
        "references": [],
    },
    "002": {
        "title": "滨州市人民政府办公室关于加快发展先进制造业集群的实施意见",
        "document_number": "滨政办字〔2024〕18号",
        "issuers": ("滨州市人民政府办公室",),
        "addressees": (
            "各县(市、区)人民政府",
            "各市属开发区管委会",
            "市政府各部门、各直属事业单位",
            "市属各大企业",
            "各高等院校",
            "中央、省驻滨各单位",
        ),
        "kind": "意见",
        "is_notice": True,
        "region": ("CN", "山东省", "滨州市"),
        "issued_on": date(2024, 5, 31),
        "published_on": date(2024, 6, 6),
        "references": [],
    },
    "003": {
        "title": "宁波市全面改造提升传统制造业实施方案(2017-2020年)",
        "document_number": None,
        "issuers": ("宁波市人民政府",),
        "addressees": ("各区县(市)人民政府", "市直及部省属驻甬各单位"),
        "kind": "通知",
        "is_notice": True,
        "region": ("CN", "浙江省", "宁波市"),
        "issued_on": date(2017, 10, 31),
        "published_on": None,
        "references": ["浙政发〔2017〕23号", "甬政发〔2015〕89号", "甬政发〔2016〕57号"],
    },
    "004": {
        "title": "江門市制造業高質量發展人才支撐“八大計劃”行動方案",
        "document_number": "江府辦〔2021〕1號",
        "issuers": ("江門市人民政府辦公室",),
        "addressees": ("各市(區)人民政府", "市有關單位"),
        "kind": "通知",
        "is_notice": True,
        "region": ("CN", "广东省", "江门市"),
        "issued_on": date(2021, 1, 26),
        "published_on": None,
        "references": ["江組通〔2019〕177號"],
    },
}


@pytest.mark.parametrize("one_line", [False, True])
@pytest.mark.parametrize("name", EXPECTED)
def test_a_document_of_the_demo_is_read(name, one_line):
    found = _read(name, one_line)
    got = {field: getattr(found, field) for field in EXPECTED[name]}
    got["references"] = [reference.document_number for reference in found.references]
    assert got == EXPECTED[name]


def test_the_misleading_page_title_is_told():
    assert [warning.code for warning in _read("002", False).warnings] == ["title"]
    assert [attachment.name for attachment in _read("004", False).attachments] == ["重點任務分工表"]
