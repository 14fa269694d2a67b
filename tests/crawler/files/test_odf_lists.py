import pytest

from crawler.files.read import read_file
from tests.crawler.files.test_odf import an_odf

_STYLES = (
    "<office:automatic-styles>"
    "<text:list-style style:name='L1'>"
    "<text:list-level-style-number text:level='1' style:num-format='一, 十, 一百(繁), ...' style:num-suffix='、'/>"
    "<text:list-level-style-number text:level='2' style:num-format='1' style:num-prefix='(' style:num-suffix=')'/>"
    "<text:list-level-style-number text:level='3' style:num-format='1' style:num-suffix='.' text:display-levels='2'/>"
    "</text:list-style>"
    "<text:list-style style:name='L2'><text:list-level-style-bullet text:level='1' text:bullet-char='•'/>"
    "<text:list-level-style-number text:level='2' style:num-format='甲, 乙, 丙, ...' style:num-suffix='、'/>"
    "</text:list-style>"
    "<style:style style:name='P1' style:family='paragraph' style:list-style-name='L1'/>"
    "<style:style style:name='P2' style:family='paragraph' style:parent-style-name='P1'/>"
    "<style:style style:name='P3' style:family='paragraph' style:list-style-name=''/>"
    "</office:automatic-styles>"
)
_OUTLINE = (
    "<office:styles><text:outline-style style:name='Outline'>"
    "<text:outline-level-style text:level='1' style:num-format='壹, 貳, 參, ...' style:num-suffix='、'/>"
    "<text:outline-level-style text:level='2' style:num-format=''/>"
    "</text:outline-style></office:styles>"
)


BULLETS = "text:style-name='L2'"
CONTINUED = "text:style-name='L1' text:continue-numbering='true'"


def items(*contents, attributes="text:style-name='L1'"):
    """A list with an item for each content. A text becomes a paragraph."""
    paragraphs = (content if "<" in content else f"<text:p>{content}</text:p>" for content in contents)
    made = "".join(f"<text:list-item>{item}</text:list-item>" for item in paragraphs)
    return f"<text:list {attributes}>{made}</text:list>"


def heading(level, attributes=""):
    return f"<text:h text:outline-level='{level}' {attributes}>總則</text:h>"


def text_of(content):
    return read_file(an_odf(f"<office:text>{content}</office:text>", styles=_STYLES + _OUTLINE)).text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (items("總則", "申請"), "一、總則\n二、申請"),
        (items("<text:p>總則</text:p><text:p>續</text:p>", "申請"), "一、總則\n續\n二、申請"),
        (items("<text:p>總則</text:p>" + items("甲", "乙", attributes=""), "申請"), "一、總則\n(1)甲\n(2)乙\n二、申請"),
        (items("總則") + items(items("甲"), attributes=CONTINUED), "一、總則\n(1)甲"),
        (items(items(items("甲"))), "1.1.甲"),
        (items("甲") + items("乙"), "一、甲\n一、乙"),
        (items("甲") + items("乙", attributes=CONTINUED), "一、甲\n二、乙"),
        (
            items("甲") + items("乙", attributes=BULLETS) + items("丙", attributes=CONTINUED),
            "一、甲\n乙\n一、丙",
        ),
        (
            items("甲", attributes="text:style-name='L1' xml:id='x'")
            + items("乙")
            + items("丙", attributes="text:style-name='L1' text:continue-list='x'"),
            "一、甲\n一、乙\n二、丙",
        ),
        (items("甲").replace("<text:list-item>", "<text:list-item text:start-value='12'>"), "十二、甲"),
        (items("甲").replace("list-item", "list-header"), "甲"),
        (
            items("<text:p>甲</text:p>" + items("乙"), "<text:p>丙</text:p>" + items("丁"), attributes=BULLETS),
            "甲\n(1)乙\n丙\n(1)丁",
        ),
        (items("<text:p>甲</text:p>" + items("乙", attributes=""), attributes=BULLETS), "甲\n甲、乙"),
        (items("<text:p text:style-name='P2'>甲</text:p>", attributes=""), "一、甲"),
        (items("甲", attributes="text:style-name='missing'"), "甲"),
    ],
)
def test_list_items_have_their_numbers(content, text):
    assert text_of(content) == text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (heading(1) + "<text:p>文</text:p>" + heading(1), "壹、總則\n文\n貳、總則"),
        (heading(2), "總則"),
        (heading(1, "text:is-list-header='true'"), "總則"),
        (heading(1, "text:style-name='P3'"), "總則"),
        (heading(2, "text:style-name='P2'"), "(1)總則"),
        (heading(1, "text:restart-numbering='true' text:start-value='3'"), "參、總則"),
        (items(heading(1), attributes="text:style-name='Outline'"), "壹、總則"),
    ],
)
def test_headings_have_their_numbers(content, text):
    assert text_of(content) == text


def test_a_cell_with_only_a_number_is_kept():
    cells = "".join(
        f"<table:table-cell>{content}</table:table-cell>" for content in (items("<text:p/>"), "<text:p>甲</text:p>")
    )
    row = f"<table:table-row>{cells}</table:table-row>"
    assert text_of(f"<table:table>{row}</table:table>") == "一、\t甲"


def test_styles_of_the_other_file_are_used():
    content = f"<office:text>{items('總則')}</office:text>"
    spaces = 'xmlns:office="o" xmlns:text="t" xmlns:style="s"'
    styles = f"<office:document-styles {spaces}>{_STYLES}</office:document-styles>"
    assert read_file(an_odf(content, **{"styles.xml": styles})).text == "一、總則"
