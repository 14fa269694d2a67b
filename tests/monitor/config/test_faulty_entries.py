"""Tests of folders with faulty entries, which disable only themselves."""

import pytest

from crawler.model.yaml_file import ConfigError
from monitor.config import load_config
from monitor.config.previous import with_previous
from monitor.text.i18n import in_language
from monitor.views.disabled_entries import disabled_lines, disabled_object

GOOD = {
    "noticewatch.yaml": "channels: {ops: 'json://127.0.0.1/ops', mail: 'mailto://127.0.0.1'}\noperator: ops\n",
    "sources/a.yaml": "- {id: gov, url: 'https://gov.example.cn/'}\n- {id: city, url: 'https://city.example.cn/'}\n",
    "topics/a.yaml": "- {id: clusters, query: 集群}\n- {id: talent, query: 人才}\n",
    "subscriptions.yaml": "- {id: team, topics: [clusters], channels: [ops]}\n"
    "- {id: both, topics: [clusters, talent], channels: [ops, mail]}\n",
}


@pytest.fixture
def load(tmp_path):
    def loaded(**changed):
        for name, text in (GOOD | {key.replace("__", "/") + ".yaml": value for key, value in changed.items()}).items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return load_config(tmp_path, {}, lenient=True)

    return loaded


def ids(entries):
    return [entry.id for entry in entries]


def said(config):
    return [(entry.kind, entry.id, entry.partly, fault.field) for entry in config.faulty for fault in entry.faults]


def test_a_folder_without_faults_has_no_faulty_entries(load):
    assert load().faulty == ()


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ("- {id: bad, url: 'ftp://x.cn/'}", "[1].url"),
        ("- {id: bad, url: 'https://x.cn/', selcet: {}}", "[1].selcet"),
        ("- {id: bad}", "[1].url"),
        ("- bad", "[1]"),
        ("- {id: gov, url: 'https://x.cn/'}", "[1].id"),
        ("- {id: bad, url: 'https://x.cn/', type: command, command: [a.sh]}", "[1].command"),
    ],
)
def test_a_faulty_source_disables_only_itself(load, entry, field):
    config = load(sources__a=GOOD["sources/a.yaml"].splitlines()[0] + f"\n{entry}\n")
    assert ids(config.sources) == ["gov"]
    assert [(kind, field) for kind, _, _, field in said(config)] == [("source", field)]
    assert ids(config.subscriptions) == ["team", "both"]


def test_a_faulty_topic_leaves_the_subscriptions_that_have_others(load):
    config = load(topics__a="- {id: clusters, query: '(集群'}\n- {id: talent, query: 人才}\n")
    assert ids(config.topics) == ["talent"]
    assert [(item.id, item.topics) for item in config.subscriptions] == [("both", ("talent",))]
    assert said(config) == [
        ("topic", "clusters", False, "[0].query"),
        ("subscription", "team", False, "[0].topics[0]"),
        ("subscription", "both", True, "[1].topics[0]"),
    ]


def test_a_topic_with_an_unknown_synonym_set_disables_only_itself(load):
    config = load(topics__a="- {id: clusters, query: '@none'}\n- {id: talent, query: 人才}\n")
    assert ids(config.topics) == ["talent"]
    assert said(config)[0] == ("topic", "clusters", False, "[0].query")


@pytest.mark.parametrize(
    "channel", ["ftp: 5", "ops: 5", "ops: '${NO_SUCH_VARIABLE}'", "ops: {url: 'json://x', at_most: 9}"]
)
def test_a_faulty_channel_disables_only_itself(load, channel):
    name = channel.partition(":")[0]
    config = load(noticewatch=f"channels:\n  {channel}\n  mail: 'mailto://127.0.0.1'\noperator: mail\n")
    assert list(config.settings.channels) == ["mail"]
    assert said(config)[0][:2] == ("channel", name)


def test_the_messages_to_a_faulty_channel_are_queued(load):
    config = load(noticewatch="channels: {ops: 5, mail: 'mailto://127.0.0.1'}\noperator: ops\n")
    assert [item.channels for item in config.subscriptions] == [("ops",), ("ops", "mail")]
    assert config.settings.operator == "ops"


@pytest.mark.parametrize(
    ("entry", "kept", "partly"),
    [
        ("- {id: x, topics: [nothing], channels: [ops]}", [], False),
        ("- {id: x, topics: [clusters], channels: [nothing]}", [], False),
        ("- {id: x, topics: [clusters, nothing], channels: [ops]}", ["x"], True),
        ("- {id: x, topics: [clusters], channels: [ops], filters: {sources: [nothing]}}", ["x"], True),
        ("- {id: x, topics: [clusters], channels: [ops], on: [never]}", [], False),
    ],
)
def test_a_faulty_subscription_disables_only_itself(load, entry, kept, partly):
    config = load(subscriptions=GOOD["subscriptions.yaml"] + entry + "\n")
    assert ids(config.subscriptions) == ["team", "both", *kept]
    assert [(entry.id, entry.partly) for entry in config.faulty] == [("x", partly)]


@pytest.mark.parametrize(
    "changed",
    [
        {"noticewatch": "children: 0"},
        {"sources__a": "- {id: ["},
        {"topics__a": "id: a"},
        {"noticewatch": "channels: []"},
    ],
)
def test_a_faulty_file_or_setting_is_an_error(load, changed):
    with pytest.raises(ConfigError):
        load(**changed)


def test_the_strict_loader_reports_faulty_entries_as_errors(load, tmp_path):
    load(topics__a="- {id: clusters, query: '(集群'}\n- {id: talent, query: 人才}\n")
    with pytest.raises(ConfigError, match="query"):
        load_config(tmp_path, {})


def test_a_disabled_entry_is_named_with_its_fault_in_both_languages(load):
    config = load(sources__a="- {id: bad, url: 'ftp://x.cn/'}\n")
    [entry] = config.faulty
    [line] = disabled_lines(entry)
    assert line.startswith("source bad is disabled: ")
    assert "[0].url: expected an http or https URL" in line
    with in_language("zh"):
        [line] = disabled_lines(entry)
    assert "来源 bad" in line
    assert "expected" not in line
    assert disabled_object(entry)["faults"][0]["line"] == 1


def test_programs_run_only_if_they_are_allowed(load, tmp_path):
    path = tmp_path / "rows.sh"
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    source = "- {id: odd, url: 'https://x.cn/', type: command, command: [rows.sh, '--all']}\n"
    refused = load(sources__a=source)
    allowed = load(sources__a=source, noticewatch=GOOD["noticewatch.yaml"] + "allow_commands: true\n")
    assert (ids(refused.sources), ids(allowed.sources)) == ([], ["odd"])
    assert "allow_commands: true" in refused.faulty[0].faults[0].message


def test_a_reload_keeps_the_previous_version_of_an_entry_that_became_faulty(load):
    before = load()
    after = with_previous(
        load(
            noticewatch="channels: {ops: 5, mail: 'mailto://127.0.0.1'}",
            sources__a="- {id: gov, url: 'ftp://x.cn/'}\n",
            topics__a="- {id: clusters, query: '(集群'}\n- {id: new, query: 人才}\n",
            subscriptions="- {id: team, topics: [clusters], channels: [ops]}\n- {id: both, topics: [], channels: []}\n",
        ),
        before,
    )
    assert after.settings.channels == before.settings.channels
    assert [source.id for source in after.sources] == ["gov"]
    assert {topic.id: topic.query for topic in after.topics} == {"new": "人才", "clusters": "集群"}
    assert {item.id: item.topics for item in after.subscriptions} == {
        "team": ("clusters",),
        "both": ("clusters", "talent"),
    }
