"""The static site touches only its own files, follows no links and escapes what strangers write."""

import json
from datetime import UTC, datetime

import pytest

from monitor.errors import UnknownError
from monitor.service.list_site import MARKER, write_site
from monitor.views.list_pages import ListPage, site_files
from monitor.views.syndication import FeedItem

NOW = datetime(2024, 6, 6, 8, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202e{{7*7}}"
ROW = {
    "notice": 1,
    "title": HOSTILE,
    "document_number": HOSTILE,
    "issuers": [HOSTILE],
    "region": [HOSTILE],
    "kind": HOSTILE,
    "units": [HOSTILE],
    "deadline": None,
    "amounts": [{"text": HOSTILE}],
    "published_on": None,
    "since": NOW.isoformat(),
    "changed": NOW.isoformat(),
    "source": HOSTILE,
    "url": "javascript:alert(1)",
}
COLUMNS = ("title", "number", "issuer", "region", "kind", "units", "amounts", "source", "url")


def pages(*names: str) -> list[ListPage]:
    item = FeedItem("urn:x", 1, HOSTILE, "javascript:alert(1)", NOW, NOW, (HOSTILE,))
    return [ListPage(name, HOSTILE, COLUMNS, [ROW], [item]) for name in names]


def test_text_of_strangers_is_escaped():
    for path, content in site_files(pages("support"), NOW, "").items():
        text = content.decode()
        assert "\u202e" not in text or path.endswith(".json")
        if path.endswith(".html"):
            assert "<script" not in text
            assert "<img" not in text
            assert 'href="javascript:' not in text
    assert 'href="javascript:' not in site_files(pages("support"), NOW, "")["support/atom.xml"].decode()


@pytest.mark.parametrize("name", ["..", ".", "..\\up", "con", "A", "政策支持", "a" * 100, "%2e%2e", "-x"])
def test_each_list_has_a_safe_folder_of_its_own(name, tmp_path):
    files = site_files(pages(name, "other"), NOW, "")
    write_site(tmp_path / "site", files)
    assert len(list((tmp_path / "site").iterdir())) == 5
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_with_other_files_is_refused(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(UnknownError, match="neither empty"):
        write_site(tmp_path, {"index.html": b""})
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("marker", ["", "[]", "{}", '{"made_by": "other", "files": []}', '{"files": ["mine.txt"]}'])
def test_a_marker_of_another_program_is_refused(tmp_path, marker):
    (tmp_path / "mine.txt").write_text("mine")
    (tmp_path / MARKER).write_text(marker)
    with pytest.raises(UnknownError, match="neither empty"):
        write_site(tmp_path, {"index.html": b""})
    assert (tmp_path / "mine.txt").exists()


def test_only_files_of_the_manifest_are_replaced_and_deleted(tmp_path):
    write_site(tmp_path, {"index.html": b"1", "a/index.html": b"1", "b/index.html": b"1"})
    (tmp_path / "a" / "mine.txt").write_text("mine")
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "index.html").write_text("mine")
    done = write_site(tmp_path, {"index.html": b"2"})
    assert (done.files, done.deleted) == (1, 2)
    assert (tmp_path / "a" / "mine.txt").read_text() == "mine"
    assert not (tmp_path / "b").exists()
    with pytest.raises(UnknownError, match="was not published"):
        write_site(tmp_path, {"index.html": b"3", "c/index.html": b"3"})
    assert (tmp_path / "index.html").read_text() == "2"


def test_links_are_never_followed(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "index.html").write_text("mine")
    site = tmp_path / "site"
    write_site(site, {"index.html": b"1", "a/index.html": b"1"})
    (site / "index.html").unlink()
    (site / "index.html").symlink_to(outside / "index.html")
    write_site(site, {"index.html": b"2", "a/index.html": b"2"})
    assert (outside / "index.html").read_text() == "mine"
    (site / "a" / "index.html").unlink()
    (site / "a").rmdir()
    (site / "a").symlink_to(outside)
    with pytest.raises(OSError, match="a"):
        write_site(site, {"index.html": b"3", "a/index.html": b"3"})
    write_site(site, {"index.html": b"4"})
    assert (outside / "index.html").read_text() == "mine"


def test_paths_of_a_changed_manifest_do_not_lead_out_of_the_folder(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    site = tmp_path / "site"
    write_site(site, {"index.html": b"1"})
    marker = json.loads((site / MARKER).read_text())
    marker["files"] += ["../mine.txt", "/etc/passwd", "a/../../mine.txt", ".."]
    (site / MARKER).write_text(json.dumps(marker))
    write_site(site, {"index.html": b"2"})
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_an_interrupted_publication_is_completed_by_the_next(tmp_path):
    write_site(tmp_path, {"index.html": b"1"})
    (tmp_path / f".{MARKER}.noticewatch-new").write_text("half")
    (tmp_path / MARKER).unlink()
    (tmp_path / "index.html").unlink()
    write_site(tmp_path, {"index.html": b"2"})
    assert (tmp_path / "index.html").read_text() == "2"
