import logging

import pytest

from monitor.messages.formats import MessageFormat, Shape
from monitor.messages.sample import sample, samples
from monitor.messages.template_files import read_templates
from monitor.messages.templates import NAMES, RenderedMessage, Templates

CHAT = Shape(MessageFormat.markdown, 3000, 0)


@pytest.mark.parametrize("form", MessageFormat)
def test_the_built_in_templates_take_all_there_is_to_tell(form):
    for content in samples():
        made = Templates().write(content, Shape(form))
        assert made.body
        assert made.title.startswith("[")
    assert list(Templates().faults()) == []


def test_messages_are_chinese_of_chinese_notices_and_english_of_others():
    chinese, english = [Templates().write(content, Shape()) for content in list(samples())[:2]]
    assert chinese.title.startswith("[新] ")
    assert "责任单位：市工业和信息化局" in chinese.body
    assert "目标（至 2027）：到2027年" in chinese.body
    assert english.title.startswith("[Revised] ")
    assert "Target (by 2030): 40 【clusters】" not in english.body
    assert "Target (by 2030): 40 clusters" in english.body


def test_ones_own_template_stands_before_the_built_in_one_of_its_name():
    own = Templates({"notice.markdown.j2": "{{ heading }} {{ number }} {{ link.url }}", "title.en.j2": "!{{ title }}"})
    assert own.write(sample(), CHAT) == RenderedMessage(
        "",
        "[新] 示例市人民政府关于培育先进制造业集群的通知(noticewatch 测试消息) 示政发〔2024〕1号 https://www.example.org/notices/1.html",
    )
    assert "责任单位" in own.write(sample(), Shape(MessageFormat.text)).body
    assert own.write(list(samples())[1], Shape()).title.startswith("!Notice on")
    assert list(own.faults()) == []


def test_one_of_a_language_goes_before_one_for_all():
    own = Templates({"notice.text.j2": "all", "notice.zh.text.j2": "中文"})
    assert [own.write(content, Shape()).body for content in list(samples())[:2]] == ["中文", "all"]


def test_ones_own_may_hold_the_built_in_one():
    own = Templates({"notice.text.j2": "{% include 'builtin/notice.text.j2' %}\n\n-- 本市热线 12345"})
    assert own.write(sample(), Shape()).body == Templates().write(sample(), Shape()).body + "\n-- 本市热线 12345"


FAILING = {
    "syntax": ("{% if %}", 1),
    "unknown variable": ("a\n{{ nope }}", 2),
    "unknown field": ("{{ link.nope.nope }}", 1),
    "arithmetic": ("\n\n{{ 1 / 0 }}", 3),
    "sandbox": ("{{ ''.__class__.__mro__ }}", 1),
    "filter": ("{{ title|nope }}", 1),
    "itself": ("{% include 'notice.text.j2' %}", 1),
    "too long": ("x" * 4000, None),
}


@pytest.mark.parametrize("name", FAILING)
def test_instead_of_one_that_fails_the_built_in_one_is_used_and_it_is_said_once(name, caplog):
    own = Templates({"notice.text.j2": FAILING[name][0]}, "config/templates")
    with caplog.at_level(logging.WARNING):
        bodies = {own.write(sample(), Shape()).body for _ in range(3)}
    assert bodies == {Templates().write(sample(), Shape()).body}
    [line] = caplog.messages
    assert line.startswith("config/templates/notice.text.j2: ")


@pytest.mark.parametrize("name", sorted(set(FAILING) - {"too long"}))
def test_the_check_names_the_file_and_the_line_of_one_that_fails(name):
    text, line = FAILING[name]
    found = list(Templates({"notice.text.j2": text, "title.j2": "{{ title }}"}).faults())
    assert [fault[0] for fault in found] == ["notice.text.j2"]
    assert name == "itself" or found[0][1] == line
    assert found[0][2]


def test_what_a_page_says_is_no_template():
    from dataclasses import replace

    made = Templates().write(replace(sample(), title="{{ 7*7 }}{% if %}"), Shape())
    assert made.title == "[新] {{ 7*7 }}{% if %}"


class TestFolder:
    def test_templates_are_read_from_a_folder(self, tmp_path):
        (tmp_path / "notice.text.j2").write_text("﻿通知 {{ number }}", encoding="utf-8")
        (tmp_path / "notes.txt").write_text("{{ nope")
        assert read_templates(tmp_path).write(sample(), Shape()).body == "通知 示政发〔2024〕1号"

    def test_no_folder_is_no_fault(self, tmp_path):
        assert list(read_templates(tmp_path / "none").faults()) == []

    def test_files_that_cannot_be_meant_are_named(self, tmp_path):
        (tmp_path / "notice.txt.j2").write_text("a")
        (tmp_path / "title.j2").write_bytes(b"\xff\xfe")
        (tmp_path / "notice.html.j2").mkdir()
        (tmp_path / "digest.text.j2").write_text("x" * 300_000)
        templates = read_templates(tmp_path)
        assert {name for name, _, _ in templates.faults()} == {
            "notice.txt.j2",
            "title.j2",
            "notice.html.j2",
            "digest.text.j2",
        }
        assert templates.write(sample(), Shape()).body == Templates().write(sample(), Shape()).body

    def test_the_names_are_those_of_the_files_that_come_with_the_program(self):
        from pathlib import Path

        import monitor.messages.templates as module

        there = {path.name for path in (Path(module.__file__).parent / "templates").iterdir()}
        assert there == set(NAMES)
