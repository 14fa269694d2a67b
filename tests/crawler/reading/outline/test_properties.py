from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.outline import outline
from crawler.reading.unwrap import unwrap
from tests.crawler.builders import unhurried

PIECES = st.sampled_from(
    "一、 二、 三、 (一) （二） 1. 2. 1.1 (1) ① 第一章 第一条 第二条 第十二条规定 (a) (i) I.".split()
    + "。 ; : , “ ” 《 ( ) 由 负责 甲 加强领导 到2027年 850家以上 (责任单位:市科技局、市财政局)".split()
    + ["附件:", "2024年5月31日", "市政府办公室", "will", " by 2030 ", "\n", "\r\n", "\u3000", " "]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join))


@given(TEXTS)
@unhurried
def test_any_text_has_an_outline_whose_clauses_stand_in_it_in_order(text):
    read = outline(text)
    at = 0
    whole = unwrap(text)
    assert whole.startswith(read.head)
    assert whole.endswith(read.tail)
    for clause in read.clauses:
        found = whole.find(clause.text, at)
        assert found >= 0
        at = found + len(clause.text)
        assert clause.text == clause.text.strip() != ""
        assert clause.heading is None or clause.heading
        assert all(label.strip() for label in clause.path)


@given(TEXTS)
@unhurried
def test_an_outline_is_the_same_each_time(text):
    assert outline(text) == outline(text)
