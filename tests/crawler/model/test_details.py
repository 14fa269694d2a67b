"""Details of failures: codes with English sentences, carried by errors and failures as values."""

import pickle
import re
from pathlib import Path

import pytest

import crawler
from crawler.model.codes import FailureCode
from crawler.model.details.fetching import AddressDetail, FetchDetail
from crawler.model.details.listings import ListingDetail
from crawler.model.details.sentences import DETAILS, english
from crawler.model.errors import BlockedError, GoneError
from crawler.model.reason import Reason
from crawler.model.results import Failure, PollResult

CODES = [code for family in DETAILS for code in family]
FOLDER = Path(crawler.__file__).parents[1]
SOURCE = "\n".join(
    path.read_text(encoding="utf-8") for name in ("crawler", "monitor") for path in (FOLDER / name).rglob("*.py")
)
NESTED = FetchDetail.INCOMPLETE.of(cause=FetchDetail.TRUNCATED.of(coding="br"))


def test_codes_are_unique_and_sentences_have_no_full_stop():
    assert len({code.value for code in CODES}) == len(CODES)
    assert [code for code in CODES if code.sentence.endswith((".", " "))] == []


@pytest.mark.parametrize("family", [family for family in DETAILS if family is not FailureCode])
def test_every_detail_is_used(family):
    unused = [code.name for code in family if not re.search(rf"\b{family.__name__}\.{code.name}\b", SOURCE)]
    assert unused == []


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.value)
def test_the_english_sentence_contains_the_parameters(code):
    names = re.findall(r"\{(\w+)\}", code.sentence)
    sentence = english(code.of(**{name: f"<{name}>" for name in names}))
    assert all(f"<{name}>" in sentence for name in names)
    assert "{" not in sentence


def test_a_nested_detail_is_one_sentence():
    at = FetchDetail.AT_URL.of(url="https://a.cn/2", cause=NESTED)
    assert english(at) == "https://a.cn/2: the br data of the response is truncated; the page is incomplete"


def test_a_detail_of_another_version_is_its_code():
    assert english(Reason.of("fetch.from_the_future", x=1)) == "fetch.from_the_future"
    assert english(Reason.of(FetchDetail.STATUS)) == "fetch.status"


def test_messages_of_libraries_are_short_and_have_no_line_breaks():
    detail = ListingDetail.FEED_MALFORMED.of(reason=ValueError("no\nend " + "x" * 5000), count=3)
    assert str(detail.params["reason"]).startswith("no end x")
    assert len(str(detail.params["reason"])) == 200
    assert detail.params["count"] == 3


def test_an_error_without_a_detail_says_what_its_code_means():
    error = GoneError()
    assert error.detail == Reason.of("gone")
    assert str(error) == "the page does not exist"


def test_an_error_keeps_its_detail_between_processes():
    error = pickle.loads(pickle.dumps(BlockedError(NESTED, 7.0)))
    assert (type(error), error.detail, error.retry_after) == (BlockedError, NESTED, 7.0)


def test_a_failure_carries_the_sentence_and_its_value():
    failure = Failure.of("https://a.cn/", BlockedError(NESTED, 7.0), given_up=True)
    assert failure.detail == english(NESTED)
    assert (failure.code, failure.retry_after, failure.given_up) == ("blocked", 7.0, True)
    assert Failure.model_validate_json(failure.model_dump_json()).cause == NESTED


def test_a_failure_of_an_earlier_version_has_only_the_sentence():
    failure = Failure.model_validate({"url": "https://a.cn/", "code": "gone", "detail": "it is gone"})
    assert (failure.detail, failure.cause) == ("it is gone", None)
    result = {"id": "1", "source": "a", "outcome": "ok", "gone": ["https://a.cn/"]}
    assert PollResult.model_validate({**result, "gone_because": {"https://a.cn/": "it is gone"}}).gone_reasons == {}


def test_texts_of_sites_in_parameters_cannot_control_a_terminal():
    detail = AddressDetail.NOT_TRUSTED.of(cause=AddressDetail.PRIVATE.of(host="a\x1b[2J"))
    failure = Failure.because("https://a.cn/", "address_refused", detail)
    assert "\x1b" not in failure.model_dump_json()
    assert failure.cause == AddressDetail.NOT_TRUSTED.of(cause=AddressDetail.PRIVATE.of(host="a\ufffd[2J"))
