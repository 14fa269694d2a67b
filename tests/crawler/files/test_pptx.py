from crawler.files.pptx import read_pptx
from crawler.files.read import read_file
from tests.crawler.files.made import a_pptx


def test_slides_are_read_in_order_with_tables_and_notes_and_without_page_numbers():
    body = a_pptx(
        ["实施方案解读"],
        ["重点任务", [("任务", "单位"), ("培育龙头企业", "市工信局")]],
        notes={1: "讲稿"},
        order=(1, 0),
    )
    assert read_pptx(body) == ("重点任务\n任务\t单位\n培育龙头企业\t市工信局\n讲稿\n实施方案解读", None)


def test_hidden_slides_are_left_out():
    assert read_pptx(a_pptx(["一"], ["二"], hidden=(0,)))[0] == "二"


def test_a_presentation_without_text_or_parts_is_a_fault():
    assert read_file(a_pptx([])).fault == "no_text"
    assert read_file(a_pptx(["一"])[:400]).fault == "damaged"
