import pytest
from pydantic import ValidationError

from crawler.model.notice import Notice
from crawler.model.packed_page import unpack
from crawler.model.results import RESULT, Failure, PolledNotice, PollResult
from tests.crawler.builders import LISTING, NOW, a_page

SOURCE = {"id": "a", "url": LISTING}


def test_a_failed_poll_says_why():
    with pytest.raises(ValidationError, match="the reason of a failed poll"):
        PollResult(id="1", source="a", outcome="failed")
    assert PollResult(id="1", source="a", outcome="failed", failures=(Failure(url=LISTING, code="gone", detail="x"),))


def test_a_result_brings_the_bytes_of_its_pages_over_json():
    body = "规划".encode("gb18030") + bytes(range(256))
    notice = PolledNotice(url=LISTING, text="规划", listed_at=NOW).model_copy(update={"page": a_page(body).pack()})
    result = PollResult(id="1", source="a", outcome="ok", notices=(notice,))
    [back] = RESULT.validate_json(result.model_dump_json()).notices
    assert unpack(back.page.body) == body
    assert (back.text, back.listed_at) == ("规划", NOW)


def test_a_bare_notice_has_no_evidence():
    notice = PolledNotice(url=LISTING, title="规划", text="规划", listed_at=NOW, region=("CN",))
    assert notice.bare == Notice(url=LISTING, title="规划", text="规划", region=("CN",))
