import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from crawler.files.pdf import page_rulings
from crawler.files.pdf.documents import read_pdf
from crawler.files.pdf.grids import Ruling, find_grids
from crawler.files.pdf.ruled_tables import Char, RuledTable, join_continued_table, table_of
from crawler.reading.measures.task_clauses import clause_of
from crawler.reading.measures.task_tables import find_task_tables
from tests.crawler.files.made import a_table_pdf, in_forms, turned

HEAD = ("序号", "重点任务", "责任单位", "完成时限")
WIDTHS = [40, 220, 120, 80]


def task(number, unit="市工业和信息化局", by="2025年12月底前"):
    return (str(number), f"推进第{number}项制造业集群培育工作，完善产业链协同创新机制，培育企业{number}0家", unit, by)


def rows_of(body):
    return [line.split("\t") for line in read_pdf(body)[0].split("\n") if "\t" in line]


def test_the_cells_of_a_ruled_table_are_the_cells_of_a_line():
    rows = [HEAD, task(1), task(2, "市财政局、市科学技术局")]
    body = a_table_pdf(rows, WIDTHS, before="重点任务分工表")
    assert read_pdf(body)[0].split("\n")[0] == "重点任务分工表"
    assert rows_of(body) == [list(row) for row in rows]
    assert read_pdf(body)[0].endswith("\n以上任务请认真落实。")


def test_words_in_a_cell_stay_apart():
    rows = [
        ("No.", "Task", "By"),
        ("1", "Out of memory: buffer too small", "May 18 2009"),
        ("2", "培育 HMI system", "3 000"),
    ]
    assert rows_of(a_table_pdf(rows, WIDTHS[:3])) == [*map(list, rows[:2]), ["2", "培育 HMI system", "3 000"]]


def test_merged_cells_are_in_their_first_row_and_column():
    rows = [HEAD, task(1), task(2, "", ""), ("一、培育龙头企业", "", "", "")]
    body = a_table_pdf(rows, WIDTHS, spans=[((2, 1), (2, 2)), ((3, 1), (3, 2)), ((0, 3), (-1, 3))])
    assert rows_of(body)[1:] == [list(task(1)), [*task(2)[:2]]]
    assert "\n一、培育龙头企业\n" in read_pdf(body)[0]


def test_a_table_on_several_pages_has_one_header_and_is_read_as_measures():
    rows = [HEAD, *(task(number) for number in range(1, 61))]
    text = read_pdf(a_table_pdf(rows, WIDTHS, before="重点任务分工表", repeat=1))[0]
    [table] = find_task_tables(text)
    assert [row.cells["number"] for row in table.rows] == [str(number) for number in range(1, 61)]
    measure = clause_of(table.rows[-1], text, None)
    assert measure.responsible_units == ("市工业和信息化局",)
    assert [target.by for target in measure.targets] == ["2025-12-31"]


def test_a_table_that_is_open_at_its_sides_has_its_outer_columns():
    [grid] = find_grids([Ruling(at, 0, 150) for at in (200, 150, 100)], [Ruling(at, 100, 200) for at in (50, 100)])
    assert (grid.columns, grid.cell_at(10, 120)) == ((0, 50, 100, 150), (1, 0))


def test_a_frame_around_a_text_is_no_table():
    frame = [Ruling(0, 0, 100), Ruling(100, 0, 100)]
    assert find_grids(frame, frame) == []


def grid_of(columns, rows):
    horizontal = [Ruling(at, columns[0], columns[-1]) for at in rows]
    vertical = [Ruling(at, rows[-1], rows[0]) for at in columns]
    return find_grids(horizontal, vertical)


def test_the_edges_of_thin_rectangles_are_one_line():
    doubled = [edge for at in (0, 50, 100) for edge in (at, at + 0.7)]
    [grid] = grid_of(doubled, [200, 199.4, 150, 149.4, 100, 99.4])
    assert (len(grid.columns), len(grid.rows)) == (3, 3)


def test_wrapped_lines_of_a_cell_are_joined_without_a_space_between_chinese_characters():
    [grid] = grid_of([0, 50, 100], [200, 150])
    chars = [
        Char("市", 1, 11, 190, 10),
        Char("局", 1, 11, 175, 10),
        Char("a", 60, 65, 190, 10),
        Char("b", 60, 65, 175, 10),
    ]
    assert table_of(grid, chars).rows == (("市局", "a b"),)


@pytest.mark.parametrize("stated", [0, 90, 180, 270])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_table_that_is_drawn_sideways_is_read_as_if_upright(turn, stated):
    rows = [HEAD, task(1), task(2, "市财政局、市科学技术局")]
    body = turned(a_table_pdf(rows, WIDTHS, before="重点任务分工表"), turn, stated)
    assert rows_of(body) == [list(row) for row in rows]
    assert read_pdf(body)[0].split("\n")[0] == "重点任务分工表"
    assert read_pdf(body)[0].endswith("\n以上任务请认真落实。")


@pytest.mark.parametrize("depth", [1, 3])
@pytest.mark.parametrize("turn", [0, 90])
def test_a_table_in_a_form_is_a_table(depth, turn):
    rows = [HEAD, task(1), task(2, "市财政局、市科学技术局")]
    body = turned(in_forms(a_table_pdf(rows, WIDTHS, before="重点任务分工表"), depth), turn, 0)
    assert rows_of(body) == [list(row) for row in rows]


def test_a_drawing_in_a_form_does_not_hide_the_table_outside(monkeypatch):
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.grid([100, 200, 300], [500, 530, 560])
    for place, text in enumerate("abcd"):
        canvas.drawString(110 + 100 * (place % 2), 540 - 30 * (place // 2), text)
    canvas.beginForm("seal")
    for place in range(400):
        canvas.line(400, place, 500, place)
    canvas.endForm()
    canvas.doForm("seal")
    canvas.save()
    monkeypatch.setattr(page_rulings, "_SEGMENTS_LIMIT", 100)
    assert rows_of(out.getvalue()) == [["a", "b"], ["c", "d"]]


COLUMNS, ROWS = (100, 200, 300), (560, 530, 500)


def drawn(*boxes, lines=lambda canvas: None, texts=()):
    """The lines of text of a page with filled boxes (left, bottom, width, height), lines, and texts at positions."""
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setFillGray(0.9)
    for box in boxes:
        canvas.rect(*box, stroke=0, fill=1)
    lines(canvas)
    canvas.setFillGray(0)
    for x, y, text in texts:
        canvas.drawString(x, y, text)
    canvas.save()
    return read_pdf(out.getvalue())[0].splitlines()


def ruled(canvas):
    canvas.grid(COLUMNS, ROWS)


def ruled_below(canvas):
    """A table without a line between the cells of its first row."""
    for y in ROWS:
        canvas.line(COLUMNS[0], y, COLUMNS[-1], y)
    for x in COLUMNS:
        canvas.line(x, ROWS[0] if x != COLUMNS[1] else ROWS[1], x, ROWS[-1])


def uprights(canvas):
    for x in COLUMNS:
        canvas.line(x, ROWS[0], x, ROWS[-1])


def clipped(canvas):
    path = canvas.beginPath()
    for x in COLUMNS[:-1]:
        for y in ROWS[1:]:
            path.rect(x, y, 100, 30)
    canvas.clipPath(path, stroke=0, fill=0)


FOUR = [(110, 540, "a b"), (210, 540, "c"), (110, 510, "d"), (210, 510, "e")]
TILES = [(x, y, 100, 30) for x in COLUMNS[:-1] for y in ROWS[1:]]
WRAPPED = [(110, 548, "first line"), (110, 535, "second line"), *FOUR[1:]]
SHADES = [(102, 533, 96, 13), (102, 546, 96, 13)]


@pytest.mark.parametrize(
    ("boxes", "lines", "texts", "found"),
    [
        (SHADES, ruled, WRAPPED, ["first line second line\tc", "d\te"]),
        ([(100, 530, 200, 30)], ruled, FOUR, ["a b\tc", "d\te"]),
        ([(50, 450, 300, 150)], ruled, FOUR, ["a b\tc", "d\te"]),
        (TILES, ruled_below, FOUR, ["a b\tc", "d\te"]),
        (TILES, lambda canvas: None, FOUR, ["a b\tc", "d\te"]),
        (TILES[1::2], uprights, FOUR, ["a b\tc", "d\te"]),
        (
            [(100, 560, 100, 30), (200, 560, 100, 30)],
            ruled,
            [(110, 570, "x"), (210, 570, "y"), *FOUR],
            ["x\ty", "a b\tc", "d\te"],
        ),
    ],
    ids=["lines", "header", "panel", "tiles beside lines", "tiles", "stripes", "header above"],
)
def test_boxes_behind_words_are_shading_and_other_boxes_are_cells(boxes, lines, texts, found):
    assert drawn(*boxes, lines=lines, texts=texts) == found


@pytest.mark.parametrize(
    ("boxes", "lines"),
    [
        ([(100, 537, 26, 13), (126, 524, 50, 13)], lambda canvas: None),
        ([(100, 537, 9, 13), (109, 537, 9, 13)], lambda canvas: None),
        ([(0, 0, 300, 532), (300, 0, 295, 532), (0, 532, 300, 310), (300, 532, 295, 310)], lambda canvas: None),
        ([], clipped),
    ],
    ids=["two lines", "one line", "background", "clip"],
)
def test_highlighted_words_are_no_table(boxes, lines):
    words = " ".join(drawn(*boxes, lines=lines, texts=[(102, 540, "a b c d"), (102, 527, "e f g h")]))
    assert words == "a b c d e f g h"


@pytest.mark.parametrize(("angle", "x", "step"), [(90, 130, 12), (270, 160, -12)])
def test_a_text_that_is_drawn_sideways_in_a_cell_is_whole(angle, x, step):
    def lines(canvas):
        canvas.grid([100, 200, 300], [560, 480, 400])
        for number, line in enumerate(("Level of", "know-", "ledge")):
            canvas.saveState()
            canvas.setFillGray(0)
            canvas.translate(x + number * step, 490 if angle == 90 else 550)
            canvas.rotate(angle)
            canvas.drawString(0, 0, line)
            canvas.restoreState()

    texts = [(210, 540, "Name"), (110, 440, "A grade"), (210, 440, "Another name")]
    assert drawn(lines=lines, texts=texts)[0].split("\t") == ["Level of knowledge", "Name"]


def test_boxes_that_join_two_tables_do_not_hide_them():
    def lines(canvas):
        ruled(canvas)
        canvas.grid([100, 200, 300], [480, 450, 420])

    texts = [*FOUR, *((x, y - 80, text.upper()) for x, y, text in FOUR)]
    found = drawn((260, 480, 60, 20), (300, 440, 20, 50), lines=lines, texts=texts)
    assert found == ["a b\tc", "d\te", "A B\tC", "D\tE"]


def test_a_table_inside_a_cell_is_a_table_of_its_own():
    def lines(canvas):
        ruled(canvas)
        canvas.grid([50, 320, 400], [600, 480, 460])

    assert drawn(lines=lines, texts=[*FOUR, (330, 590, "f"), (60, 470, "g")]) == ["a b\tc", "d\te", "f", "g"]


def test_a_long_text_beside_a_short_one_is_in_its_row_but_long_texts_side_by_side_are_layout():
    long = "建设公共服务平台，" * 60
    rows = [HEAD[:2], ("1", long), ("2", "节能改造")]
    assert rows_of(a_table_pdf(rows, [40, 420])) == [*map(list, rows)]
    assert read_pdf(a_table_pdf([(long, long)], [240, 240]))[0].split("\n")[:2] == [long, long]


def test_words_that_the_end_of_a_line_in_a_cell_divides_are_whole():
    out = io.BytesIO()
    canvas = Canvas(out)
    ruled(canvas)
    for x, y, text in ((110, 548, "the applica-"), (110, 535, "tions"), *FOUR[1:]):
        canvas.drawString(x, y, text)
    canvas.save()
    assert rows_of(out.getvalue())[0] == ["the applications", "c"]


def test_raised_and_lowered_numbers_stay_at_their_place():
    rows = [("指标", "厂房面积1500m<super>2</super>以上"), ("强度", "10<super>-38</super>, 10<super>+38</super>")]
    body = a_table_pdf(rows, [200, 200])
    assert rows_of(body) == [["指标", "厂房面积1500m2以上"], ["强度", "10-38, 10+38"]]


@pytest.mark.parametrize(
    ("text", "left", "row"),
    [
        ("1234567", 8, ("1234567", "")),
        ("1234567", 38, ("", "1234567")),
        ("1234567", 15, ("1234", "567")),
        ("12 34567", 10, ("12", "34567")),
        ("项目责任单位", 12, ("项目责任单位", "")),
    ],
)
def test_a_word_through_which_a_line_goes_is_whole(text, left, row):
    [grid] = grid_of([0, 55, 110], [200, 150])
    chars = [Char(char, left + 10 * place, left + 10 * place + 10, 190, 10) for place, char in enumerate(text)]
    assert table_of(grid, [char for char in chars if char.text != " "]).rows == (row,)


def test_a_character_that_is_drawn_twice_is_one():
    [grid] = grid_of([0, 50, 100], [200, 150])
    chars = [Char(text, left + shift, left + shift + 10, 190, 10) for shift in (0, 0.4) for text, left in LETTERS]
    assert table_of(grid, chars).rows == (("市局局", "ll"),)


LETTERS = (("市", 1), ("局", 11), ("局", 21), ("l", 60), ("l", 62.2))


def a_table(*rows):
    return RuledTable((0.0, 10.0, 20.0), rows, 0.0, 20.0, 100.0)


def test_the_rest_of_a_broken_row_belongs_to_its_row():
    before = a_table(("序号", "任务"), ("1", "建设公共服务"))
    assert [table.rows for table in join_continued_table(before, a_table(("", "平台"), ("2", "节能改造")))] == [
        (("序号", "任务"), ("1", "建设公共服务平台")),
        (("2", "节能改造"),),
    ]
    assert [
        len(table.rows) for table in join_continued_table(before, a_table(("序号", "任务"), ("2", "节能改造")))
    ] == [2, 1]
    assert [len(table.rows) for table in join_continued_table(before, a_table(("2", "节能改造")))] == [2, 1]
    assert join_continued_table(before, RuledTable((0.0, 10.0), (("x",),), 0.0, 10.0, 100.0)) is None


def test_a_drawing_of_many_lines_is_no_table():
    many = [Ruling(at, 0, 5000) for at in range(0, 5000, 7)]
    assert find_grids(many, many) == []
