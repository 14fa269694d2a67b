from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.messages.diff import Alteration
from monitor.messages.formats import MessageFormat, Shape
from monitor.messages.model import ClauseContent, TargetContent
from monitor.messages.sample import sample
from monitor.messages.templates import Templates

TEMPLATES = Templates()
MANY = replace(
    sample(),
    left=0,
    measures=tuple(
        ClauseContent(
            f"二·{number}",
            ("重点任务", f"第{number}项"),
            "集群建设平台,推动发展。" * 40,
            ("市财政局",),
            (TargetContent("到2027年,集群达10个", "2027"),),
            weight=3 if number == 17 else 1,
        )
        for number in range(30)
    ),
)


@pytest.mark.parametrize("form", MessageFormat)
@pytest.mark.parametrize("title", [0, 60, 250])
@pytest.mark.parametrize("body", [67, 160, 280, 512, 1000, 2048, 4096, 16_000])
def test_a_message_fits_whatever_the_channel_takes(form, title, body):
    made = TEMPLATES.write(MANY, Shape(form, body, title))
    assert len(made.body) <= max(body, 130 if form is MessageFormat.html else 0)
    assert len(made.title) <= title
    assert "noticewatch" in made.body


REVISED = replace(
    MANY,
    event="revised",
    changes=tuple(
        Alteration(f"第{at}条 {'支持集群,' * 60}补贴10万元。", f"第{at}条 {'支持集群,' * 60}补贴50万元。")
        for at in range(30)
    ),
    unshown=3,
)


@pytest.mark.parametrize("form", MessageFormat)
@pytest.mark.parametrize("title", [0, 250])
@pytest.mark.parametrize("body", [67, 160, 280, 512, 1000, 2048, 4096, 16_000])
def test_what_changed_is_told_first_as_far_as_there_is_room_and_the_rest_counted(form, title, body):
    made = TEMPLATES.write(REVISED, Shape(form, body, title)).body
    assert len(made) <= max(body, 200 if form is MessageFormat.html else 0)
    for mark in ("**", "<b>", "</b>", "【", "】"):
        made = made.replace(mark, "")
    told = made.count("现：")
    assert told == made.count("原：") == made.count("50万元。") == made.count("10万元。")
    assert told > 0 or body < 512
    if told:
        assert f"……另有 {33 - told} 处改动" in made
        assert made.index("现：") < made.index("发文机关：" if "发文机关：" in made else "noticewatch")


@pytest.mark.parametrize("limit", [200, 700, 2048])
def test_bytes_and_lines_count_where_the_channel_counts_them(limit):
    assert len(TEMPLATES.write(MANY, Shape(bytes=limit, title=0)).body.encode()) <= limit
    assert len(TEMPLATES.write(MANY, Shape(lines=10, title=0)).body.splitlines()) <= 10


@pytest.mark.parametrize("form", MessageFormat)
def test_what_was_left_out_is_said_and_those_of_most_weight_stay(form):
    body = TEMPLATES.write(MANY, Shape(form, 1200)).body
    told = sum(f"第{number}项" in body for number in range(30))
    assert 0 < told < 30
    assert f"……另有 {30 - told} 条措施" in body
    assert "第17项" in body.replace("**", "").replace("<b>", "").replace("</b>", "")


def test_the_more_room_the_more_is_told_and_sentences_end_where_they_end():
    bodies = [TEMPLATES.write(MANY, Shape(MessageFormat.text, room, 0)).body for room in (200, 400, 1000, 3000, 12_000)]
    assert [len(body) for body in bodies] == sorted(len(body) for body in bodies)
    cut = [line for line in bodies[-1].splitlines() if line.startswith("  ") and line.endswith("…")]
    assert cut
    assert all(line.endswith("。…") for line in cut)


@given(st.text(st.sampled_from("集群。,👨\u200d👩\u200d👧e\u0301*_[<&"), max_size=400), st.integers(100, 900))
def test_no_cut_leaves_half_a_character_or_half_a_mark(text, room):
    content = replace(
        sample(), title=text, measures=(ClauseContent("一", (text,), text + "集群", weight=1),), quotes=()
    )
    body = TEMPLATES.write(content, Shape(MessageFormat.markdown, room, 0)).body
    assert body.count("**") % 2 == 0
    assert not body.endswith("\\")
    assert "\u200d…" not in body
    assert "…\u0301" not in body


def test_a_digest_tells_all_briefly_or_the_first_and_how_many_more():
    whole = TEMPLATES.write_digest([MANY] * 3, Shape(MessageFormat.text, 20_000), "d7", "本周")
    assert whole.title == "本周"
    assert whole.body.count(MANY.title) == 3
    assert whole.body.endswith("\nnoticewatch")
    short = TEMPLATES.write_digest([MANY] * 60, Shape(MessageFormat.text, 1000, 0), "d7", heading="本周").body
    assert len(short) <= 1000
    assert short.startswith("本周\n")
    assert f"……另有 {60 - short.count(MANY.url)} 项；要查看全部，请运行 `noticewatch subscriptions test`" in short


@pytest.mark.parametrize("form", MessageFormat)
@pytest.mark.parametrize("body", [160, 280, 512, 1000, 2048, 4096, 16_000])
@pytest.mark.parametrize(("count", "title"), [(1, 0), (1, 60), (1, 250), (7, 0), (7, 60), (7, 250), (400, 60)])
def test_a_digest_fits_whatever_the_channel_takes(form, title, body, count):
    made = TEMPLATES.write_digest(
        [replace(MANY, alerts=(number,)) for number in range(count)],
        Shape(form, body, title),
        "1+2" * count,
        "本周 " * 40,
    )
    assert len(made.body) <= max(body, 200 if form is MessageFormat.html else 0)
    assert len(made.title) <= title
    told = made.body.count(". [") + made.body.count(". \\[")
    assert 0 < told <= count
    assert (f"另有 {count - told} 项" in made.body) is (told < count)
    assert "noticewatch" in made.body
