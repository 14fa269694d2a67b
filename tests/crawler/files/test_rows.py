import pytest

from crawler.files.rows import LONG_CELL, row_lines

LONG = "建设公共服务平台，" * 60
PARAGRAPHS = ["第一段" * 80, "第二段" * 80]
assert len(LONG) > LONG_CELL


@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        ([["1"], ["建设平台", "培育企业"], []], ["1\t建设平台 培育企业"]),
        ([["1"], [LONG]], [f"1\t{LONG}"]),
        ([[LONG], [LONG]], [LONG, LONG]),
        ([["1"], PARAGRAPHS], ["1", *PARAGRAPHS]),
        ([["第一行", "第二行"]], ["第一行", "第二行"]),
        ([["a\tb"], ["c"]], ["a b\tc"]),
        ([["1"], ["任务"], ["a\tb", "c\td"], ["备注"]], ["1\t任务", "a\tb", "c\td", "备注"]),
        ([], []),
    ],
)
def test_a_row_is_one_line_unless_it_is_page_layout(cells, lines):
    assert list(row_lines(cells)) == lines
