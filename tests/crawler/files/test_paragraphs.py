import pytest

from crawler.files.paragraphs import PageLine, text_of_pages


def lines(*rows, size=10.0, top=700.0, pitch=15.0):
    """Lines from (text, left) rows one under the other; the right edge follows from the text."""
    return [
        PageLine(
            text, left, left + sum(size if ord(char) > 255 else size / 2 for char in text), top - place * pitch, size
        )
        for place, (text, left) in enumerate(rows)
    ]


FULL = "为加快培育先进制造业集群推动产业链上下游协同发"


@pytest.mark.parametrize(
    "number", ["- 3 -", "— 3 —", "3", "第3页", "第 3 页 共 12 页", "3/12", "Page 3 of 12", "－３－"]
)
def test_page_numbers_are_dropped(number):
    page = [*lines((FULL, 100), ("展。", 100)), PageLine(number, 200, 230, 40, 10)]
    assert text_of_pages([page]) == FULL + "展。"


def test_a_year_within_a_page_is_no_page_number():
    page = lines((FULL + "。", 120), ("一", 120), ("2024", 100), ("年计划", 120), (FULL, 120), ("完。", 100))
    assert "2024" in text_of_pages([page])


def test_an_indent_begins_a_paragraph():
    assert text_of_pages([lines((FULL, 120), (FULL, 120), (FULL, 100))]).count("\n") == 1


def test_a_line_that_ends_early_ends_its_paragraph():
    assert text_of_pages([lines((FULL, 100), ("一、总体要求", 100), (FULL, 100))]).splitlines() == [
        FULL + "一、总体要求",
        FULL,
    ]


def test_a_gap_ends_a_paragraph():
    above = lines((FULL, 100), (FULL, 100))
    below = lines((FULL, 100), (FULL, 100), top=600)
    assert text_of_pages([above + below]).splitlines() == [FULL * 2, FULL * 2]


def test_a_paragraph_goes_on_over_the_page():
    pages = [lines(*[(FULL, 100)] * 6), lines(*[(FULL, 100)] * 5, ("完。", 100))]
    assert text_of_pages(pages) == FULL * 11 + "完。"


def test_two_columns_are_read_one_after_the_other():
    left = lines((FULL[:10], 100), (FULL[:10], 100), ("左。", 100))
    right = lines((FULL[:10], 300), (FULL[:10], 300), ("右。", 300))
    assert text_of_pages([left + right]).splitlines() == [FULL[:10] * 2 + "左。", FULL[:10] * 2 + "右。"]


def test_a_hyphen_at_the_lines_end_goes():
    page = lines(("the manufac\x02", 100), ("turing", 100))
    page[0] = PageLine("the manufac\x02", 100, 200, 700, 10)
    assert text_of_pages([page]) == "the manufacturing"


def test_no_pages_have_no_text():
    assert text_of_pages([]) == text_of_pages([[]]) == ""


@pytest.mark.parametrize("place", ["footer", "header"])
def test_numbers_before_or_after_a_header_are_no_part_of_it_below_other_lines(place):
    def page(number):
        running = f"某市人民政府公报　{number}" if number % 2 else f"{number}　某市人民政府公报"
        heights = (60, 50, 40) if place == "footer" else (760, 750, 740)
        edges = zip((running, "本刊由某某印刷", "内部资料"), sorted(heights, reverse=place == "footer"), strict=True)
        text = [(f"{FULL}{'甲乙丙丁戊己庚辛'[number - 1]}{line}", 100) for line in range(8)]
        return [*lines(*text), *(PageLine(said, 200, 400, base, 10) for said, base in edges)]

    text = text_of_pages([page(number) for number in range(1, 9)])
    assert "公报" not in text
    assert "内部" not in text
    assert text.count(FULL) == 64


def test_the_third_line_of_a_page_that_recurs_below_other_text_is_kept():
    pages = [
        lines(*[(f"{name}{place}{FULL}", 100) for place in "天地"], ("签名：", 100), (FULL, 100), (name, 100))
        for name in "甲乙丙丁"
    ]
    pages = [
        [*page, *lines((FULL, 100), (FULL, 100), (f"完{number}。", 100), top=500)] for number, page in enumerate(pages)
    ]
    assert text_of_pages(pages).count("签名：") == 4
