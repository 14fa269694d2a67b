import base64
import json
import re
import subprocess
import sys
from datetime import date
from io import BytesIO
from types import SimpleNamespace

import pytest

from crawler.cli import _output, _place, _sources, links
from crawler.model.link import Link
from crawler.model.notice import Notice
from crawler.model.results import LinksResult, PolledNotice, PollResult, ReadResult, RefusedResult
from tests.crawler.builders import LISTING, NOW


def test_an_address_is_fetched_and_a_file_is_read(tmp_path):
    saved = tmp_path / "saved page.html"
    saved.write_bytes(b"\xff<p>")
    assert _place(LISTING, None) == {"url": LISTING}
    assert _place(str(saved), None) == {"url": saved.as_uri(), "body": base64.b64encode(b"\xff<p>")}
    assert _place(str(saved), LISTING)["url"] == LISTING


def test_standard_input_is_a_page(monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=BytesIO(b"<p>")))
    assert _place("-", LISTING) == {"url": LISTING, "body": base64.b64encode(b"<p>")}


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path, capsys):
    with pytest.raises(SystemExit) as caught:
        _place(str(tmp_path / "none.html"), None)
    assert caught.value.code == 2
    assert "none.html: No such file" in capsys.readouterr().err


def test_a_source_is_an_address_a_file_or_an_id(tmp_path):
    file = tmp_path / "sources" / "a.yaml"
    file.parent.mkdir()
    file.write_text(f"- {{id: a, url: '{LISTING}'}}\n- {{id: b, url: '{LISTING}'}}\n")
    [source] = _sources(LISTING, tmp_path, trusted=True)
    assert (source.url, source.trusted) == (LISTING, True)
    assert [source.id for source in _sources(str(file), tmp_path, trusted=False)] == ["a", "b"]
    assert [source.id for source in _sources("b", tmp_path, trusted=False)] == ["b"]


def test_an_unknown_source_is_wrong_usage(tmp_path, capsys):
    with pytest.raises(SystemExit) as caught:
        _sources("nothing", tmp_path, trusted=False)
    assert caught.value.code == 2
    assert "nothing: no URL" in capsys.readouterr().err


def test_links_are_printed_one_a_line_with_their_dates():
    listed = (Link(url=LISTING, title="通知", published_on=date(2024, 6, 13)), Link(url=LISTING))
    assert list(map(json.loads, _output(LinksResult(id="1", links=listed)))) == [
        {"url": LISTING, "title": "通知", "date": "2024-06-13"},
        {"url": LISTING, "title": None, "date": None},
    ]


def test_a_notice_is_printed_without_its_evidence():
    [line] = _output(ReadResult(id="1", notice=PolledNotice(url=LISTING, text="通知", listed_at=NOW)))
    assert json.loads(line) == json.loads(Notice(url=LISTING, text="通知").model_dump_json())


def test_what_gave_no_notice_prints_nothing():
    assert _output(ReadResult(id="1")) == _output(RefusedResult(id="1", detail="x")) == []


def test_a_poll_is_printed_as_its_result():
    result = PollResult(id="1", source="a", outcome="ok")
    assert _output(result) == [result.model_dump_json()]


def test_links_needs_pages_or_one_source(tmp_path, capsys):
    file = tmp_path / "two.yaml"
    file.write_text(f"- {{id: a, url: '{LISTING}'}}\n- {{id: b, url: '{LISTING}'}}\n")
    for source in (None, str(file)):
        with pytest.raises(SystemExit) as caught:
            links(pages=None, source=source, config=tmp_path)
        assert caught.value.code == 2
        assert "expected pages, or one --source" in capsys.readouterr().err


@pytest.mark.parametrize("redirection", [">/dev/full", ">&-", "| true"])
def test_an_output_that_cannot_be_written_to_ends_without_a_traceback(tmp_path, redirection):
    page = tmp_path / "page.html"
    page.write_text("<ul>" + "".join(f"<li><a href=/a/{day}>关于集群的通知</a>2024-06-{day}" for day in range(11, 15)))
    command = f"set -o pipefail; {sys.executable} -m crawler links {page} --url https://example.org/ {redirection}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert re.fullmatch(r"(the output cannot be written: [^\n]+\n)?", done.stderr)
