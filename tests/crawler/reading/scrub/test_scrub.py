import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import monitor.demo
from crawler.reading.scrub import scrub
from tests.crawler.reading.scrub.test_chrome import BODY, CHROME
from tests.crawler.reading.scrub.test_spam import SPAM

DOCUMENTS = Path(monitor.demo.__file__).parent / "documents"
NEVER = {
    "000": ["(jìn)", "(guī)", "yè)"],
    "001": ["亚洲国产", "国产剧情", "行業新聞", "聯系我們", "??????"],
    "002": ["当前位置", "点击", "Network", "主页 > 新闻中心", "江西省"],
    "003": ["? |"],
    "004": ["公網安備", "解讀文本"],
}
BOUNDS = {
    "000": ("(三)推進規范管理\n完善管理規范。", "開展國際合作園區建設。", 1036),
    "001": ("產教聯合體支撐區域產業高質量發展\n\n    來源:2023/6/13 19:01:47\n", "黨工委副書記、管委會主任)", 2084),
    "002": ("滨州市人民政府办公室关于加快发展", "2024年5月31日\n\n(此件公开发布)", 5359),
    "003": ("各区县(市)人民政府,市直及部省属驻甬各单位: ", "(责任单位:市工业强市建设领导小组成员单位)", 10030),
    # The attachment below the text is the text's own: it is not for scrubbing to say where the text ends.
    "004": ("江府辦〔2021〕1號\n", "獲得感和榮譽感。\n附件:重點任務分工表", 5131),
}


def _dense(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("name", sorted(NEVER))
@pytest.mark.parametrize("flat", [False, True])
def test_the_real_documents_read_clean(name: str, flat: bool) -> None:
    text = (DOCUMENTS / f"{name}.txt").read_text()
    found = scrub(text)
    start, end, length = BOUNDS[name]
    if flat:
        found = scrub(re.sub(r"\s+", " ", found.text))
    else:
        assert found.text.startswith(start)
        assert found.text.endswith(end)
    assert len(_dense(found.text)) == length
    assert not [never for never in NEVER[name] if never in found.text]


PIECES = st.one_of(
    st.sampled_from(
        [*CHROME, *SPAM, *BODY.split("\n"), "(jìn)", "進", "規(guī", "?yún)^", "\n", " ", "?", "??????", ")"]
    ),
    st.text(max_size=12),
    st.text(alphabet="進規(guīì)?^ \n>|首页位置:。,打印12/日久在线", max_size=40),
)
TEXTS = st.lists(PIECES, max_size=25).flatmap(
    lambda some: st.sampled_from(["", "\n", " "]).map(lambda by: by.join(some))
)


@given(TEXTS, st.none() | st.sampled_from(BODY.split("\n")))
@example("\x00\u202e", None)
def test_any_text_scrubs_twice_as_once_and_nothing_is_lost_unsaid(text: str, title: str | None) -> None:
    found = scrub(text, title)
    again = scrub(found.text, title)
    assert again.text == found.text
    assert not again.removals
    assert len(_dense(text)) == len(_dense(found.text)) + sum(removal.size for removal in found.removals)
    kept = iter(_dense(text))
    assert all(char in kept for char in _dense(found.text))
    assert all(1 <= removal.line <= text.count("\n") + 1 and len(removal.text) <= 200 for removal in found.removals)
