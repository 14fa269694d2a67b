"""Failures in the reader's language."""

import pytest

from crawler.model.details.fetching import FetchDetail
from crawler.model.details.listings import ListingDetail
from crawler.model.details.sentences import SENTENCES
from crawler.model.results import Failure
from monitor.health.trouble_names import failure_words
from monitor.text.i18n import in_language, translate

URL = "https://www.example.gov.cn/"
NESTED = FetchDetail.AT_URL.of(url="https://a.cn/2", cause=FetchDetail.INCOMPLETE.of(cause=FetchDetail.DATA_LOSS.of()))


@pytest.mark.parametrize(
    ("detail", "chinese"),
    [
        (NESTED, "传输中断（https://a.cn/2：传输中断，网页内容不完整（返回内容比声明的长度短））"),
        (ListingDetail.FEED_ENTRIES_LOST.of(count=3), "传输中断（订阅源格式有误，有 3 条无法读取）"),
        (None, "传输中断"),
    ],
)
def test_the_detail_is_translated_by_its_code(detail, chinese):
    failure = Failure.because(URL, "broken", detail)
    assert failure_words(failure) == f"broken: {failure.detail}"
    with in_language("zh"):
        assert failure_words(failure) == chinese


@pytest.mark.parametrize("reason", ["", "fetch.from_the_future"])
def test_a_failure_of_another_version_shows_its_sentence(reason):
    failure = Failure(url=URL, code="broken", detail="the line is cut", reason=reason)
    with in_language("zh"):
        assert failure_words(failure) == "传输中断（the line is cut）"


def test_every_sentence_of_the_crawler_is_translated():
    # A sentence that consists of its parameters is the same in both languages.
    same = [code for code, sentence in SENTENCES.items() if translate(sentence, "zh") == sentence]
    assert same == ["listing.line_field"]
