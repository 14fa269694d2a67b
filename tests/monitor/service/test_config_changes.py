"""Tests of the comparison of configurations."""

from pathlib import Path

from crawler.model.configfile import FaultyEntry
from crawler.model.faults import Fault
from crawler.model.source import Source
from monitor.config import Config, DisabledEntry, Settings, Subscription, Topic
from monitor.model.configuration import ConfigChange
from monitor.service.config_changes import config_changes, config_entries


def config(*sources, faulty=(), **settings):
    return Config(
        folder=Path("config"),
        settings=Settings.model_validate({"channels": {"ops": "json://x/secret"}} | settings),
        sources=tuple(Source.model_validate({"url": "https://gov.example.cn/"} | source) for source in sources),
        topics=(Topic(id="clusters", query="集群"),),
        subscriptions=(Subscription(id="team", topics=("clusters",), channels=("ops",)),),
        faulty=faulty,
    )


def changes(before, after):
    old = list(config_entries(before))
    return config_changes(old, list(config_entries(after, old)), after)


def test_the_same_configuration_has_no_changes():
    assert changes(config({"id": "gov"}), config({"id": "gov"})) == []


def test_added_and_removed_entries_are_named():
    assert changes(config({"id": "gov"}), config({"id": "city", "url": "https://city.example.cn/"})) == [
        ConfigChange("added", "source", "city"),
        ConfigChange("removed", "source", "gov"),
    ]


def test_changed_fields_are_named_but_not_their_values():
    old = config({"id": "gov", "every": "1h", "headers": {"Authorization": "a"}})
    new = config({"id": "gov", "every": "2h", "headers": {"Authorization": "b"}, "name": "Gov", "verified": True})
    [change] = changes(old, new)
    assert (change.action, change.id, set(change.fields)) == ("changed", "gov", {"every", "headers", "name"})


def test_settings_and_channels_are_entries_of_their_own():
    found = changes(config(), config(channels={"ops": "json://x/other"}, fresh="10d"))
    assert [(change.kind, change.id, change.fields) for change in found] == [
        ("settings", "noticewatch.yaml", ("fresh",)),
        ("channel", "ops", ("url",)),
    ]


def test_no_digest_contains_a_secret():
    entries = list(config_entries(config({"id": "gov", "headers": {"Cookie": "s3cret"}})))
    assert "s3cret" not in repr(entries)
    assert "secret" not in repr([entry.fields.values() for entry in entries])


def test_a_source_with_another_id_and_the_same_url_is_renamed():
    [change] = changes(config({"id": "gov"}), config({"id": "gov-cn", "name": "Gov"}))
    assert change == ConfigChange("renamed", "source", "gov-cn", ("name",), "gov")


def test_an_entry_of_another_kind_with_the_id_of_a_renamed_source_is_removed():
    before = config({"id": "gov"})
    before = before.model_copy(update={"topics": (*before.topics, Topic(id="gov", query="集群"))})
    found = changes(before, config({"id": "gov-cn"}))
    assert [(change.action, change.kind, change.id) for change in found] == [
        ("renamed", "source", "gov-cn"),
        ("removed", "topic", "gov"),
    ]


def test_two_candidates_are_no_rename():
    found = changes(config({"id": "gov"}), config({"id": "a"}, {"id": "b"}))
    assert [change.action for change in found] == ["added", "added", "removed"]


def test_another_request_to_the_same_url_is_no_rename():
    posted = {"id": "b", "request": {"params": {"type": "2"}}}
    assert [change.action for change in changes(config({"id": "a"}), config(posted))] == ["added", "removed"]


def test_a_source_that_is_still_there_is_not_renamed():
    found = changes(config({"id": "gov"}), config({"id": "gov"}, {"id": "copy"}))
    assert found == [ConfigChange("added", "source", "copy")]


def test_a_faulty_entry_is_reported_once_and_then_its_repair():
    place = Fault("a.yaml", 3, "[0].url", "expected a URL")
    broken = config(faulty=(DisabledEntry("source", "gov", (place,)),))
    first = list(config_entries(config({"id": "gov"})))
    second = list(config_entries(broken, first))
    third = list(config_entries(config({"id": "gov"}), second))
    assert [change.action for change in config_changes(first, second, broken)] == ["faulty"]
    assert config_changes(first, second, broken)[0].faults == ("a.yaml:3: [0].url: expected a URL",)
    assert config_changes(second, list(config_entries(broken, second)), broken) == []
    assert [(change.action, change.id) for change in config_changes(second, third)] == [("changed", "gov")]


def test_a_faulty_entry_without_an_id_is_not_compared():
    broken = config(faulty=(DisabledEntry("source", "", FaultyEntry("", ()).faults),))
    assert changes(config(), broken) == []
