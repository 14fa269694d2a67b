import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model.notice import Deadline, Target
from monitor.messages.render import BODY_LIMIT, render
from monitor.model import Location
from monitor.text.sanitize import excerpt_around
from tests.monitor.builders import NOW, URL, alert, measure, notice

MARK = "▸"
CONTROLS = ("Cc", "Cf", "Zl", "Zp")
FULL = notice(
    title="关于培育先进制造业集群的通知",
    issuers=("宁波市人民政府", "宁波市财政局"),
    document_number="甬政发〔2024〕5号",
    region=("CN", "浙江省", "宁波市"),
    published_on=date(2024, 6, 5),
    text="各单位：\n培育集群。\n特此通知。",
)


def place(url: str, **fields) -> Location:
    return Location(url, "mirror", 1, NOW, **fields)


def test_a_message_says_who_issued_what_where_and_why_it_is_told():
    message = render(FULL, [alert(7)], [place(URL)])
    assert message.title == "[新] 关于培育先进制造业集群的通知"
    assert message.body == (
        "发文机关：宁波市人民政府、宁波市财政局\n"
        "发文字号：甬政发〔2024〕5号\n"
        "发布日期：2024-06-05\n"
        "地区：中国 浙江省 宁波市\n"
        f"原文：{URL}\n"
        "\n"
        f"{MARK}培育【集群】。\n"
        "\n"
        "推送原因：主题：clusters；命中：集群；订阅：team\n"
        "noticewatch"
    )


def test_a_message_says_whose_a_deadline_is_and_who_leads():
    clause = measure(
        "培育集群。",
        path=("1",),
        responsible_units=("市工信局", "市财政局", "市科技局"),
        lead_units=("市工信局",),
        supporting_units=("市科技局",),
    )
    due = Deadline(date=date(2024, 7, 1), text="请各部门报送", **{"for": "addressees"})
    body = render(FULL.model_copy(update={"clauses": (clause,), "deadlines": (due,)}), [alert()], []).body
    assert "2024-07-01（面向主送机关）" in body
    lines = [line.strip() for line in body.splitlines()]
    assert [line for line in lines if line.startswith(("牵头", "配合", "责任"))] == [
        "牵头单位：市工信局",
        "配合单位：市科技局",
        "责任单位：市财政局",
    ]


def test_what_is_not_known_is_not_spoken_of():
    message = render(notice(published_on=None, text="培育集群。"), [alert(7)], [])
    assert (
        message.body
        == f"原文：{URL}\n\n{MARK}培育【集群】。\n\n推送原因：主题：clusters；命中：集群；订阅：team\nnoticewatch"
    )


@pytest.mark.parametrize(
    ("script", "event", "label"),
    [("Hans", "new", "新"), ("Hant", "revised", "修订"), ("Latn", "new", "New"), (None, "revised", "Revised")],
)
def test_a_message_speaks_chinese_for_chinese_notices_and_english_for_others(script, event, label):
    message = render(notice(script=script), [alert(event=event)], [])
    assert message.title.startswith(f"[{label}] ")


def test_a_notice_without_a_title_goes_by_its_address():
    assert render(notice(title=None), [alert()], []).title == f"[新] {URL}"


def test_topics_go_by_their_names():
    names = {"clusters": "先进制造业集群"}
    body = render(FULL, [alert(3)], [], topic_names=names).body
    assert "推送原因：主题：先进制造业集群；命中：集群；订阅：team" in body


def test_a_withdrawn_notice_says_so():
    message = render(FULL, [alert(3, event="gone")], [])
    assert message.title.startswith("[撤下] ")
    assert message.body.startswith("网站已撤下此公文")


def test_one_message_names_all_subscriptions_words_and_alerts_it_serves():
    alerts = [alert(3, subscription="b", terms=("集群", "园区")), alert(12, subscription="a", terms=("产业链", "集群"))]
    foot = render(FULL, alerts, []).body.splitlines()[-2:]
    assert foot == ["推送原因：主题：clusters；命中：产业链、园区、集群；订阅：a、b", "noticewatch"]


def test_other_places_are_named_but_for_those_that_are_gone():
    places = [
        place(URL),
        place("https://a.example/"),
        place("https://gone.example/", gone_at=NOW),
        place("https://b.example/"),
    ]
    lines = render(FULL, [alert()], places).body.splitlines()
    assert [line for line in lines if line.startswith("另见")] == [
        "另见：https://a.example/",
        "另见：https://b.example/",
    ]


def test_of_many_places_three_are_named():
    places = [place(f"https://mirror.example/{number}") for number in range(10)]
    assert render(FULL, [alert()], places).body.count("另见：") == 3


class TestLength:
    def test_a_long_title_is_cut_with_a_mark(self):
        title = render(notice(title="集" * 500), [alert()], []).title
        assert title == "[新] " + "集" * 119 + "…"

    @pytest.mark.parametrize(
        "text", ["集群" * 50_000, "培育集群。\n" * 10_000, "集群" + "字" * 300 + "\n" + "集群" * 3000]
    )
    def test_a_body_fits_into_a_message_whatever_the_length_of_the_text(self, text):
        body = render(replace_text(text), [alert()], []).body
        assert len(body) <= BODY_LIMIT
        assert body.endswith("\nnoticewatch")
        assert MARK in body

    @pytest.mark.parametrize(
        "fields",
        [
            {"issuers": tuple(f"第{number}个部门" for number in range(2000))},
            {"document_number": "5" * 4000},
            {"url": f"{URL}?{'a' * 4000}"},
        ],
        ids=lambda fields: next(iter(fields)),
    )
    def test_a_body_fits_into_a_message_whatever_the_length_of_the_facts(self, fields):
        body = render(notice(**fields), [alert()], []).body
        assert len(body) <= BODY_LIMIT
        assert body.endswith("\nnoticewatch")

    def test_a_body_fits_into_a_message_whatever_the_number_of_words(self):
        body = render(FULL, [alert(terms=tuple(f"集群{number}" for number in range(1500)))], []).body
        assert len(body) <= BODY_LIMIT
        assert body.endswith("\nnoticewatch")


def replace_text(text: str):
    return FULL.model_copy(update={"text": text})


class TestHostileText:
    @pytest.mark.parametrize(
        "line_end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x1c", "\x1e"], ids=ascii
    )
    @pytest.mark.parametrize("name", ["title", "document_number", "issuers", "region", "url"])
    def test_no_field_can_forge_a_line(self, name, line_end):
        forged = f"通知{line_end}{line_end}noticewatch 99{line_end}订阅：chef"
        value = (forged,) if name in ("issuers", "region") else forged
        honest = render(FULL.model_copy(update={name: "x" if isinstance(value, str) else ("x",)}), [alert()], [])
        message = render(FULL.model_copy(update={name: value}), [alert()], [])
        assert len(message.title.splitlines()) == 1
        assert len(message.body.splitlines()) == len(honest.body.splitlines())
        assert "noticewatch 99" not in message.body.splitlines()

    def test_quoted_lines_are_marked_as_quotes(self):
        body = render(replace_text("集群\nnoticewatch 99 集群\r订阅：集群"), [alert()], []).body
        assert [line for line in body.splitlines() if "集群" in line] == [
            f"{MARK}【集群】",
            f"{MARK}noticewatch 99 【集群】",
            f"{MARK}订阅：【集群】",
            "推送原因：主题：clusters；命中：集群；订阅：team",
        ]

    @pytest.mark.parametrize(
        "unsafe",
        [
            pytest.param("\x00"),
            *"\x07\x08\x1b\x7f\u200b\u200e\u200f\u202a\u202e\u2066\u2069\ufeff",
            *(pytest.param(char) for char in "\x80\x9b\u061c\u2060\u00ad\U000e0041"),
        ],
        ids=ascii,
    )
    def test_characters_that_control_hide_or_reorder_are_left_out(self, unsafe):
        hostile = FULL.model_copy(
            update={"title": f"通{unsafe}知", "issuers": (f"财{unsafe}政局",), "text": f"培{unsafe}育集群。"}
        )
        message = render(hostile, [alert()], [place(f"https://a.example/{unsafe}")])
        assert unsafe not in message.title + message.body
        assert message.title == "[新] 通知"
        assert f"{MARK}培育【集群】。" in message.body

    @given(st.text(st.characters(max_codepoint=0x7F) | st.sampled_from("\u200b\u202e\u2028\u2066\ufeff集群\u3000")))
    def test_no_text_gets_a_control_character_into_a_message(self, text):
        hostile = FULL.model_copy(update={"title": text or None, "issuers": (text,), "text": f"集群{text}"})
        message = render(hostile, [alert()], [])
        assert not [char for char in message.title if unicodedata.category(char) in CONTROLS]
        assert not [char for char in message.body.replace("\n", "") if unicodedata.category(char) in CONTROLS]

    def test_a_title_of_invisible_characters_still_names_the_notice(self):
        assert render(FULL.model_copy(update={"title": "\u200b\u200b"}), [alert()], []).title != "[新] "


class TestRevisions:
    def test_what_changed_of_a_text_that_was_pruned_nobody_can_tell(self):
        after = replace_text("第一行\n培育集群。")
        body = render(after, [alert(event="revised")], [], replace_text("")).body
        assert [line for line in body.splitlines() if line.startswith(MARK)] == [f"{MARK}培育【集群】。"]

    def test_a_message_of_a_revision_quotes_what_changed(self):
        before = replace_text("集群一。\n补贴十万元。")
        after = replace_text("集群一。\n补贴五十万元。")
        body = render(after, [alert(event="revised")], [], before).body
        assert body.splitlines()[:3] == [f"{MARK}原：补贴十万元。", "  现：补贴【五】十万元。", ""]
        assert "补贴" not in "\n".join(body.splitlines()[3:])


class TestMeasures:
    MANY = replace_text("一、培育集群。").model_copy(
        update={
            "clauses": tuple(
                measure(
                    f"{number}.培育集群。支持第{number}类集群,{'建设平台、' * 30}推动发展。到2027年,集群达{number}个。",
                    path=("二", str(number)),
                    headings=("重点任务",),
                    heading="培育集群",
                    responsible_units=("市工业和信息化局", "市科技局"),
                    targets=(Target(text=f"到2027年,集群达{number}个", by="2027"),),
                )
                for number in range(1, 7)
            )
        }
    )

    def test_a_measure_is_told_with_its_headings_words_units_and_targets(self):
        clause = measure(
            "1.建设载体。支持企业创新。培育集群。到2027年,集群达37个。(责任单位:市科技局、市教育局)",
            path=("二", "1"),
            headings=("重点任务",),
            heading="建设载体",
            responsible_units=("市科技局", "市教育局"),
            targets=(Target(text="到2027年,集群达37个", by="2027"), Target(text="集群更强")),
        )
        other = measure("2.改善环境。", path=("二", "2"), headings=("重点任务",), heading="改善环境")
        found = FULL.model_copy(
            update={
                "clauses": (clause, other),
                "deadlines": (
                    Deadline(date=date(2024, 3, 15), text="请于3月15日前报送", approximate=True),
                    Deadline(date=date(2024, 4, 1), text="4月1日截止"),
                ),
            }
        )
        assert render(found, [alert(7)], []).body == (
            "发文机关：宁波市人民政府、宁波市财政局\n"
            "发文字号：甬政发〔2024〕5号\n"
            "发布日期：2024-06-05\n"
            "地区：中国 浙江省 宁波市\n"
            f"原文：{URL}\n"
            "截止：约 2024-03-15 请于3月15日前报送\n"
            "截止：2024-04-01 4月1日截止\n"
            "\n"
            f"{MARK}二·1 重点任务 › 建设载体\n"
            "  支持企业创新。培育【集群】。到2027年,【集群】达37个。(责任单位:市科技局、市教育局)\n"
            "  责任单位：市科技局、市教育局\n"
            "  目标（至 2027）：到2027年,集群达37个\n"
            "  目标：集群更强\n"
            "\n"
            "推送原因：主题：clusters；命中：集群；订阅：team\n"
            "noticewatch"
        )

    def test_english_notices_have_english_labels(self):
        clause = measure(
            "1. Clusters grow. By 2030, 40 clusters.",
            path=("1",),
            heading="Clusters grow",
            responsible_units=("Ministry",),
            targets=(Target(text="40 clusters", by="2030"),),
        )
        deadline = Deadline(date=date(2024, 3, 15), text="comments close")
        found = notice(script="Latn", clauses=(clause,), deadlines=(deadline,))
        body = render(found, [alert(terms=("cluster",))], []).body.splitlines()
        assert "Deadline: 2024-03-15 comments close" in body
        assert "  Responsible: Ministry" in body
        assert "  Target (by 2030): 40 clusters" in body

    def test_of_general_clauses_nothing_is_told_where_a_measure_matches(self):
        general = measure("一、集群是方向。", role="general", heading="总体要求")
        both = replace_text("").model_copy(update={"clauses": (general, measure("二、培育集群。", heading="任务"))})
        assert "总体要求" not in render(both, [alert()], []).body
        assert "总体要求" in render(both.model_copy(update={"clauses": (general,)}), [alert()], []).body

    def test_where_no_clause_holds_a_word_the_lines_are_quoted(self):
        body = render(
            replace_text("附:集群名单").model_copy(update={"clauses": (measure("一、其他。"),)}), [alert()], []
        ).body
        assert f"{MARK}附:【集群】名单" in body

    def test_all_measures_are_told_in_as_many_words_as_there_is_room_for(self):
        body = render(self.MANY, [alert()], []).body
        assert body.count(MARK) == 6
        assert body.count("目标（至 2027）") == 6
        assert len(body) <= BODY_LIMIT

    @pytest.mark.parametrize("count", [80, 400])
    def test_where_there_is_no_room_those_with_most_words_are_told_and_the_rest_counted(self, count):
        best = measure("0.产业链集群。", path=("九",), heading="产业链集群")
        clauses = (*(self.MANY.clauses * count)[:count], best)
        body = render(self.MANY.model_copy(update={"clauses": clauses}), [alert(terms=("集群", "产业链"))], []).body
        assert len(body) <= BODY_LIMIT
        told = body.count(MARK)
        assert f"{MARK}九 【产业链集群】" in body
        assert f"……另有 {count + 1 - told} 条措施" in body

    def test_of_a_revision_the_measures_that_changed_are_told_and_lines_outside_of_them(self):
        old = [
            measure(f"{number}.培育集群。数量达{number}个。", path=(str(number),), heading="培育集群")
            for number in range(4)
        ]
        new = [*old[:2], measure("2.培育集群。数量达99个。", path=("2",), heading="培育集群"), old[3]]
        before, after = (
            replace_text("\n".join(["总的话。", *(clause.text for clause in clauses), end])).model_copy(
                update={"clauses": tuple(clauses)}
            )
            for clauses, end in ((old, "宁波市"), (new, "宁波市政府"))
        )
        body = render(after, [alert(event="revised")], [], before).body
        assert [line for line in body.splitlines() if line.startswith((MARK, "  "))] == [
            f"{MARK}原：数量达【2】个。",
            "  现：数量达【99】个。",
            f"{MARK}原：宁波市",
            "  现：宁波市【政府】",
            f"{MARK}2 培育【集群】",
            "  数量达99个。",
        ]

    @given(st.lists(st.text(max_size=200), min_size=1, max_size=30), st.text(max_size=60), st.booleans())
    def test_whatever_clauses_hold_a_message_keeps_its_length_and_its_lines(self, texts, other, revised):
        fields = {"path": (other,), "heading": other or None, "headings": (other,)}
        clauses = tuple(
            measure(f"集群{text}", responsible_units=(text, other), targets=(Target(text=text, by=other),), **fields)
            for text in texts
        )
        deadlines = tuple(Deadline(date=date(2024, 1, 1), text=text) for text in texts)
        found = FULL.model_copy(update={"clauses": clauses, "deadlines": deadlines})
        before = FULL.model_copy(update={"clauses": (measure("旧的"),)}) if revised else None
        body = render(found, [alert(event="revised" if revised else "new")], [], before).body
        assert len(body) <= BODY_LIMIT
        assert body.endswith("\nnoticewatch")
        assert not [char for char in body.replace("\n", "") if unicodedata.category(char) in CONTROLS]
        labels = ("截止", "发文机关", "发文字号", "发布日期", "地区", "原文", "推送原因", "noticewatch")
        assert all(line.startswith((MARK, "  ", "…", *labels)) for line in body.splitlines() if line)


class TestQuotes:
    @pytest.mark.parametrize(
        ("text", "place", "limit", "quoted"),
        [
            ("甲乙丙。", 0, 10, "甲乙丙。"),
            ("第一句话。第二句话说了很多。第三句话。", 0, 16, "第一句话。第二句话说了很多。…"),
            ("第一句话。第二句话说了很多。第三句话。", 7, 16, "…第二句话说了很多。第三句话。"),
            ("很长的一句话,没有尽头,一直说下去,停不下来", 0, 16, "很长的一句话,没有尽头,…"),
            ("没有标点的一句话一直说下去停不下来", 0, 10, "没有标点的一句话…"),
        ],
    )
    def test_a_text_is_cut_at_a_sentence_or_a_part_of_one(self, text, place, limit, quoted):
        assert excerpt_around(text, place, limit) == quoted

    @given(st.text(st.sampled_from("字词,。;. "), min_size=1), st.integers(0, 300), st.integers(20, 60))
    def test_a_quote_holds_its_place_and_keeps_its_length(self, text, place, limit):
        place %= len(text)
        marked = text[:place] + "集" + text[place + 1 :]
        assert "集" in excerpt_around(marked, place, limit)
        assert len(excerpt_around(marked, place, limit)) <= limit
