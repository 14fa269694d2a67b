"""Whatever the text and the facts, metadata come back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model.notice import Attachment
from crawler.reading.metadata import Metadata, read_metadata
from crawler.reading.metadata.folded import fold_chars
from crawler.reading.page_facts import PageFacts
from tests.crawler.builders import unhurried
from tests.crawler.reading.metadata.builders import NOTICE, read
from tests.made_notices import gazette_notice

PIECES = st.sampled_from(
    [
        *NOTICE.splitlines(),
        *"《 》 ( ) 〔2024〕 号 字第1030037566號 令第5号 2024年5月31日 年月日 附件：1.甲2.乙".split(),
        *"发文字号： 发文机关： 来源：".split(),
        *"中華民國103年1月1日 教育部 河北省 各单位： 自发布之日起施行 有效期5年 同时废止 二〇九九年十三月 9999".split(),
        *("AGENCY: x", "DATES: effective", "FR Doc. 2024-1"),
        *"\n \u3000\x00\ud800\u200f\ufffd",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=300), st.lists(PIECES, max_size=40).map("".join), st.lists(PIECES, max_size=40).map("\n".join)
)
FACTS = st.builds(
    PageFacts,
    title_tag=st.none() | TEXTS,
    headline=st.none() | TEXTS,
    h1s=st.lists(TEXTS, max_size=2).map(tuple),
    meta=st.dictionaries(st.sampled_from(["PubDate", "ArticleTitle", "fileNumber", "x"]), TEXTS, max_size=3),
    json_ld=st.lists(
        st.dictionaries(st.sampled_from(["headline", "datePublished"]), st.one_of(TEXTS, st.integers(), st.none())),
        max_size=2,
    ).map(tuple),
    information=st.dictionaries(
        st.sampled_from(["发文字号", "发文机关", "成文日期", "标题", "文种", "失效日期"]), TEXTS, max_size=4
    ),
    attachments=st.lists(st.builds(Attachment, name=TEXTS, url=st.just("http://a.example/")), max_size=2).map(tuple),
)


@unhurried
@given(TEXTS, FACTS, st.lists(TEXTS, max_size=3))
def test_it_never_raises(text, facts, around):
    assert isinstance(read_metadata(text, facts, None, None, around), Metadata)


@given(st.text())
def test_folding_keeps_the_length(text):
    assert len(fold_chars(text)) == len(text)


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "。", "号", "《" * 5000, "(" * 5000, "中" * 20000, "〔2024〕1号" * 2000, "教育部" * 5000]
)
def test_odd_texts_have_no_number_and_no_issuers(text):
    found = read(text)
    assert (found.document_number, found.title) == (None, None)


def test_gazette_notices_give_their_own_numbers():
    made = [gazette_notice(number) for number in range(0, 220, 20)]
    assert [read(notice.text).document_number for notice in made] == [notice.document_number for notice in made]
