from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html
from markdown_it import MarkdownIt

from monitor.messages.diff import Alteration
from monitor.messages.fit import DETAILS, highlighted_text, render_view
from monitor.messages.formats import MessageFormat, Shape, markdown, variables
from monitor.messages.model import ClauseContent, Content, DeadlineContent, FileContent, ReminderContent, TargetContent
from monitor.messages.render import render_digest
from monitor.messages.sample import sample
from monitor.messages.templates import Templates
from tests.monitor.messages.attacks import ATTACKS, faults

OURS = {"https://www.example.org/notices/1.html", "https://mirror.example.org/1.html"}

MARKUP = {
    "html_inline",
    "html_block",
    "image",
    "em_open",
    "s_open",
    "code_inline",
    "heading_open",
    "hr",
    "fence",
    "code_block",
    "table_open",
    "ordered_list_open",
}


def hostile(text: str) -> Content:
    """A content in which all that a page says is this."""
    return replace(
        sample(),
        title=text,
        issuers=(text, text),
        number=text,
        region=(text,),
        kind=text,
        files=(FileContent(text, text),),
        deadlines=(DeadlineContent(sample().deadlines[0].date, text),),
        quotes=(text, f"集群{text}"),
        measures=(
            ClauseContent(
                text, (text, f"{text}集群"), f"集群{text}集群", (text,), (TargetContent(text, text),), weight=1
            ),
        ),
        changes=(
            Alteration(f"旧{text}", f"新{text}"),
            Alteration(f"{text}旧", f"{text}新"),
            Alteration(text, ""),
            Alteration("", text),
        ),
    )


def written(text: str, form: MessageFormat, title: int = 0) -> str:
    made = Templates().write(hostile(text), Shape(form, body=20_000, title=title))
    return made.title + "\n" + made.body


def digested(text: str, form: MessageFormat, title: int = 0) -> str:
    contents = [
        hostile(text),
        replace(
            hostile(text), event="deadline", reminds=ReminderContent(date(2024, 6, 20), moved=True), topics=("other",)
        ),
    ]
    shape = Shape(form, body=20_000, title=title)
    made = [Templates().write(render_digest(some).content, shape) for some in (contents, contents[:1])]
    assert made[0].body.count("已变更") == 1
    return made[1].title + "\n" + made[0].body + "\n\n" + made[1].body


@pytest.mark.parametrize("title", [0, 250])
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
@pytest.mark.parametrize(
    ("written", "ours", "markup"),
    [(written, OURS, MARKUP), (digested, {sample().url}, MARKUP - {"ordered_list_open"})],
    ids=["notice", "digest"],
)
class TestHostileText:
    def test_in_plain_text_it_does_no_harm(self, written, ours, markup, attack, title):
        text = written(attack, MessageFormat.text, title)
        for own in ours:
            text = text.replace(own, "")
        assert faults(text) == []
        assert "noticewatch 99" not in text.splitlines()

    def test_in_markdown_it_makes_no_markup(self, written, ours, markup, attack, title):
        source = written(attack, MessageFormat.markdown, title).split("\n", 1)[1]
        tokens = [
            inner
            for token in MarkdownIt("commonmark").enable(["strikethrough", "table"]).parse(source)
            for inner in (token, *(token.children or ()))
        ]
        assert {token.attrs["href"] for token in tokens if token.type == "link_open"} == ours
        assert not markup & {token.type for token in tokens}
        shown = "".join(token.content for token in tokens if token.type == "text")
        assert faults(shown) == []

    def test_in_html_it_makes_no_markup(self, written, ours, markup, attack, title):
        root = lxml_html.fragment_fromstring(written(attack, MessageFormat.html, title).split("\n", 1)[1], "div")
        assert {node.tag for node in root.iter()} <= {"div", "p", "br", "b", "a"}
        assert {value for node in root.iter() for value in node.attrib.values()} == ours
        shown = root.text_content()
        for own in ours:
            shown = shown.replace(own, "")
        assert faults(shown) == []


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_markdown_of_any_text_reads_as_that_text(text):
    line = " ".join("".join(char for char in text if char.isprintable()).split())
    tokens = MarkdownIt("commonmark").parseInline(markdown(line))[0].children or []
    assert {token.type for token in tokens} <= {"text", "text_special"}
    assert "".join(token.content for token in tokens) == line


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        (MessageFormat.text, "支持【集群】与产业"),
        (MessageFormat.markdown, "支持**集群**与产业"),
        (MessageFormat.html, "支持<b>集群</b>与产业"),
    ],
)
def test_the_words_are_marked_in_each_format(form, shown):
    content = replace(sample(), measures=(ClauseContent("", (), "支持集群与产业"),), words=("集群",))
    [measure] = variables(render_view(content, DETAILS[0]), form)["measures"]
    assert str(measure["text"]) == shown


@pytest.mark.parametrize("word", ["“集群”", "AI+", "C++", "(集群)", "集群"])
def test_what_is_marked_in_markdown_is_strong_whatever_stands_around_it(word):
    text = highlighted_text(f"支持{word}发展", [word])
    made = variables(replace(render_view(sample(), DETAILS[0]), quotes=(text,)), MessageFormat.markdown)["quotes"][0]
    tokens = MarkdownIt("commonmark").parseInline(made)[0].children or []
    assert [token.type for token in tokens].count("strong_open") == 1
    assert "".join(token.content for token in tokens) == f"支持{word}发展"


def test_traditional_characters_are_marked_for_simplified_words():
    found = highlighted_text("培育產業鏈與集羣", ["产业链"])
    assert [text for text, is_word in found.parts() if is_word] == ["產業鏈"]
