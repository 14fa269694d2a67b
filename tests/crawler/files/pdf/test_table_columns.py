"""Tables whose vertical lines end below the header, or separate only some of the columns."""

import pytest

from crawler.files.pdf.grids import Grid
from crawler.files.pdf.table_columns import with_columns, with_inner_columns
from crawler.files.pdf.text_rows import TextPiece
from tests.crawler.files.pdf.test_aligned_tables import ENGLISH, YEARS, a_page, put, rows_of

EDGES = (64, 330, 420, 510)
LEFT, RIGHT = 60, 516
TOP = 714


def lines(canvas, ys, xs, bottom, header=TOP - 20):
    """Draw horizontal lines at `ys`, and vertical lines at `xs` from the top to `bottom` or to the header."""
    for y in ys:
        canvas.line(LEFT, y, RIGHT, y)
    for x in xs:
        canvas.line(x, TOP, x, header if bottom is None else bottom)


@pytest.mark.parametrize("rows", [YEARS, ENGLISH])
@pytest.mark.parametrize("is_striped", [True, False])
def test_rows_have_the_columns_of_their_header(rows, is_striped):
    bottom = TOP - 20 * len(rows)
    ys = range(TOP, bottom - 1, -20) if is_striped else (TOP, TOP - 20, bottom)

    def draw(canvas):
        put(canvas, rows, EDGES)
        lines(canvas, ys, (LEFT, 240, 340, 430, RIGHT), None)

    assert rows_of(a_page(draw)) == [*map(list, rows)]


@pytest.mark.parametrize("rows", [YEARS, ENGLISH])
def test_columns_beside_the_only_vertical_line_are_columns(rows):
    bottom = TOP - 20 * len(rows)

    def draw(canvas):
        put(canvas, rows, EDGES)
        lines(canvas, (TOP, TOP - 20, bottom), (240,), bottom)

    assert rows_of(a_page(draw)) == [*map(list, rows)]


def test_a_heading_across_columns_stays_whole():
    rows = [*YEARS[:3], ("一、工业投资及其增长情况与上年同期相比的变化", "", "", ""), *YEARS[3:]]
    bottom = TOP - 20 * len(rows)

    def draw(canvas):
        put(canvas, rows, EDGES)
        lines(canvas, range(TOP, bottom - 1, -20), (LEFT, 240, 340, 430, RIGHT), None)

    texts = [line for line in rows_of(a_page(draw)) if len(line) > 1]
    assert texts == [*map(list, YEARS)]


def piece(text, left, right, middle):
    return TextPiece(text, left, right, middle, 10.0, len(text))


def a_merged_grid(rows):
    """A grid of three columns, whose rows below the first one are merged across columns."""
    places = {(row, column): (row, column if row == 0 else 0) for row in range(rows) for column in range(3)}
    return Grid((0.0, 100.0, 200.0, 300.0), tuple(float(100 - 20 * row) for row in range(rows + 1)), places)


@pytest.mark.parametrize(
    ("lefts", "is_divided"),
    [
        ((10, 110, 210), True),
        ((10, 210), True),
        ((10,), False),
        ((10, 80), False),
    ],
)
def test_only_rows_with_words_in_several_columns_are_divided(lefts, is_divided):
    rows = [tuple(piece("x", left, left + 40, 70.0 - 20 * row) for left in lefts) for row in range(3)]
    grid = a_merged_grid(4)
    assert (with_columns(grid, rows) != grid) is is_divided


def test_two_rows_are_too_few_to_divide_merged_cells():
    rows = [tuple(piece("x", left, left + 40, 70.0 - 20 * row) for left in (10, 110, 210)) for row in range(2)]
    grid = a_merged_grid(3)
    assert with_columns(grid, rows) == grid


def test_a_column_of_prose_is_not_divided():
    grid = Grid((0.0, 100.0, 300.0), (100.0, 0.0), {(0, 0): (0, 0), (0, 1): (0, 1)})
    rows = [
        (piece("word", 110, 150, 90 - 12 * row), piece("and, more words", 160 + 9 * row, 295, 90 - 12 * row))
        for row in range(6)
    ]
    assert with_inner_columns(grid, rows) == grid
