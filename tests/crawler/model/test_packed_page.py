import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model.packed_page import PackedPage, PageTooLargeError, unpack
from tests.crawler.builders import NOW, a_page, unhurried


def test_a_packed_page_crosses_json_and_unpacks_to_the_same_bytes():
    body = bytes(range(256)) * 10
    page = a_page(body, url="https://example.org/a", final_url="https://example.org/b", content_type="text/html")
    packed = PackedPage.model_validate_json(page.pack().model_dump_json())
    assert unpack(packed.body) == body
    assert (packed.url, packed.sha256, packed.fetched_at) == ("https://example.org/b", page.sha256, NOW)


def test_a_packed_page_has_its_instant_in_utc():
    packed = PackedPage.model_validate_json(
        a_page(b"x", fetched_at=datetime(2024, 1, 1, tzinfo=UTC)).pack().model_dump_json()
    )
    assert packed.fetched_at == datetime(2024, 1, 1, tzinfo=UTC)


@given(st.binary(max_size=2000))
@unhurried
def test_packing_loses_nothing(body):
    assert unpack(zlib.compress(body), limit=max(1, len(body))) == body


@pytest.mark.parametrize("over", [1, 10, 258, 1_000_000])
def test_a_page_that_unpacks_to_too_much_is_refused(over):
    with pytest.raises(PageTooLargeError):
        unpack(zlib.compress(b"x" * (1000 + over)), limit=1000)


@pytest.mark.parametrize("broken", [b"not zlib", zlib.compress(b"x" * 1000)[:-4] + b"\0\0\0\0"])
def test_broken_data_is_an_error_of_zlib(broken):
    with pytest.raises(zlib.error):
        unpack(broken)


@pytest.mark.parametrize("cut", [1, 4, 8])
def test_data_that_was_cut_off_is_an_error_of_zlib(cut):
    with pytest.raises(zlib.error):
        unpack(zlib.compress(bytes(range(256)) * 4)[:-cut])
