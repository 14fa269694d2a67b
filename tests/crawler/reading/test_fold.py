from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.fold import fold_text


def test_script_width_brackets_and_breaks_are_one():
    assert fold_text("（一）規範管理：２０２４年〔甲〕「乙」\u3000\r\n丙。") == "(一)规范管理:2024年(甲)“乙” \n\n丙。"


@given(st.text())
def test_a_place_in_the_folded_text_is_the_place_in_the_text(text):
    assert len(fold_text(text)) == len(text)
