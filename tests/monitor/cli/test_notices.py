"""`notices list|show|diff`, `status` and `sources list` on a store that taking in has filled."""

import json
import sqlite3
import time
from contextlib import closing
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from monitor.cli import app
from monitor.cli.notice_output import MARGIN
from monitor.errors import UnknownError
from monitor.ingest.pipeline import Policy
from monitor.runtime.clock import utc_now
from monitor.store import open_store
from monitor.store.tables import SearchEntryRow
from tests.ingesting import ingest_result
from tests.monitor.builders import DAY, HOUR, matcher, polled, result
from tests.monitor.identity.texts import LINES, TEXT, TITLE

MIRROR_URL = "https://www.mirror.com/7.html"
GOV_URL = "https://www.yunxi.gov.cn/7.html"


@pytest.fixture
def url(tmp_path):
    (tmp_path / "sources").mkdir()
    (tmp_path / "noticewatch.yaml").write_text("channels: {ops: json://127.0.0.1}\n")
    (tmp_path / "sources" / "all.yaml").write_text("- {id: gov, url: 'https://www.yunxi.gov.cn/'}\n")
    return f"sqlite:///{tmp_path}/noticewatch.db"


@pytest.fixture
def run(url, tmp_path):
    open_store(url).close()

    def run(*arguments):
        done = CliRunner().invoke(app, [*map(str, arguments), "--config", str(tmp_path)])
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done.stdout

    return run


def take(url, text=TEXT, at=GOV_URL, source="gov", hour=0, **fields):
    found = polled(at, **{"text": text, "title": TITLE, "issuers": ("云溪市工业和信息化局",)} | fields)
    with closing(open_store(url)) as store, store.writing() as tx:
        now = utc_now() - DAY + hour * HOUR
        return ingest_result(tx, result(found, source=source), HOUR, matcher(), Policy(30 * DAY), now).decisions[0]


def rows(printed):
    """The names and values of what was printed."""
    return [(line[:MARGIN].strip(), line[MARGIN:].strip()) for line in printed.splitlines()]


class TestShow:
    def test_the_original_comes_first_and_each_place_says_why(self, run, url):
        take(url, f"首页\n{TEXT}", MIRROR_URL, "mirror")
        take(url, hour=1)
        take(url, TEXT.replace("第三批", "第四批"), f"{GOV_URL}?2", title=TITLE.replace("第三批", "第四批"), hour=2)
        shown = rows(run("notices", "show", 1))
        assert shown[0][0] == "title", "the summary comes first"
        shown = shown[[name for name, _ in shown].index("id") :]
        assert shown[:2] == [("id", "1, revision 2"), ("source", "gov")]
        assert shown[2][1].endswith(" UTC at mirror")
        assert shown[3:7] == [
            ("URL", f"{GOV_URL} (gov)"),
            ("why", "copy of notice 1: same text except for 2 extra characters around the other text"),
            ("also at", f"{MIRROR_URL} (mirror)"),
            ("why", "new URL and new text"),
        ]
        assert shown[7][0] == "revision 1"
        assert shown[8][1].endswith(f"UTC at gov, {len(TEXT)} characters, same text from a source closer to the origin")
        assert shown[9][0] == "linked from"
        assert shown[9][1].startswith("notice 2 (same series): ")
        [linked] = [value for name, value in rows(run("notices", "show", 2)) if name == "linked to"]
        assert linked.startswith("notice 1 (same series): ")

    def test_times_and_regions_are_those_of_the_reader(self, run, url, tmp_path):
        take(url, region=("CN", "云溪市"))
        take(url, TEXT.replace("50万元", "80万元"), region=("CN", "云溪市"), hour=1)
        seen = json.loads(run("notices", "show", 1, "--json"))
        assert seen["first_seen"]["at"].endswith("+00:00")
        assert seen["region"] == ["CN", "云溪市"]
        (tmp_path / "noticewatch.yaml").write_text("timezone: Asia/Shanghai\n")
        local = datetime.fromisoformat(seen["first_seen"]["at"]) + 8 * HOUR
        shown = dict(rows(run("notices", "show", 1)))
        assert shown["first seen"] == f"{local:%Y-%m-%d %H:%M} UTC+8 at gov"
        assert shown["revision 2"].startswith(f"seen {local + HOUR:%Y-%m-%d %H:%M} UTC+8 at gov")
        assert shown["region"].startswith("China 云溪市")
        assert json.loads(run("notices", "show", 1, "--json"))["first_seen"] == seen["first_seen"]

    def test_since_is_a_date_of_the_configured_time_zone(self, run, url, tmp_path):
        take(url)
        [found] = map(json.loads, run("notices", "list", "--format", "jsonl").splitlines())
        seen = datetime.fromisoformat(json.loads(run("notices", "show", found["id"], "--json"))["first_seen"]["at"])
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
            (tmp_path / "noticewatch.yaml").write_text(f"timezone: {zone}\n")
            day = seen.astimezone(ZoneInfo(zone)).date()
            assert run("notices", "list", "--format", "jsonl", "--since", day)
            assert not run("notices", "list", "--format", "jsonl", "--since", day + DAY)

    def test_programs_get_the_same(self, run, url):
        take(url, f"首页\n{TEXT}", MIRROR_URL, "mirror")
        take(url, hour=1)
        found = json.loads(run("notices", "show", 1, "--json"))
        assert (found["url"], found["source"], found["revision"]) == (GOV_URL, "gov", 2)
        assert found["copies"] == [{"url": MIRROR_URL, "source": "mirror"}]
        assert [(revision["cause"], revision["source"], revision["url"]) for revision in found["revisions"]] == [
            ("change", "mirror", MIRROR_URL),
            ("origin", "gov", GOV_URL),
        ]
        assert [bool(place["why"]) for place in found["places"]] == [True, True]
        assert [place["reason"]["code"] for place in found["places"]] == ["verdict.new", "verdict.copy_similar"]
        [listed] = map(json.loads, run("notices", "list").splitlines())
        assert (listed["url"], listed["source"]) == (GOV_URL, "gov")

    def test_a_revision_of_the_wording_is_said_to_be_one(self, run, url):
        take(url, TEXT.replace("部署", "布署").replace("如实填报", "如实的填报").replace("专家评审", "专家专家评审"))
        take(url, hour=1)
        assert "wording only" in run("notices", "show", 1)


class TestDiff:
    CHANGED = TEXT.replace("50万元", "80万元")
    MOVED = "\n".join([*LINES[:2], LINES[10], *LINES[2:10], LINES[11], "各县区要在7月10日前报送总结。", *LINES[13:]])

    def revised(self, url, *texts):
        for hour, text in enumerate([TEXT, *texts]):
            take(url, text, hour=hour)

    def test_changed_added_removed_and_moved_clauses_are_shown_as_such(self, run, url):
        self.revised(url, self.CHANGED, self.MOVED.replace("50万元", "80万元"))
        lines = run("notices", "diff", 1, 1, 3).splitlines()
        assert lines[0] == f"notice 1: {TITLE}"
        assert lines[1].startswith("--- revision 1, seen ")
        assert lines[2].startswith("+++ revision 3, seen ")
        signs = {line[2:]: line[0] for line in lines[3:-1] if line[0] in "-+"}
        reward = f"{LINES[7].split('；')[0]}；"
        assert (signs[reward], signs[reward.replace("50", "80")]) == ("-", "+")
        assert signs["各县区要在7月10日前报送总结。"] == "+"
        assert [line[0] for line in lines if line[2:] == LINES[10]] == [">", "<"]
        assert lines[-1] == "2 clauses changed, 1 clause moved"

    def test_the_last_two_revisions_are_compared_unless_others_are_named(self, run, url):
        self.revised(url, self.CHANGED, self.CHANGED.replace("100万元", "200万元"))
        assert "--- revision 2" in run("notices", "diff", 1)
        assert "+++ revision 2" in run("notices", "diff", 1, 1, 2)
        assert "--- revision 3" in run("notices", "diff", 1, 3, 1)

    def test_a_revision_compared_with_itself_says_so(self, run, url):
        self.revised(url)
        assert run("notices", "diff", 1) == ("notice 1 has only one revision, so there is nothing to compare\n")
        take(url, self.CHANGED, hour=1)
        assert run("notices", "diff", 1, 2, 2).startswith("revision 2 of notice 1 compared with itself")

    def test_the_same_words_elsewhere_say_the_same(self, run, url):
        take(url, at=MIRROR_URL, source="mirror")
        take(url, hour=1)
        assert run("notices", "diff", 1).splitlines()[-1] == "revisions 1 and 2 have the same text"

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ((2,), "there is no notice 2"),
            ((1, 1, 5), "notice 1 has no revision 5; available: revisions 1 to 2"),
            ((1, 0), "notice 1 has no revision 0; available: revisions 1 to 2"),
        ],
    )
    def test_what_is_not_there_is_said(self, run, url, arguments, said):
        self.revised(url, self.CHANGED)
        with pytest.raises(UnknownError, match=f"^{said}$"):
            run("notices", "diff", *arguments)

    def test_of_a_pruned_text_nobody_can_tell_what_changed(self, run, url):
        self.revised(url, self.CHANGED)
        with closing(open_store(url)) as store, store.writing() as tx:
            assert tx.retention.drop("text", [1], utc_now() + DAY, utc_now()) == 1
        with pytest.raises(
            UnknownError, match=r"^the text of notice 1 was deleted on \d{4}-\d\d-\d\d, as required by `keep.notices`$"
        ):
            run("notices", "diff", 1)

    def test_nothing_in_a_text_moves_the_cursor(self, run, url):
        self.revised(url, TEXT.replace("一、申报条件", "一、申报\x1b[2J条件及要求"))
        assert "\x1b[2J" not in run("notices", "diff", 1)


def test_a_restless_page_is_said_in_the_sources_health(run, url):
    assert "every visit" not in run("status")
    for hour in range(6):
        take(url, f"组织申报示范车间，这是公告的第{hour}个版本。" * 6, hour=hour)
    said = f"page changes on every visit, so no alerts are sent for its revisions: {GOV_URL}"
    assert said in " ".join(run("status").split())
    assert said in run("sources", "list")
    [source] = json.loads(run("status", "--json"))["sources"]
    assert [page["url"] for page in source["restless"]] == [GOV_URL]


def test_search_finds_what_a_query_matches_and_pages_by_id(run, url, tmp_path):
    (tmp_path / "topics").mkdir()
    topics = "- {id: none, query: 没有这样的词}\n- {id: clusters, query: title:集群 NOT 没有这样的词}\n"
    (tmp_path / "topics" / "all.yaml").write_text(topics)
    with closing(open_store(url)) as store, store.writing() as tx:
        for number in range(3):
            found = polled(
                f"https://www.yunxi.gov.cn/{number}.html", title=f"集群通知{number}", text=TEXT[number * 9 :]
            )
            ingest_result(tx, result(found), HOUR, matcher(), Policy(DAY), utc_now())
    lines = [json.loads(line) for line in run("notices", "search", "title:集群", "--format", "jsonl").splitlines()]
    ids = [line["id"] for line in lines]
    assert ids == sorted(ids, reverse=True)
    assert ids
    after = run("notices", "search", "title:集群", "--before", ids[0], "--limit", "1", "--format", "csv")
    assert len(after.splitlines()) == 1 + (len(ids) > 1)
    facets = json.loads(run("notices", "search", "title:集群", "--facets", "--format", "jsonl"))
    assert facets["total"] == len(ids)
    assert facets["facets"]["source"] == {"gov": len(ids)}
    assert facets["facets"]["topic"] == {"clusters": len(ids)}
    table = run("notices", "search", "title:集群", "--facets", "--format", "table")
    assert all(name in table for name in ("topic", "clusters", "source"))
    assert json.loads(run("notices", "search", "没有这样的词", "--facets", "--format", "jsonl"))["total"] == 0
    assert "no recorded notice matches" in run("notices", "search", "没有这样的词", "--format", "table")


def test_search_says_what_is_wrong_with_a_query(run):
    with pytest.raises(UnknownError, match="bracket"):
        run("notices", "search", "(集群")


def test_search_indexes_what_an_older_version_recorded(run, url):
    with closing(open_store(url)) as store, store.writing() as tx:
        ingest_result(tx, result(polled(MIRROR_URL, title=TITLE)), HOUR, matcher(), Policy(DAY), utc_now())
        tx.session.execute(update(SearchEntryRow).values(version=0))
    assert run("notices", "search", "集群", "--format", "csv").count("\n") == 2


@pytest.mark.parametrize("version", [None, 0])
def test_a_held_write_lock_holds_up_no_search(run, url, version):
    with closing(open_store(url)) as store, store.writing() as tx:
        ingest_result(tx, result(polled(MIRROR_URL, title=TITLE)), HOUR, matcher(), Policy(DAY), utc_now())
        if version is not None:
            tx.session.execute(update(SearchEntryRow).values(version=version))
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        assert run("notices", "search", TITLE[:6], "--format", "csv").count("\n") == 2
        assert time.monotonic() - begun < 5
