"""Each case of reading, a test for each field that it expects."""

import pytest

from tests.pages import load, names, notice_of, seen
from tests.pages.__main__ import page_at, write

FIELDS = [(name, field) for name in names() for field in load(name).expected]


@pytest.mark.parametrize(("name", "field"), FIELDS, ids=[f"{name} {field}" for name, field in FIELDS])
def test_a_page_reads_as_expected(name, field):
    wanted = load(name).expected[field]
    assert seen(notice_of(name), field, wanted) == wanted


def test_a_case_is_made_of_a_page(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.pages.__main__.CASES", tmp_path)
    monkeypatch.setattr("tests.pages.CASES", tmp_path)
    saved = tmp_path / "saved.html"
    saved.write_text("<title>关于放假的通知</title><p>各单位：</p><p>十月一日起放假七天。</p>", "utf-8")
    write("holiday", page_at(str(saved), "https://www.example.gov.cn/1.html"))
    assert names() == ["holiday"]
    made = load("holiday")
    assert (made.page.body, made.page.url) == (saved.read_bytes(), "https://www.example.gov.cn/1.html")
    for field, wanted in made.expected.items():
        assert seen(notice_of("holiday"), field, wanted) == wanted, field
