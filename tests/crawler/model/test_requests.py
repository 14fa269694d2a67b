import json

import pytest
from pydantic import ValidationError

from crawler.model.requests import REQUEST, LinksRequest, PollRequest, ReadRequest
from tests.crawler.builders import LISTING, a_source

SOURCE = {"id": "a", "url": LISTING}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ({"do": "poll", "id": "1", "source": SOURCE}, PollRequest),
        ({"do": "read", "id": "1", "url": LISTING}, ReadRequest),
        ({"do": "links", "id": "1", "url": LISTING}, LinksRequest),
    ],
)
def test_a_request_is_what_its_verb_says(line, kind):
    assert type(REQUEST.validate_json(json.dumps(line))) is kind


@pytest.mark.parametrize(
    "line",
    [
        {"id": "1", "source": SOURCE},
        {"do": "discover", "id": "1"},
        {"do": "poll", "id": "1"},
        {"do": "poll", "source": SOURCE},
        {"do": "poll", "id": "1", "source": SOURCE, "max_pages": -1},
        {"do": "poll", "id": "1", "source": SOURCE, "deadline_s": 0},
        {"do": "poll", "id": "1", "source": SOURCE, "revisit": [{"url": "file:///etc/passwd"}]},
        {"do": "poll", "id": "1", "source": SOURCE, "since": "yesterday"},
        {"do": "poll", "id": "1", "source": SOURCE, "colour": "red"},
        {"do": "read", "id": "1", "url": LISTING, "body": "not base64!"},
    ],
)
def test_what_is_no_request_is_refused(line):
    with pytest.raises(ValidationError):
        REQUEST.validate_json(json.dumps(line))


def test_a_body_crosses_json_as_base64():
    request = ReadRequest(id="1", url=LISTING, body="eHl6/w==")
    assert request.body == b"xyz\xff"
    assert REQUEST.validate_json(request.model_dump_json()) == request


def test_a_request_crosses_json_unchanged():
    request = PollRequest(id="1", source=a_source(every="10m"), state={"known": {"a": "b"}}, since="2024-06-01")
    assert REQUEST.validate_json(request.model_dump_json()) == request
