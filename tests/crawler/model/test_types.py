from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, TypeAdapter, ValidationError

from crawler.model.checks.validation import value_faults
from crawler.model.types import (
    Duration,
    Frozen,
    HttpUrl,
    Instant,
    PositiveDuration,
    format_duration,
    is_zone_name,
    parse_duration,
)
from tests.crawler.builders import unhurried


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("30s", 30),
        ("10m", 600),
        ("10ms", 0.01),
        ("1h30m", 5400),
        ("1h 30m", 5400),
        (" 2 d ", 172800),
        ("1w", 604800),
        ("1.5h", 5400),
        ("0s", 0),
        ("1d1d", 172800),
    ],
)
def test_a_duration_is_read_as_people_write_it(written, seconds):
    assert parse_duration(written) == timedelta(seconds=seconds)


@pytest.mark.parametrize("written", ["", "10", "ten minutes", "-5m", "5", 10, None, "10m!", "m", "1y", "1h-30m", "5M"])
def test_what_names_no_unit_or_another_is_no_duration(written):
    with pytest.raises(ValueError, match="a duration such as"):
        parse_duration(written)


def test_a_timedelta_is_passed_through():
    assert parse_duration(timedelta(seconds=7)) == timedelta(seconds=7)


@pytest.mark.parametrize("written", ["99999999999999999999w", "9" * 400 + "s"])
def test_a_duration_beyond_measure_is_a_value_error(written):
    with pytest.raises(ValueError, match="a duration of at most ten years"):
        parse_duration(written)


@given(st.text(alphabet="0123456789.smhdw -x", max_size=12))
@unhurried
def test_a_short_text_is_a_duration_or_a_value_error(text):
    with suppress(ValueError):
        assert parse_duration(text) >= timedelta(0)


@given(st.integers(min_value=0, max_value=10 * 365 * 86400 * 1000))
@unhurried
def test_a_formatted_duration_reads_back_to_the_same_value(milliseconds):
    value = timedelta(milliseconds=milliseconds)
    assert parse_duration(format_duration(value)) == value


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (timedelta(0), "0s"),
        (timedelta(minutes=90), "1h30m"),
        (timedelta(days=30), "4w2d"),
        (timedelta(seconds=1, milliseconds=5), "1s5ms"),
        (timedelta(days=7), "1w"),
    ],
)
def test_a_duration_is_written_with_the_largest_units(value, written):
    assert format_duration(value) == written


def test_a_duration_crosses_json_as_text():
    adapter = TypeAdapter(Duration)
    assert adapter.dump_json(adapter.validate_python("90m")) == b'"1h30m"'


@pytest.mark.parametrize("written", ["0s", "0m", timedelta(seconds=-1)])
def test_a_positive_duration_is_above_zero(written):
    with pytest.raises(ValidationError, match="above zero"):
        TypeAdapter(PositiveDuration).validate_python(written)


def test_an_instant_is_kept_in_utc():
    beijing = timezone(timedelta(hours=8))
    instant = TypeAdapter(Instant).validate_python(datetime(2024, 6, 6, 8, tzinfo=beijing))
    assert instant == datetime(2024, 6, 6, 0, tzinfo=UTC)
    assert instant.tzinfo is UTC


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValidationError, match="with a time zone"):
        TypeAdapter(Instant).validate_python("2024-06-06T08:00:00")


class Point(Frozen):
    x: int = 0


def test_a_value_cannot_be_changed():
    point = Point(x=1)
    with pytest.raises(ValidationError, match="frozen"):
        point.x = 2


def test_a_value_is_closed_to_fields_it_does_not_know():
    with pytest.raises(ValidationError, match="Extra inputs"):
        Point(x=1, y=2)


def test_names_of_time_zones_are_those_that_the_library_lists():
    assert {name for name in available_timezones() if not is_zone_name(name)} == set()


@pytest.mark.parametrize(
    "name",
    [
        *("", "Asia", "asia/shanghai ", "Asia/./Shanghai", "../UTC", "/etc/localtime", "a\x00", "\ud800", "x" * 300),
        *("posix/Asia/Shanghai", "right/UTC", "posixrules", "zone.tab", "Mars/Olympus"),
    ],
)
def test_other_names_are_not(name):
    assert name not in available_timezones()
    assert not is_zone_name(name)


def test_a_url_that_is_too_long_is_said_to_have_too_many_characters():
    class Page(Frozen):
        url: Annotated[HttpUrl, Field(max_length=20)]

    data = {"url": "https://example.org/long"}
    with pytest.raises(ValidationError) as wrong:
        Page.model_validate(data)
    [fault] = value_faults(Page, wrong.value, data)
    assert fault.message.startswith("expected at most 20 characters")
