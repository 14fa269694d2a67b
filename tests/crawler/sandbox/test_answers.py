"""What a process that has handled untrusted bytes may send back."""

import os
import pickle
from datetime import date

import pytest
from lxml.html import document_fromstring

from crawler.listings import Listing
from crawler.model.details.fetching import FetchDetail
from crawler.model.errors import BlockedError, CrawlerError, TooComplexError
from crawler.model.link import Link
from crawler.sandbox.answers import StepError, pickled, result_of, unpickled


def returned(value):
    return unpickled(pickled(("value", value)))


@pytest.mark.parametrize(
    "value",
    [
        Listing((Link(url="https://a.gov.cn/1.html", title="通知", published_on=date(2024, 5, 1)),), rows=3),
        {"https://a.gov.cn/": None},
        (1, 2.5, "x", b"y", frozenset({1})),
    ],
)
def test_values_of_the_crawler_come_back(value):
    assert returned(value) == value


def test_strings_of_a_library_come_back_as_plain_ones():
    [found] = document_fromstring("<p id='one'>x</p>").xpath("//p/@id")
    assert type(found) is not str
    assert type(returned(found)) is str
    assert returned(found) == "one"


def test_an_error_keeps_its_fields():
    detail = FetchDetail.INCOMPLETE.of(cause=FetchDetail.PAUSED.of(seconds=7))
    with pytest.raises(BlockedError) as raised:
        unpickled(pickled(("error", BlockedError(detail, 7.0).at("https://a.cn/"))))
    assert raised.value.retry_after == 7.0
    assert raised.value.detail == FetchDetail.AT_URL.of(url="https://a.cn/", cause=detail)


class Evil:
    def __reduce__(self):
        return os.system, ("true",)


class Importing:
    def __reduce__(self):
        return __import__, ("antigravity",)


@pytest.mark.parametrize("value", [Evil(), Importing()])
def test_nothing_else_is_made_of_an_answer(value):
    with pytest.raises(pickle.UnpicklingError):
        unpickled(pickle.dumps(("value", value)))


@pytest.mark.parametrize("path", [b"crawler.model.types\nre.compile", b"crawler.model.page\nparse_html", b"os\nsystem"])
def test_functions_and_modules_within_modules_are_refused(path):
    with pytest.raises(pickle.UnpicklingError):
        unpickled(b"c" + path + b"\n.")


def deep():
    return deep()


def hungry():
    raise MemoryError


def faulty():
    raise KeyError("x")


def refusing():
    raise BlockedError()


@pytest.mark.parametrize("step", [deep, hungry])
def test_a_page_that_is_too_much_is_an_error_of_the_page(step):
    kind, error = result_of(step, ())
    assert (kind, type(error)) == ("error", TooComplexError)


def test_a_fault_of_the_program_brings_its_traceback():
    with pytest.raises(StepError, match="KeyError: 'x'"):
        unpickled(pickled(result_of(faulty, ())))


def test_an_error_of_the_crawler_is_raised_again():
    with pytest.raises(CrawlerError, match="refuses access"):
        unpickled(pickled(result_of(refusing, ())))
