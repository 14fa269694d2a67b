"""Checks of a document's outer structure."""

import pytest

from crawler.model.errors import TooComplexError
from crawler.model.markup import ATTRIBUTES_LIMIT, require_parsable

ATTRIBUTES = " ".join(f"a{number}" for number in range(ATTRIBUTES_LIMIT + 1))


@pytest.mark.parametrize("before", [0, 1, 3_990, 4_000, 4_010, 7_990, 8_000, 8_010, 100_000])
def test_a_tag_with_too_many_attributes_is_found_at_any_place(before: int) -> None:
    text = "<b>字</b>" * (before // 8) + "字" * (before % 8)
    with pytest.raises(TooComplexError):
        require_parsable(f"{text}<p {ATTRIBUTES}>x</p>{text}")
    require_parsable(f"{text}<p {ATTRIBUTES[:8000]}>x</p>{text}<p>{'字' * 20_000}</p>")
