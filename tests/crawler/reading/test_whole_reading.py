"""The whole reading of broken and hostile pages: always a notice or a ReadingError."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model.errors import ReadingError
from crawler.model.notice import Notice
from crawler.reading import SIZE_LIMIT, notice_of_text, read_page
from tests.crawler.builders import a_page, unhurried
from tests.crawler.reading.portals import LAYOUTS, PORTALS, portal_page
from tests.crawler.reading.test_broken_pages import MARKUP
from tests.crawler.reading.test_portals import LONG

LINE = "（一）各县（市、区）要加强组织领导，于2024年底前完成3项任务，增长7%。"
VAST = {
    "one long line": f"<p>{LINE * 8_000}</p>",
    "a line without marks": f"<p>{'字' * 300_000}</p>",
    "short lines": "<br>".join(["各"] * 100_000),
    "cells": f"<table>{'<tr><td>甲</td><td>1</td></tr>' * 25_000}</table>",
    "divs": "<div>" * 10_000 + LONG + "</div>" * 10_000,
    "entities": f"<p>{'&amp;lt;&#60;&amp;amp;' * 20_000}</p>",
    "marks from right to left": f"<p>{('各' + chr(0x202E) + chr(0x200F)) * 50_000}</p>",
    "null bytes": f"<p>{LONG}{chr(0) * 100_000}</p>",
}
REPEATED = (
    *" \t1(（[、《》。？>|:：-?a久",
    *("首页 > ", "打印 ", "来源: ", "一、", "(一)", "第一条 ", "2024年6月", "附件:", "附件1.", "责任单位:市"),
    *("各市政府、", "国发〔2024〕", "公示期", "自施行", "到2027年", "增长7%", "请于", "中华民国", "字第", "1.1", "I. "),
    *("(jìn)", "規(guī)"),
)
# Each takes some seconds at most; a pattern that backtracks takes minutes.
pytestmark = pytest.mark.timeout(60)


def holds(reading):
    with suppress(ReadingError):
        assert isinstance(reading(), Notice)


@given(MARKUP)
@unhurried
def test_any_markup_gives_a_notice_or_a_reading_error(markup):
    holds(lambda: read_page(a_page(f"<html><head><title>通知</title></head><body>{markup}")))


@given(st.binary(max_size=400))
@unhurried
def test_any_bytes_give_a_notice_or_a_reading_error(body):
    holds(lambda: read_page(a_page(body)))


@given(st.text(max_size=400))
@unhurried
def test_any_text_gives_a_notice_or_a_reading_error(text):
    holds(lambda: notice_of_text(text, "https://www.example.gov.cn/1.html"))


@given(st.sampled_from(sorted(PORTALS)), st.sampled_from(sorted(LAYOUTS)), st.floats(0, 1))
@unhurried
def test_a_page_may_break_off_anywhere(portal, layout, share):
    body = portal_page(LONG, portal=portal, layout=layout, encoding="gb18030")
    holds(lambda: read_page(a_page(body[: int(len(body) * share)])))


@pytest.mark.slow
@pytest.mark.parametrize("name", VAST)
def test_a_vast_page_is_read_holds(name):
    holds(lambda: read_page(a_page(f"<html><body><h1>关于某事的通知</h1><div>{VAST[name]}</div></body></html>")))


@pytest.mark.parametrize("unit", REPEATED)
def test_what_is_repeated_ten_thousand_times_holds_nobody(unit):
    text = f"关于某事的通知\n{unit * (10_000 // len(unit))}完"
    holds(lambda: notice_of_text(text, "https://www.example.gov.cn/1.html"))


def test_a_page_beyond_the_limit_is_refused():
    with pytest.raises(ReadingError, match="the limit is"):
        read_page(a_page(b"<p>" + b"a" * SIZE_LIMIT))
