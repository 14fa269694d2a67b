from datetime import date
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from crawler.model.notice import ArchiveMember, Attachment, Clause, Deadline, ReadingWarning, Reference, Target
from monitor.cli.notice_output import notice_rows, print_rows
from monitor.views.clauses import clause_rows, match_places
from monitor.views.facts import facts
from monitor.views.margins import text_rows
from monitor.views.origins import Origins
from monitor.views.removals import cut_rows
from monitor.views.rows import Piece, Row
from tests.monitor.builders import measure, notice
from tests.monitor.views.test_origins import ELSEWHERE, cut

TEXT = (
    "滨政办字〔2024〕18号\n"
    "二、重点任务\n"
    "(一)增强创新能力\n"
    "1.建设载体。到2027年,载体达到37家。请于2024年3月15日前报送。(责任单位:市科技局、市教育局)\n"
    "滨州市人民政府\n"
    "2024年2月1日"
)
CLAUSE = measure(
    TEXT.splitlines()[3],
    path=("二", "一", "1"),
    headings=("重点任务", "增强创新能力"),
    heading="建设载体",
    responsible_units=("市科技局", "市教育局"),
    targets=(Target(text="到2027年,载体达到37家", by="2027"),),
)
FULL = notice(
    text=TEXT,
    clauses=(CLAUSE,),
    document_number="滨政办字〔2024〕18号",
    issuers=("滨州市人民政府",),
    issued_on=date(2024, 2, 1),
    deadlines=(Deadline(date=date(2024, 3, 15), text="请于2024年3月15日前报送"),),
    references=(Reference(title="科技条例", role="repeals"),),
    attachments=(Attachment(name="申报表.docx", url="https://gov.example.cn/a.docx"),),
    warnings=(ReadingWarning(code="title", detail="another title"),),
)


def shown(*rows, width=None):
    """What is printed, on a terminal of a width or, without one, in a pipe."""
    out = StringIO()
    console = Console(file=out, width=width or 80, force_terminal=bool(width), color_system=None, highlight=False)
    print_rows(rows, console)
    return out.getvalue()


def styled(rows, style):
    return [piece.text for row in rows for piece in row.pieces if piece.style == style]


class TestText:
    def test_each_line_has_its_number_and_what_was_read_of_it(self):
        margins = [row.margin for row in notice_rows(FULL, (), ELSEWHERE) if row.margin]
        lines = {row[0].strip(): row[1:] for row in margins if row[0].strip().isdigit()}
        assert lines["1"] == ("number",)
        assert lines["2"] == ("二",)
        assert lines["3"] == ("二·一",)
        assert lines["4"] == ("deadline", "二·一·1", "measure", "target 2027", "by 2024-03-15")
        assert lines["5"] == ("issuer",)
        assert lines["6"] == ("issued",)

    def test_headings_units_targets_and_deadlines_are_marked_within_the_line(self):
        rows = list(text_rows(FULL))
        assert styled(rows, "heading") == ["重点任务", "增强创新能力", "建设载体"]
        assert styled(rows, "unit") == ["市科技局", "市教育局"]
        assert styled(rows, "target") == ["到2027年,载体达到37家"]
        assert styled(rows, "deadline") == ["请于2024年3月15日前报送"]
        assert "\n".join(row.text for row in rows) == TEXT

    def test_a_mark_over_several_lines_shows_on_each(self):
        rows = list(
            text_rows(FULL.model_copy(update={"deadlines": (Deadline(date=date(2024, 2, 1), text=TEXT[-15:]),)}))
        )
        assert styled(rows, "deadline") == TEXT[-15:].splitlines()

    def test_clauses_whose_words_stand_elsewhere_mark_nothing(self):
        rows = list(text_rows(FULL.model_copy(update={"text": "别的文字", "deadlines": ()})))
        assert rows == [Row(("  1",), (Piece("别的文字"),))]

    @given(st.text(), st.text(max_size=20), st.lists(st.text(max_size=9), max_size=3))
    def test_the_text_stands_whole_whatever_is_said_of_it(self, text, part, headings):
        clause = Clause(text=part, headings=tuple(headings), heading=part[:2], responsible_units=(part[-1:],))
        found = notice(text=text, clauses=(clause, clause), deadlines=(Deadline(date=date(2024, 1, 1), text=part),))
        assert [row.text for row in text_rows(found)] == text.splitlines()


class TestFacts:
    def test_a_deadline_of_offices_says_so_and_units_that_lead_or_support_are_noted(self):
        due = Deadline(date=date(2024, 3, 15), text="请于2024年3月15日前报送", **{"for": "addressees"})
        ranked = CLAUSE.model_copy(update={"lead_units": ("市科技局",), "supporting_units": ("市教育局",)})
        found = FULL.model_copy(update={"deadlines": (due,), "clauses": (ranked,)})
        lines = shown(*notice_rows(found, (), ELSEWHERE))
        assert "2024-03-15  for the addressees  请于2024年3月15日前报送" in lines
        notes = next(row.margin for row in text_rows(found) if "1.建设载体" in row.text)
        assert notes[-3:] == ("by 2024-03-15, for the addressees", "lead", "supporting")

    def test_each_fact_says_where_it_stands(self):
        lines = shown(*notice_rows(FULL, (), ELSEWHERE)).splitlines()
        facts = {line[:24].strip(): line[24:] for line in lines}
        assert facts["number"] == "滨政办字〔2024〕18号  ← line 1"
        assert facts["issuer"] == "滨州市人民政府  ← line 5"
        assert facts["published"] == f"2024-06-05  ← {ELSEWHERE}"
        assert facts["deadline"] == "2024-03-15  请于2024年3月15日前报送  ← line 4"
        assert facts["reference"].startswith("repeals 科技条例")
        assert facts["attachment"].startswith("申报表.docx  https://gov.example.cn/a.docx")
        assert facts["warning"] == "title: another title"
        assert facts["effective"] == "–"

    def test_a_summary_comes_first_and_the_topics_follow_the_region(self):
        lines = shown(*notice_rows(FULL, (), ELSEWHERE, ["clusters 集群"], [Row(("url",), (Piece("u"),))])).splitlines()
        names = [line[:24].strip() for line in lines]
        assert names[:6] == ["title", "issuer", "number", "kind", "issued", "published"]
        assert names.index("topics") == names.index("region") + 1
        assert names.index("url") < names.index("warning")
        facts = dict(zip(names, (line[24:] for line in lines), strict=True))
        assert facts["measures"] == "1: 1 with responsible units, 1 with targets"
        assert facts["deadlines"] == "1  (2024-03-15)"
        assert "topics" not in shown(*notice_rows(FULL, (), ELSEWHERE))

    def test_units_targets_and_deadlines_stand_under_their_clause(self):
        ranked = CLAUSE.model_copy(update={"lead_units": ("市科技局",), "supporting_units": ("市教育局",)})
        attached = measure("另一条", path=("三",), heading="附件中的措施", responsible_units=("市财政局",))
        bare = measure("无人负责", path=("四",), heading="无人负责")
        found = FULL.model_copy(update={"clauses": (ranked, attached, bare)})
        rows = [(row.margin, row.text) for row in clause_rows(found)]
        assert rows == [
            (("二·一·1",), "建设载体"),
            ((" ",), "lead: 市科技局"),
            ((" ",), "supporting: 市教育局"),
            ((" ",), "target by 2027: 到2027年,载体达到37家"),
            ((" ",), "deadline 2024-03-15: 请于2024年3月15日前报送"),
            (("三",), "附件中的措施"),
            ((" ",), "responsible: 市财政局"),
        ]

    def test_the_files_of_an_archive_and_recognized_texts_are_shown_as_such(self):
        members = (
            ArchiveMember(name="分工表.docx", type="docx", start=0, end=4),
            ArchiveMember(name="扫描.pdf", type="pdf", start=5, end=9, recognized=0.9),
            ArchiveMember(name="x.exe", fault="unsupported"),
        )
        file = Attachment(name="附件", url="", type="zip", text="载体建设\n平台建设", members=members, recognized=0.9)
        found = FULL.model_copy(update={"attachments": (file,)})
        shown = [fact.value for fact in facts(found, Origins("", (), "")) if fact.name in ("attachment", "member")]
        assert shown == [
            "附件  (no link)  (zip, 9 characters, recognised in images, confidence 90%)",
            "分工表.docx  (docx, 4 characters)",
            "扫描.pdf  (pdf, 4 characters, recognised in images, confidence 90%)",
            "x.exe  (unsupported)",
        ]
        assert match_places(found, ["平台建设"]) == ["附件 › 扫描.pdf"]

    def test_the_place_of_a_match_is_the_title_clauses_and_attachments(self):
        file = Attachment(name="申报表.docx", url="https://gov.example.cn/a.docx", text="载体清单")
        found = FULL.model_copy(update={"title": "关于载体的意见", "attachments": (file,)})
        assert match_places(found, ["载体"]) == ["title", "二·一·1", "申报表.docx"]
        assert match_places(found, ["滨州市人民政府"]) == ["text"]

    def test_a_document_on_one_line_has_few_notes_in_its_margin(self):
        clauses = tuple(measure(f"第{at}条", path=(str(at),)) for at in range(40))
        found = notice(text="".join(clause.text for clause in clauses), clauses=clauses)
        [line] = text_rows(found)
        assert len(line.margin) == 1 + 8
        assert line.margin[-1] == "…"

    def test_of_many_the_rest_is_counted(self):
        many = FULL.model_copy(update={"references": tuple(Reference(title=f"文件{at}") for at in range(50))})
        printed = shown(*notice_rows(many, (), ELSEWHERE))
        assert printed.count("cited 文件") == 20
        assert "and 30 more" in printed


class TestCuts:
    def test_small_cuts_of_a_kind_are_counted_together(self):
        cuts = [cut("(yè)", "pinyin", before="業", line=at) for at in (3, 9)] + [cut("(lián)", "pinyin", before="聯")]
        [row] = cut_rows(cuts)
        assert row.text == "3 × pinyin, lines 1 to 9: 業(yè) ×2, 聯(lián)  ← why"
        assert styled([row], "cut") == ["(yè)", "(lián)"]

    def test_a_larger_cut_stands_alone_with_its_line_and_reason(self):
        [row] = cut_rows([cut("澳门新葡京" * 5, "spam", line=7, detail="gambling")])
        assert row.margin == ("spam",)
        assert row.text == f"{'澳门新葡京' * 5}  ← line 7, length 25: gambling"

    def test_of_many_the_rest_is_counted(self):
        rows = list(cut_rows([cut(f"上一篇:关于第{at}个项目的通知") for at in range(99)]))
        assert len(rows) == 11
        assert rows[-1].text == "and 89 more"


class TestPrinting:
    @pytest.mark.parametrize("width", [30, 70, 200])
    def test_no_line_is_wider_than_the_terminal(self, width):
        lines = shown(*notice_rows(FULL, [cut("广告" * 90, "spam")], ELSEWHERE), width=width).splitlines()
        assert max(map(cell_len, lines)) <= width

    def test_in_a_pipe_a_line_is_a_line(self):
        printed = shown(*text_rows(FULL))
        assert printed.splitlines()[3] == (f"  4 二·一·1, measure, target 2027, by 2024-03-15 {TEXT.splitlines()[3]}")
        assert "\x1b" not in printed

    def test_what_strangers_write_is_neither_markup_nor_control(self):
        text = "[red]通知[/red] [link=https://a.example]x[/link] :smile:\x1b[31m\u202e\x9b\n[/]"
        found = FULL.model_copy(update={"text": text, "title": text, "issuers": (text,), "clauses": ()})
        printed = shown(*notice_rows(found, [cut(text, text)], text))
        assert "[red]通知[/red]" in printed
        assert ":smile:" in printed
        assert not set(printed) & set("\x1b\u202e\x9b")
