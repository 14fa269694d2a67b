"""`noticewatch backup`, `noticewatch notices reread` and the daemon's pruning."""

import json
import shutil
import signal
import sqlite3
import time
from contextlib import closing

import pytest

from tests.end_to_end.conftest import TODAY, notice, until

pytestmark = pytest.mark.slow


def rows(path, statement, *values):
    """What a statement on a database gives; what it changes stays."""
    with closing(sqlite3.connect(path, timeout=30)) as raw, raw:
        return raw.execute(statement, values).fetchall()


def database(world):
    return world.folder / "noticewatch.db"


class TestBackup:
    def test_a_copy_made_while_the_daemon_writes_is_sound_and_holds_nobody_up(self, world, site, daemon):
        site.publish(notice("甲"), TODAY)
        world.portal("portal", site.url)
        daemon()
        until(lambda: database(world).exists() and len(world.notices()) == 1)
        for number, slug in enumerate("乙丙丁戊"):
            site.publish(notice(slug), TODAY)
            copy = world.folder / f"copy-{number}.db"
            done = world.run("backup", copy, code=0)
            assert done.stdout == f"{copy}: {copy.stat().st_size:,} bytes\n"
            assert rows(copy, "PRAGMA integrity_check") == [("ok",)]
            assert rows(copy, "PRAGMA foreign_key_check") == []
        until(lambda: len(world.received) == 4)
        assert {path.name for path in world.folder.glob("*.db*")} == {
            "noticewatch.db",
            "noticewatch.db-wal",
            "noticewatch.db-shm",
            "noticewatch.db.lock",
            *(f"copy-{number}.db" for number in range(4)),
        }

    def test_a_restored_copy_goes_on_without_telling_anything_again(self, world, site):
        world.portal("portal", site.url)
        site.publish(notice("甲"), TODAY)
        world.run("crawl", code=0)
        site.publish(notice("乙"), TODAY)
        world.run("crawl", code=0)
        world.run("backup", world.folder / "copy.db", code=0)
        site.publish(notice("丙"), TODAY)
        world.run("crawl", code=0)
        assert world.titles() == [f"[新] {notice(slug).title}" for slug in "乙丙"]
        for path in world.folder.glob("noticewatch.db*"):
            path.unlink()
        shutil.move(world.folder / "copy.db", database(world))
        site.publish(notice("丁"), TODAY)
        world.run("crawl", code=0)
        # What was told after the copy was made is not in it, and is told once more; what is in it is not.
        assert sorted(world.titles()[2:]) == sorted(f"[新] {notice(slug).title}" for slug in "丙丁")
        assert world.run("crawl", code=0).stdout == ""
        assert len(world.received) == 4

    def test_what_cannot_be_meant_is_one_line_and_changes_nothing(self, world, site):
        mine = world.folder / "mine.txt"
        mine.write_text("mine")
        assert world.notices() == []
        done = world.run("backup", mine, "--force", code=2)
        assert done.stderr == f"there is no database {database(world)} to back up\n"
        assert mine.read_text() == "mine"
        assert not database(world).exists()
        site.publish(notice("甲"), TODAY)
        world.portal("portal", site.url)
        world.run("crawl", code=0)
        recorded = world.notices()
        assert len(recorded) == 1
        for target, said in [
            (mine, "--force"),
            (world.folder / "none" / "x.db", "folder"),
            (database(world), "itself"),
        ]:
            done = world.run("backup", target, code=2)
            assert said in done.stderr
            assert done.stderr.count("\n") == 1
        assert mine.read_text() == "mine"
        assert world.notices() == recorded
        world.run("backup", mine, "--force", code=0)
        assert rows(mine, "PRAGMA integrity_check") == [("ok",)]

    def test_postgresql_has_its_own_means(self, world):
        with (world.folder / "noticewatch.yaml").open("a") as settings:
            settings.write('database: "postgresql://me:s3cret@127.0.0.1:1/watch"\n')
        done = world.run("backup", world.folder / "copy.db", code=2)
        assert "pg_dump" in done.stderr
        assert "watch" in done.stderr
        assert "s3cret" not in done.stderr


class TestReadingAgain:
    def test_old_readings_are_made_anew_while_the_daemon_runs_and_nobody_is_told(self, world, site, daemon):
        for slug in "甲乙":
            site.publish(notice(slug), TODAY)
        world.portal("portal", site.url, region=["CN"])
        world.run("crawl", code=0)
        before = world.notices()
        events = rows(database(world), "SELECT count(*) FROM event")
        daemon()
        # As if another reader had read worse; of one of them the page is damaged.
        rows(database(world), "UPDATE revision SET document = json_set(document, '$.reader', '0', '$.text', '?')")
        rows(database(world), "UPDATE page SET body = x'00' WHERE id = 1")
        done = world.run("notices", "reread", code=1)
        assert done.stdout == "2 pages re-parsed: 1 changed, 1 failed\n"
        assert done.stderr.count("\n") == 1
        assert "notice 1, revision 1, http" in done.stderr
        after = world.notices()
        assert [row["text"] for row in after] == [before[0]["text"], "?"]
        assert after[0] == before[0]
        assert "1 page re-parsed: 0 changed" in world.run("notices", "reread", code=1).stdout
        assert rows(database(world), "SELECT count(*) FROM event") == events
        assert rows(database(world), "SELECT count(*) FROM alert") == [(0,)]
        assert world.received == []

    def test_what_the_listing_said_survives_and_the_source_and_time_choose(self, world, site):
        site.publish(notice("甲"), TODAY)
        world.portal("portal", site.url)
        world.run("crawl", code=0)
        [before] = world.notices()
        assert before["published_on"] == str(TODAY)
        rows(
            database(world),
            "UPDATE revision SET document = "
            "json_set(document, '$.reader', '0', '$.published_on', NULL, '$.title', NULL)",
        )
        for nothing in (("--source", "other"), ("--since", "2099-01-01")):
            assert world.run("notices", "reread", *nothing, code=0).stdout.startswith("0 pages")
        assert world.run("notices", "reread", "--source", "portal", "--since", "1d", code=0).stdout.startswith("1 page")
        assert world.notices() == [before]
        assert json.loads(rows(database(world), "SELECT link FROM page")[0][0])["published_on"] == str(TODAY)


class TestPruning:
    OLD = "2020-01-01 00:00:00.000000"

    def fill(self, world, polls):
        """Many old polls, and an old notice with its page."""
        with closing(sqlite3.connect(database(world))) as raw, raw:
            raw.executemany(
                "INSERT INTO poll (source_id, at, outcome, links_seen, new, copies, revisions, failures) "
                "VALUES ('portal', ?, 'ok', 1, 0, 0, 0, '[]')",
                [(self.OLD,)] * polls,
            )
            raw.execute("UPDATE page SET fetched_at = ?", (self.OLD,))
            raw.execute("UPDATE revision SET seen_at = ?", (self.OLD,))

    def old_polls(self, world):
        return rows(database(world), "SELECT count(*) FROM poll WHERE at = ?", self.OLD)[0][0]

    @pytest.fixture
    def crawled(self, world, site):
        site.publish(notice("甲"), TODAY)
        world.portal("portal", site.url)
        world.run("crawl", code=0)
        with (world.folder / "noticewatch.yaml").open("a") as settings:
            settings.write("keep: {notices: 365d}\n")
        return world

    def test_the_daemon_prunes_soon_after_its_start_and_a_crawl_does_not(self, crawled, daemon):
        self.fill(crawled, 1000)
        crawled.run("crawl", code=0)
        assert self.old_polls(crawled) == 1000
        daemon()
        until(lambda: not self.old_polls(crawled) and not crawled.notices()[0]["text"])
        assert rows(database(crawled), "SELECT count(*) FROM page") == [(0,)]
        assert crawled.notices()[0]["title"] == notice("甲").title
        assert "the text was deleted" in crawled.run("notices", "show", "1", code=0).stdout
        assert crawled.received == []

    def test_sigterm_ends_it_in_the_middle_of_pruning_and_the_next_start_goes_on(self, crawled, daemon):
        self.fill(crawled, 100_000)
        process = daemon()
        until(lambda: self.old_polls(crawled) < 100_000)
        start = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=12) == 0
        assert time.monotonic() - start < 10
        left = self.old_polls(crawled)
        assert 0 < left < 100_000
        daemon()
        until(lambda: self.old_polls(crawled) < left)
