import io
import zipfile

import pytest

from crawler.files.pptx import read_pptx
from crawler.files.read import read_file
from tests.crawler.files.made import a_pptx, zip_of


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


def a_chart(*series):
    """A presentation whose slide has a chart. `series` are the parts of its data series."""
    with zipfile.ZipFile(io.BytesIO(a_pptx(["产值"]))) as whole:
        parts = {name: whole.read(name).decode() for name in whole.namelist()}
    chart = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    frame = f'<p:graphicFrame><c:chart xmlns:c="{chart}" xmlns:r="{relation}" r:id="rId9"/></p:graphicFrame>'
    slide = "ppt/slides/slide0.xml"
    parts[slide] = parts[slide].replace("</p:spTree>", f"{frame}</p:spTree>")
    parts["ppt/slides/_rels/slide0.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId9" Target="../charts/chart1.xml"/></Relationships>'
    )
    data = "".join(f"<c:ser>{one}</c:ser>" for one in series)
    parts["ppt/charts/chart1.xml"] = f'<c:chartSpace xmlns:c="{chart}">{data}</c:chartSpace>'
    return zip_of(parts)


def points(part, *values):
    cached = "".join(f'<c:pt idx="{place}"><c:v>{value}</c:v></c:pt>' for place, value in enumerate(values) if value)
    return f"<c:{part}><c:cache>{cached}</c:cache></c:{part}>"


LEVELS = (
    '<c:cat><c:lvl><c:pt idx="0"><c:v>上半年</c:v></c:pt><c:pt idx="1"><c:v>下半年</c:v></c:pt></c:lvl>'
    '<c:lvl><c:pt idx="0"><c:v>2024年</c:v></c:pt></c:lvl></c:cat>'
)


@pytest.mark.parametrize(
    ("series", "lines"),
    [
        (
            [
                points("tx", "工业") + points("cat", "2023年", "2024年") + points("val", "0.30000000000000004", "2"),
                points("tx", "农业") + points("cat", "2023年", "2024年") + points("val", "", "4"),
            ],
            ["工业\t农业", "2023年\t0.3", "2024年\t2\t4"],
        ),
        ([points("xVal", "1", "2") + points("yVal", "10", "20")], ["1\t10", "2\t20"]),
        ([points("tx", "产值") + LEVELS + points("val", "1", "2")], ["产值", "2024年 上半年\t1", "下半年\t2"]),
    ],
)
def test_the_data_of_a_chart_is_a_table(series, lines):
    assert read_pptx(a_chart(*series))[0].splitlines() == ["产值", *lines]
