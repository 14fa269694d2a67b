import struct

import pytest

from crawler.files.ppt import read_ppt
from crawler.files.read import read_file
from crawler.files.values import PAGES_LIMIT
from tests.crawler.files.compounds import a_compound
from tests.crawler.files.ppts import ENCRYPTED, TOKEN, Slide, a_ppt, group, shape, table


def test_slides_are_read_in_order_with_tables_and_notes():
    body = a_ppt(
        Slide((shape("重点任务"), table(("任务", "单位"), ("培育龙头\r企业", "市工信局"))), notes=(shape("讲稿"),)),
        Slide((shape("实施方案\x0b解读\r第二段"),)),
    )
    read = read_file(body)
    assert (read.type, read.fault) == ("ppt", None)
    assert read.text == "重点任务\n任务\t单位\n培育龙头 企业\t市工信局\n讲稿\n实施方案\n解读\n第二段"


@pytest.mark.parametrize(
    ("shapes", "outline", "found"),
    [
        ((shape(outline=1), shape(outline=0)), ("标题", b"Caf\xe9"), "Café\n标题"),
        ((shape(outline=7), shape("正文")), ("标题",), "正文"),
        ((shape("第*页\t共9页", field=1),), (), "第 页 共9页"),
        ((group(shape("甲"), group(shape("乙"))), shape("丙")), (), "甲\n乙\n丙"),
        ((group(shape("左", at=(0, 0)), shape("右", at=(9, 0))),), (), "左\n右"),
        ((table(("甲", "", "乙")),), (), "甲\t乙"),
        ((*(shape("x", placeholder=kind) for kind in range(7, 12)), shape("正文", placeholder=14)), (), "正文"),
    ],
)
def test_the_texts_of_shapes(shapes, outline, found):
    assert read_ppt(a_ppt(Slide(shapes, outline)))[0] == found


def test_hidden_slides_are_omitted():
    assert read_ppt(a_ppt(Slide((shape("一"),), hidden=True), Slide((shape("二"),))))[0] == "二"


@pytest.mark.parametrize("edits", [1, 2, 3])
def test_the_last_edit_decides(edits):
    assert read_ppt(a_ppt(Slide((shape("新"),)), edits=edits))[0] == "新"


def test_a_presentation_with_very_many_slides_is_cut_and_says_so():
    text, missing = read_ppt(a_ppt(*(Slide((shape(f"{number}"),)) for number in range(PAGES_LIMIT + 2))))
    assert (text.splitlines()[-1], missing) == (f"{PAGES_LIMIT - 1}", "cut")


def deep(depth):
    made = shape("深")
    for _ in range(depth):
        made = group(made)
    return made


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (a_ppt(Slide((shape("密"),)), token=ENCRYPTED), "encrypted"),
        (a_ppt(Slide()), "no_text"),
        (a_ppt(), "no_text"),
        (a_ppt(Slide((deep(500),))), "no_text"),
        (a_compound(PowerPoint_Document=b"x"), "damaged"),
        (a_compound(PowerPoint_Document=b"x", Current_User=b"x"), "damaged"),
        (a_compound(PowerPoint_Document=b"x", Current_User=struct.pack("<12xII", TOKEN, 1 << 20)), "damaged"),
    ],
)
def test_what_cannot_be_read_is_a_fault(body, fault):
    read = read_file(body)
    assert (read.type, read.text, read.fault) == ("ppt", None, fault)
