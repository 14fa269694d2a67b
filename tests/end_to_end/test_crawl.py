"""The one-off crawl, as a user runs it."""

import csv
import io
import json
import re

import pytest

from tests.end_to_end.conftest import TODAY, notice

pytestmark = pytest.mark.slow


def test_the_first_crawl_prints_everything_as_new_and_alerts_nobody(world, site):
    site.publish(notice("甲"), TODAY)
    site.publish(notice("乙"), TODAY)
    world.portal("portal", site.url)
    done = world.run("crawl", code=0)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert {notice["title"] for notice in found} == {notice("甲").title, notice("乙").title}
    assert {notice["verdict"] for notice in found} == {"new"}
    assert world.received == []


def test_a_new_notice_is_told_once_however_often_the_crawl_is_repeated(world, site):
    site.publish(notice("甲"), TODAY)
    world.portal("portal", site.url)
    world.run("crawl", code=0)
    site.publish(notice("乙"), TODAY)
    outputs = [world.run("crawl", code=0).stdout for _ in range(3)]
    assert [len(output.splitlines()) for output in outputs] == [1, 0, 0]
    assert world.titles() == [f"[新] {notice('乙').title}"]


def test_alert_tells_of_the_baseline_too(world, site):
    site.publish(notice("甲"), TODAY)
    world.portal("portal", site.url)
    world.run("crawl", "--alert", code=0)
    assert len(world.received) == 1


def test_a_dry_run_shows_what_is_new_and_leaves_nothing_behind(world, site):
    site.publish(notice("甲"), TODAY)
    world.portal("portal", site.url)
    for _ in range(2):
        assert len(world.run("crawl", "--dry-run", "--alert", code=0).stdout.splitlines()) == 1
    assert world.received == []
    assert not list(world.folder.glob("*.db*"))
    world.run("crawl", code=0)
    site.publish(notice("乙"), TODAY)
    for _ in range(2):
        assert len(world.run("crawl", "--dry-run", code=0).stdout.splitlines()) == 1
    assert len(world.notices()) == 1


def test_undelivered_alerts_are_counted_and_sent_by_the_next_crawl(world, site):
    world.portal("portal", site.url)
    site.publish(notice("甲"), TODAY)
    world.run("crawl", code=0)
    site.publish(notice("乙"), TODAY)
    done = world.run("crawl", "--no-deliver", code=0)
    assert "1 delivery is still queued" in done.stderr
    assert world.received == []
    world.run("crawl", code=0)
    assert len(world.received) == 1


def test_a_channel_that_fails_is_said_without_its_secrets_and_keeps_the_alert(world, site):
    settings = world.folder / "noticewatch.yaml"
    settings.write_text('channels: {desk: "json://user:hunter2secret@127.0.0.1:9/hook-tok3n"}\ndelay: 0s\n')
    site.publish(notice("甲"), TODAY)
    world.portal("portal", site.url)
    done = world.run("crawl", "--alert", code=1)
    assert "desk" in done.stderr
    assert "hunter2secret" not in done.stderr
    assert "hook-tok3n" not in done.stderr
    assert "1 delivery is still queued" in done.stderr


def test_what_a_channel_that_is_down_was_not_told_is_sent_as_the_crawl_says(world, site):
    settings = world.folder / "noticewatch.yaml"
    working = settings.read_text()
    settings.write_text('channels: {desk: "json://127.0.0.1:9/"}\ndelay: 0s\n')
    for name in "甲乙":
        site.publish(notice(name), TODAY)
    world.portal("portal", site.url)
    said = world.run("crawl", "--alert", code=1).stderr
    assert "0 messages delivered" in said
    assert "\n2 deliveries are still queued (desk 2); to send them, run `noticewatch run`, another crawl or " in said
    [command] = re.findall(r"`noticewatch (deliveries [^`]+)`", said)
    waiting = [json.loads(line) for line in world.run("deliveries", "list", "--queued", "--json").stdout.splitlines()]
    assert len(waiting) == 2
    settings.write_text(working)
    assert world.run(*command.split(), code=0).stdout == "2 sent, 0 failed, 0 still queued\n"
    assert len(set(world.titles())) == len(world.received) == 2
    assert world.run("deliveries", "list", "--queued").stdout == "no messages\n"


def test_csv_has_a_row_for_each_notice(world, site):
    site.publish(notice("甲", title="=HYPERLINK 通知"), TODAY)
    world.portal("portal", site.url)
    rows = list(csv.DictReader(io.StringIO(world.run("crawl", "--format", "csv", code=0).stdout)))
    assert len(rows) == 1
    assert not rows[0]["title"].startswith("=")


def test_a_table_is_for_people(world, site):
    site.publish(notice("甲"), TODAY)
    world.portal("portal", site.url)
    output = world.run("crawl", "--format", "table", code=0).stdout
    assert str(TODAY) in output
    assert "portal" in output


def test_a_copy_in_the_other_script_is_no_news(world, site):
    site.publish(notice("甲"), TODAY)
    world.portal("portal", site.url)
    world.run("crawl", code=0)
    site.publish(notice("甲").traditional("repost"), TODAY)
    done = world.run("crawl", code=0)
    assert done.stdout == ""
    assert "1 copy" in done.stderr
    assert world.received == []
    assert len(world.notices()[0]["copies"]) == 1


def test_a_changed_text_is_a_revision(world, site):
    site.publish(notice("甲"), TODAY)
    world.portal("portal", site.url)
    world.run("crawl", code=0)
    site.publish(notice("甲", title="更正:关于组织申报先进制造业集群项目的通知", extra="截止日期延长。"), TODAY)
    done = world.run("crawl", code=0)
    assert json.loads(done.stdout)["verdict"] == "revision"
    assert json.loads(done.stdout)["revision"] == 2
    assert world.titles()[0].startswith("[修订]")


def test_two_sources_that_read_one_page_differently_make_no_revision(world, site):
    site.publish(notice("甲"), TODAY)
    site.feed = {"甲"}
    world.portal("portal", site.url)
    world.run("crawl", code=0)
    world.source("feed", f"{site.url}/feed.xml", type="feed")
    done = world.run("crawl", code=0)
    assert done.stdout == ""
    assert world.notices()[0]["revision"] == 1


def test_an_address_given_by_hand_is_a_source_of_its_own(world, site):
    for slug in "甲乙丙丁":
        site.publish(notice(slug), TODAY)
    url = f"{site.url}/policy/"
    done = world.run("crawl", url, code=1)
    assert "address_refused" in done.stderr
    done = world.run("crawl", url, "--trusted", code=0)
    assert {json.loads(line)["source"] for line in done.stdout.splitlines()} == {url}


def test_since_leaves_out_what_is_older(world, site):
    site.publish(notice("甲"), TODAY.replace(year=TODAY.year - 2))
    site.publish(notice("乙"), TODAY)
    world.portal("portal", site.url)
    done = world.run("crawl", "--since", "30d", code=0)
    assert [json.loads(line)["title"] for line in done.stdout.splitlines()] == [notice("乙").title]
    assert world.run("crawl", code=0).stdout == ""
    assert world.run("crawl", "--since", "yesterday", code=2).stderr.count("\n") == 1


def test_an_unknown_source_is_wrong_usage(world):
    done = world.run("crawl", "nowhere", code=2)
    assert "nowhere" in done.stderr


def test_the_objects_are_the_contracts(world, site):
    site.publish(notice("甲"), TODAY)
    world.portal("portal", site.url, region=["CN", "山东省"])
    printed = json.loads(world.run("crawl", code=0).stdout)
    fields = """url title kind is_notice document_number issuers addressees region issued_on published_on effective_on
        script text clauses deadlines references attachments warnings reader id source verdict copies revision"""
    assert set(printed) >= set(fields.split())
    assert printed["region"] == ["CN", "山东省"]
    assert printed["published_on"] == TODAY.isoformat()
    assert printed["script"] == "Hans"
    listed = world.notices()[0]
    assert {**listed, "verdict": "new"} == printed
    shown = json.loads(world.run("notices", "show", 1, "--json", code=0).stdout)
    assert {name: shown[name] for name in listed} == listed
    assert shown["places"][0]["url"] == listed["url"]
