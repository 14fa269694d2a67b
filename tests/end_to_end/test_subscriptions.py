"""Digests and reminders through the real program."""

import json
import time
from datetime import timedelta

import pytest

from tests.end_to_end.conftest import TODAY, notice, unmarked, until

pytestmark = pytest.mark.slow


def subscribe(world, fields):
    (world.folder / "subscriptions.yaml").write_text(
        f"- {{id: team, topics: [clusters], channels: [desk], {fields}}}\n"
    )


def said(slug):
    """The line of a digest that names a new notice."""
    return f"[新] {notice(slug).title}\n"


def queued(world):
    [line] = world.run("subscriptions", "list", "--json").stdout.splitlines()
    return json.loads(line)["queued"]


@pytest.mark.long
def test_a_digest_survives_a_killed_daemon_and_names_each_notice_once(world, site, daemon):
    world.portal("portal", site.url)
    site.publish(notice("甲"), TODAY)
    world.run("crawl", code=0)
    subscribe(world, 'deliver: "* * * * *"')
    # The next minute should not begin before the daemon is killed.
    until(lambda: time.time() % 60 < 35)
    first = daemon()
    for slug in "乙丙":
        site.publish(notice(slug), TODAY)
    until(lambda: world.received or queued(world) == 2)
    first.kill()
    first.wait()
    daemon()
    until(
        lambda: all(any(said(slug) in message["message"] for message in world.received) for slug in "乙丙"),
        90,
    )
    time.sleep(1)
    told = "".join(message["message"] for message in world.received)
    assert [told.count(said(slug)) for slug in "甲乙丙"] == [0, 1, 1]
    assert all(title.startswith("[摘要] ") for title in world.titles())
    assert queued(world) == 0


DUE = TODAY + timedelta(4)
APPLY = f"申报单位请于{DUE.year}年{DUE.month}月{DUE.day}日前提交申报材料。"
"""A deadline of people who apply."""
REPORT = f"请于{DUE.year}年{DUE.month}月{DUE.day}日前将申报材料报送市工业和信息化局。"
"""A deadline of the offices to which the notice is addressed."""


def test_a_crawl_reminds_of_the_deadline_of_what_it_finds(world, site):
    subscribe(world, "on: [new, deadline], days_before: [7, 1]")
    world.portal("portal", site.url)
    site.publish(notice("甲", extra=APPLY), TODAY)
    world.run("crawl", code=0)
    assert world.titles() == [f"[摘要] [截止 {DUE}] {notice('甲').title}"]
    world.run("crawl", code=0)
    assert len(world.received) == 1


def test_a_daemon_reminds_of_the_deadline_of_what_was_there(world, site, daemon):
    world.portal("portal", site.url)
    site.publish(notice("甲", extra=APPLY), TODAY)
    world.run("crawl", code=0)
    subscribe(world, "on: [deadline]")
    daemon()
    until(lambda: world.received)
    assert world.titles() == [f"[摘要] [截止 {DUE}] {notice('甲').title}"]


TARGET = f"到{TODAY.year}年,全市先进制造业集群达到100家。"
"""A target that is due at the end of this year."""


def test_a_crawl_alerts_of_the_targets_of_what_it_finds(world, site):
    subscribe(world, "on: [target], targets_before: [365]")
    world.portal("portal", site.url)
    site.publish(notice("甲", extra=TARGET), TODAY)
    world.run("crawl", code=0)
    assert world.titles() == [f"[摘要] [目标 {TODAY.year}-12-31] {notice('甲').title}"]
    assert f"目标：{TARGET[:-1]}\n" in unmarked(world.received[0]["message"])
    world.run("crawl", code=0)
    assert len(world.received) == 1
    [line] = world.run("subscriptions", "test", "team", "--since", "400d", code=0).stdout.splitlines()
    assert json.loads(line)["verdict"] == "target"


def test_offices_are_reminded_of_their_own_deadlines_when_they_ask_for_it(world, site):
    subscribe(world, "on: [deadline]")
    world.portal("portal", site.url)
    site.publish(notice("甲", extra=REPORT), TODAY)
    world.run("crawl", code=0)
    assert world.run("subscriptions", "test", "team", code=0).stdout == ""
    assert world.received == []
    subscribe(world, "on: [deadline], deadlines_for: [addressees]")
    [line] = world.run("subscriptions", "test", "team", code=0).stdout.splitlines()
    assert notice("甲").title in line
    world.run("crawl", code=0)
    assert world.titles() == [f"[摘要] [截止 {DUE}] {notice('甲').title}"]


def test_what_a_new_subscription_was_not_told_is_sent_on_request(world, site):
    world.portal("portal", site.url)
    for slug in "甲乙":
        site.publish(notice(slug), TODAY)
    world.run("crawl", code=0)
    assert len(world.run("subscriptions", "test", "team", code=0).stdout.splitlines()) == 2
    assert world.received == []
    world.run("subscriptions", "test", "team", "--send", code=0)
    assert world.titles() == ["[摘要] 2 项：新 2"]
    lines = world.run("subscriptions", "test", "team", "--notice", 1, code=0).stdout.splitlines()
    assert lines[0] == "+ subscription team"
