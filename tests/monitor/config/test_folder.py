import os
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from crawler.model.yaml_file import ConfigError
from monitor.config import load_config
from monitor.config.times import WEEKDAYS
from monitor.topics import Matchable

SETTINGS = "channels:\n  ops: json://127.0.0.1:9000/ops\n  mail: mailto://127.0.0.1\n"
SOURCES = "- id: gov\n  url: https://gov.example.cn/\n"
TOPICS = "- {id: clusters, query: 集群}\n- {id: talent, query: 人才}\n"
SUBSCRIPTIONS = "- {id: team, topics: [clusters], channels: [ops]}\n"
NAMES = {
    "settings": "noticewatch.yaml",
    "sources": "sources/some.yaml",
    "topics": "topics/some.yaml",
    "subscriptions": "subscriptions.yaml",
}


def write(folder: Path, **files: str | bytes) -> None:
    defaults = {"settings": SETTINGS, "sources": SOURCES, "topics": TOPICS, "subscriptions": SUBSCRIPTIONS}
    for name, content in (defaults | files).items():
        path = folder / NAMES[name]
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.fixture
def load(tmp_path):
    def load(environment=None, **files):
        write(tmp_path, **files)
        return load_config(tmp_path, environment or {})

    return load


@pytest.fixture
def faults(load, tmp_path):
    """The faults of a folder, as `(file, line, field, message)`, the file relative to the folder."""

    def faults(environment=None, **files):
        with pytest.raises(ConfigError) as wrong:
            load(environment, **files)
        return [
            (str(Path(fault.file).relative_to(tmp_path)), fault.line, fault.field, fault.message)
            for fault in wrong.value.faults
        ]

    return faults


class TestGoodFolders:
    def test_all_files_become_one_value(self, load):
        config = load()
        assert [source.id for source in config.sources] == ["gov"]
        assert [topic.id for topic in config.topics] == ["clusters", "talent"]
        [subscription] = config.subscriptions
        assert (subscription.topics, subscription.channels) == (("clusters",), ("ops",))
        assert (subscription.scope, subscription.on, subscription.deliver) == ("measure", ("new",), None)
        assert set(config.settings.channels) == {"ops", "mail"}

    def test_times_are_those_of_the_settings_zone_unless_a_subscription_names_one(self, load):
        text = SUBSCRIPTIONS + "- {id: b, topics: [talent], channels: [ops], timezone: Europe/Berlin}\n"
        settings = "channels: {ops: json://a, mail: json://b}\n"
        config = load(settings=settings + "timezone: Asia/Shanghai\n", subscriptions=text)
        assert [subscription.timezone for subscription in config.subscriptions] == ["Asia/Shanghai", "Europe/Berlin"]
        assert load(settings=settings, subscriptions=text).subscriptions[0].timezone == "UTC"

    def test_times_are_written_in_short_and_in_full(self, load):
        text = """
- id: short
  topics: [clusters]
  channels: [ops]
  deliver: 0 8 * * mon-fri
  quiet: {from: 22:00, to: 7:00}
  days_before: 14
  snooze: 2026-12-01
- id: full
  topics: [clusters]
  channels: [ops]
  deliver: {cron: 0 8 * * mon-fri, timezone: Asia/Shanghai}
  quiet: {from: "22:00", to: "07:00", days: [mon], timezone: Asia/Shanghai}
  days_before: [14, 3]
  snooze: "2026-12-01"
"""
        short, full = load(subscriptions=text).subscriptions
        assert (short.deliver.cron, short.deliver.timezone) == ("0 8 * * mon-fri", None)
        assert (full.deliver.cron, full.deliver.timezone) == ("0 8 * * mon-fri", "Asia/Shanghai")
        assert (short.quiet.from_, short.quiet.to) == (full.quiet.from_, full.quiet.to) == (time(22), time(7))
        assert (short.quiet.days, full.quiet.days) == (WEEKDAYS, ("mon",))
        assert (short.days_before, full.days_before) == ((14,), (14, 3))
        assert short.snooze == full.snooze == date(2026, 12, 1)

    def test_an_empty_settings_file_is_all_that_is_needed(self, tmp_path):
        (tmp_path / "noticewatch.yaml").write_text("")
        config = load_config(tmp_path, {})
        assert (config.sources, config.topics, config.subscriptions) == ((), (), ())
        assert config.settings.fresh == timedelta(days=30)

    def test_how_long_things_are_kept_is_said_for_each(self, load):
        keep = load(settings=f"{SETTINGS}keep: {{pages: 2w, notices: 365d}}\n").settings.keep
        days = [keep.pages.days, keep.polls.days, keep.events.days, keep.notices.days]
        assert days == [14, 30, 365, 365]
        assert load(settings=f"{SETTINGS}keep: {{notices: null}}\n").settings.keep.notices is None

    @pytest.mark.parametrize(
        ("keep", "field", "message"),
        [
            ("{pages: 0s}", "keep.pages", "a duration above zero"),
            ("{pages: null}", "keep.pages", "a duration such as 30s"),
            ("{notices: never}", "keep.notices", "a duration such as 30s"),
            ("{polls: 30}", "keep.polls", "a duration such as 30s"),
            ("{page: 30d}", "keep.page", "did you mean `pages`?"),
        ],
    )
    def test_faults_in_what_is_kept_are_named(self, faults, keep, field, message):
        [(file, line, where, said)] = faults(settings=f"{SETTINGS}keep: {keep}\n")
        assert (file, line, where) == ("noticewatch.yaml", 4, field)
        assert message in said

    def test_empty_files_hold_nothing(self, load):
        config = load(sources="# none yet\n", topics="", subscriptions="---\n")
        assert (config.sources, config.topics, config.subscriptions) == ((), (), ())

    def test_all_yaml_files_of_a_folder_and_those_below_are_read(self, load, tmp_path):
        (tmp_path / "sources" / "local").mkdir(parents=True)
        (tmp_path / "sources" / "local" / "more.yml").write_text("- {id: local, url: 'https://local.example.cn/'}\n")
        (tmp_path / "sources" / "notes.txt").write_text("no yaml: [")
        assert {source.id for source in load().sources} == {"gov", "local"}

    def test_a_byte_order_mark_and_windows_line_ends_make_no_difference(self, load):
        assert load(sources="\ufeff" + SOURCES.replace("\n", "\r\n")).source("gov").url == "https://gov.example.cn/"

    def test_a_source_is_found_by_its_id(self, load):
        config = load()
        assert config.source("gov") is config.sources[0]
        assert config.source("vog") is None

    @pytest.mark.parametrize(
        ("written", "url"),
        [
            ("sqlite:///noticewatch.db", "sqlite:///{folder}/noticewatch.db"),
            ("sqlite:///data/my.db", "sqlite:///{folder}/data/my.db"),
            ("sqlite:////var/lib/my.db", "sqlite:////var/lib/my.db"),
            ("sqlite://", "sqlite://"),
            ("postgresql://u@host/db", "postgresql://u@host/db"),
        ],
    )
    def test_a_relative_database_is_relative_to_the_folder(self, load, tmp_path, written, url):
        assert load(settings=f"database: {written}\n", subscriptions="").database == url.format(folder=tmp_path)


class TestYaml12:
    def test_on_and_no_are_words(self, load):
        config = load(
            sources=SOURCES + "  region: [NO]\n  name: off\n",
            subscriptions="- {id: yes, topics: [clusters], channels: [ops], on: [revised]}\n",
        )
        assert config.sources[0].region == ("NO",)
        assert config.sources[0].name == "off"
        assert config.subscriptions[0].id == "yes"
        assert config.subscriptions[0].on == ("revised",)

    @pytest.mark.parametrize(("written", "value"), [("true", True), ("false", False), ("yes", True), ("no", False)])
    def test_what_is_switched_on_or_off_may_be_written_in_words(self, load, written, value):
        assert load(sources=SOURCES + f"  enabled: {written}\n").sources[0].enabled is value


class TestEnvironment:
    def test_variables_are_taken_from_the_environment(self, load):
        settings = 'channels: {ops: "json://${USER_1}:${PASS}@host/${USER_1}"}\ndatabase: ${DB}\n'
        config = load({"USER_1": "me", "PASS": "p@${DB}", "DB": "sqlite://"}, settings=settings)
        assert config.settings.channels["ops"].url == "json://me:p@${DB}@host/me"
        assert config.settings.database == "sqlite://"

    def test_a_missing_variable_is_a_fault_at_its_field(self, faults):
        settings = "database: sqlite://\nchannels:\n  ops: json://${NOBODY}:${SET}@${NOWHERE}/\n"
        assert faults({"SET": "s3cret"}, settings=settings) == [
            ("noticewatch.yaml", 3, "channels.ops", "the environment variable NOBODY is not set"),
            ("noticewatch.yaml", 3, "channels.ops", "the environment variable NOWHERE is not set"),
        ]

    @pytest.mark.parametrize(
        ("channel", "field", "message"),
        [
            ("{url: json://x, at_most: 20}", "channels.a.at_most", "a limit such as 20/min"),
            ("webhook+https://x", "channels.a", "`secret: whsec_…`"),
            ("{url: webhook+ftp://x, secret: s3cret}", "channels.a", "a webhook URL"),
            ("{url: webhook+https://x, secret: s3cret}", "channels.a", "a secret generated with"),
            ("{url: json://x, secret: s3cret}", "channels.a", "no `secret`, because only"),
        ],
    )
    def test_a_channel_that_makes_no_sense_is_refused_without_its_secret(self, faults, channel, field, message):
        [(_, line, where, said)] = faults({}, settings=f"channels:\n  a: {channel}\n", subscriptions="")
        assert (line, where) == (2, field)
        assert message in said
        assert "s3cret" not in said

    def test_an_empty_variable_is_named(self, faults):
        [(_, line, field, message)] = faults({"EMPTY": ""}, settings="channels:\n  ops: ${EMPTY}\n", subscriptions="")
        assert (line, field) == (2, "channels.ops")
        assert message == "the environment variable EMPTY is empty; `${EMPTY:-}` allows an empty value"

    @pytest.mark.parametrize(
        "settings",
        [
            "channels: json://${SECRET}@host\n",
            "channels:\n  ops: [a, 'json://${SECRET}@host']\n",
            "channels:\n  'a b': json://${SECRET}@host\n",
            "contact: {at: '${SECRET}'}\n",
            *(pytest.param(text) for text in ("delay: ${SECRET}\n", "children: ${SECRET}\n", "fresh: 5${SECRET}\n")),
        ],
    )
    def test_values_of_variables_never_appear_in_messages(self, faults, settings):
        found = faults({"SECRET": "s3cret"}, settings=settings, subscriptions="")
        assert found
        assert "s3cret" not in str(found)

    def test_only_the_settings_take_variables(self, load):
        assert load({"X": "y"}, sources=SOURCES + "  name: ${X}\n").sources[0].name == "${X}"


class TestFaults:
    @pytest.mark.parametrize(
        ("file", "content", "line", "field", "message"),
        [
            ("settings", "chanels: {}", 1, "chanels", "there is no such field; did you mean `channels`?"),
            ("settings", "fresh: 30", 1, "fresh", "expected a duration such as 30s, 10m, 1h30m or 30d, not '30'"),
            ("settings", "# one\n\nchildren: 0", 3, "children", "a number of at least 1, not 0"),
            ("settings", "children: many", 1, "children", "expected a whole number, not 'many'"),
            ("settings", "channels: []", 1, "channels", "expected fields with values (a mapping)"),
            ("settings", "channels:\n  a: json://x\n  b: 5", 3, "channels.b", "a URL, or fields with `url`"),
            ("settings", "- database", 1, "", "expected fields with values (a mapping)"),
            ("settings", "database:", 1, "database", "expected a text"),
            ("settings", "database: mysql://u:s3cret@h/x", 1, "database", "sqlite:… or postgresql:…"),
            ("settings", "database: noticewatch.db", 1, "database", "sqlite:… or postgresql:…"),
            ("settings", "children: 1\nchildren: 2", 2, "", 'found duplicate key "children"'),
            ("settings", "channels: {ops: [", 2, "", "not valid YAML: "),
            ("settings", "a:\n\t- b", 2, "", "not valid YAML: "),
            ("settings", "children: 1\n---\nchildren: 2", 2, "", "another document"),
            ("sources", "id: gov", 1, "", "expected a list: entries that begin with `- `"),
            ("sources", "- gov", 1, "[0]", "expected fields with values (a mapping)"),
            ("sources", "- id: gov", 1, "[0].url", "this field is required"),
            (
                "sources",
                "- id: gov\n  url: ftp://x.cn/",
                2,
                "[0].url",
                "expected an http or https URL, not 'ftp://x.cn/'",
            ),
            ("sources", "- id: a b\n  url: https://x.cn/", 1, "[0].id", "not 'a b'"),
            ("sources", "- id: 2024\n  url: https://x.cn/", 1, "[0].id", "expected a text, not 2024"),
            ("sources", SOURCES + "  every: 0s", 3, "[0].every", "expected a duration above zero"),
            (
                "sources",
                SOURCES + "  type: htm",
                3,
                "[0].type",
                "expected 'auto', 'html', 'feed', 'json', 'sitemap', 'jpage', 'jpaas', 'gkmlpt' or 'command', "
                "not 'htm'; did you mean `html`?",
            ),
            ("sources", SOURCES + "  enabled: maybe", 3, "[0].enabled", "expected true or false, not 'maybe'"),
            (
                "sources",
                SOURCES + "  timezone: Asia/Peking",
                3,
                "[0].timezone",
                "expected an IANA time zone such as Asia/Shanghai",
            ),
            (
                "sources",
                SOURCES + "  select:\n    link: 'a['",
                4,
                "[0].select.link",
                "expected a CSS or XPath selector, not 'a['",
            ),
            ("sources", SOURCES + "  select:\n    titel: a", 4, "[0].select.titel", "did you mean `title`?"),
            ("sources", SOURCES + "  region: CN", 3, "[0].region", "expected a list, not 'CN'"),
            ("sources", SOURCES + "  headers:\n    A: 5", 4, "[0].headers.A", "expected a text, not 5"),
            ("topics", "- {id: a, query: ''}", 1, "[0].query", "at least 1 character"),
            ("topics", "- id: a\n  query: 集群 AND (", 2, "[0].query", "expected a valid query: column 8: "),
            ("topics", "- id: a\n  query: NOT 招标", 2, "[0].query", "would match every notice"),
            ("topics", "- id: a/b\n  query: 集群", 1, "[0].id", "not 'a/b'"),
            (
                "subscriptions",
                SUBSCRIPTIONS + "- id: b\n  topics: []\n  channels: [ops]",
                3,
                "[1].topics",
                "expected at least 1 entry",
            ),
            (
                "subscriptions",
                "- {id: b, topics: [clusters], channels: [ops], scope: mesure}",
                1,
                "[0].scope",
                "did you mean `measure`?",
            ),
            (
                "subscriptions",
                "- {id: b, topics: [clusters], channels: [ops], deliver: daily}",
                1,
                "[0].deliver",
                "expected `now`, or a cron expression of five fields, such as 0 8 * * mon-fri, not 'daily'",
            ),
            *(
                (
                    "subscriptions",
                    f"- {{id: b, topics: [clusters], channels: [ops], {field}}}",
                    1,
                    f"[0].{name}",
                    message,
                )
                for field, name, message in [
                    ("deliver: '61 8 * * *'", "deliver", "'61 8 * * *': bad minute"),
                    ("deliver: 8", "deliver", "expected `now`, or a cron expression"),
                    ("deliver: {cron: '0 8 * * *', zone: UTC}", "deliver.zone", "did you mean `timezone`?"),
                    ("deliver: {cron: hourly}", "deliver.cron", "expected a cron expression of five fields"),
                    ("deliver: {cron: '0 8 * * *', timezone: Beijing}", "deliver.timezone", "an IANA time zone"),
                    (
                        "quiet: {from: 22:00, to: 25:00}",
                        "quiet.to",
                        "expected a time of day such as 22:00, not '25:00'",
                    ),
                    ("quiet: {from: 22:00}", "quiet.to", "this field is required"),
                    ("quiet: {from: 22:00, to: 22:00}", "quiet", "do not cover the whole week"),
                    ("quiet: {from: 22:00, to: 7:00, days: [monday]}", "quiet.days[0]", "did you mean `mon`?"),
                    ("hourly_cap: 0", "hourly_cap", "a number of at least 1"),
                    ("snooze: soon", "snooze", "expected a date such as 2026-12-01, not 'soon'"),
                    ("days_before: 400", "days_before", "a number of at most 365"),
                    ("days_before: []", "days_before", "expected at least 1 entry"),
                    ("timezone: Peking", "timezone", "expected an IANA time zone such as Asia/Shanghai"),
                ]
            ),
            (
                "subscriptions",
                "- {id: b, topics: [clusters], channels: [ops], filters: {region: []}}",
                1,
                "[0].filters.region",
                "did you mean `regions`?",
            ),
        ],
        ids=lambda value: str(value).replace("\n", " ")[:40],
    )
    def test_a_fault_names_file_line_and_field_and_what_was_expected(self, faults, file, content, line, field, message):
        others = {"subscriptions": ""} if file != "subscriptions" else {}
        [fault] = faults(**others | {file: content + "\n"})
        assert fault[:3] == (NAMES[file], line, field)
        assert message in fault[3]
        assert "\n" not in fault[3]

    def test_a_wrong_item_of_a_list_is_one_fault(self, faults):
        subscriptions = "- {id: b, topics: [clusters], channels: [ops], on: [lost]}\n"
        [(_, _, field, message)] = faults(subscriptions=subscriptions)
        assert (field, message) == (
            "[0].on[0]",
            "expected 'new', 'revised', 'deadline', 'gone', 'interpretation', 'expected' or 'target', not 'lost'",
        )

    @pytest.mark.parametrize("duration", ["99999999999d", "9" * 400 + "d"], ids=len)
    def test_a_duration_beyond_all_measure_is_a_fault(self, faults, duration):
        [(_, line, field, _)] = faults(sources=f"{SOURCES}  every: {duration}\n")
        assert (line, field) == (3, "[0].every")

    def test_a_query_nested_too_deeply_is_a_fault(self, faults):
        [(_, line, field, _)] = faults(topics=f"- id: a\n  query: {'(' * 1000}集群{')' * 1000}\n", subscriptions="")
        assert (line, field) == (2, "[0].query")

    def test_the_faults_of_all_files_are_said_at_once(self, faults):
        found = faults(settings="children: 0\n", sources="- id: a\n", topics="- id: b\n", subscriptions="- id: c\n")
        assert {(file, field) for file, _, field, _ in found} == {
            ("noticewatch.yaml", "children"),
            ("sources/some.yaml", "[0].url"),
            ("topics/some.yaml", "[0].query"),
            ("subscriptions.yaml", "[0].topics"),
            ("subscriptions.yaml", "[0].channels"),
        }

    def test_a_fault_reads_as_one_line(self, load, tmp_path):
        with pytest.raises(ConfigError) as wrong:
            load(settings="\nchildren: 0\n", subscriptions="")
        assert str(wrong.value).startswith(f"{tmp_path}/noticewatch.yaml:2: children: ")

    def test_a_folder_without_settings_says_how_to_make_one(self, tmp_path):
        for folder, what in (
            (tmp_path, "there is no noticewatch.yaml"),
            (tmp_path / "none", "there is no such folder"),
        ):
            with pytest.raises(ConfigError, match=what) as wrong:
                load_config(folder, {})
            assert f"`noticewatch init {folder}` creates it" in str(wrong.value)


class TestNamesThatMustMeet:
    def test_ids_of_one_kind_differ_in_all_files(self, load, faults, tmp_path):
        (tmp_path / "sources").mkdir()
        (tmp_path / "sources" / "another.yaml").write_text(
            "- {id: x, url: 'https://x.cn/'}\n- {id: gov, url: 'https://y.cn/'}\n"
        )
        [(file, line, field, message)] = faults()
        assert (file, line, field) == ("sources/some.yaml", 1, "[0].id")
        assert message == f"the id 'gov' is already used at {tmp_path}/sources/another.yaml:2"

    @pytest.mark.parametrize(
        ("file", "content"),
        [
            ("topics", "- {id: a, query: x}\n\n- {id: a, query: y}\n"),
            (
                "subscriptions",
                "- {id: a, topics: [clusters], channels: [ops]}\n\n- {id: a, topics: [talent], channels: [ops]}\n",
            ),
        ],
    )
    def test_topics_and_subscriptions_too_have_one_id_each(self, faults, file, content):
        (found,) = [fault for fault in faults(**{file: content}) if fault[2] == "[1].id"]
        assert found[1] == 3
        assert found[3].startswith("the id 'a' is already used at ")

    def test_a_topic_and_a_source_may_share_an_id(self, load):
        load(topics="- {id: gov, query: x}\n", subscriptions="")

    def test_unknown_names_in_subscriptions_are_faults_with_what_was_meant(self, faults):
        subscriptions = (
            "- id: team\n"
            "  topics: [clusters, cluster]\n"
            "  channels:\n"
            "    - ops\n"
            "    - mial\n"
            "  filters:\n"
            "    sources: [gov, gvo]\n"
        )
        assert faults(subscriptions=subscriptions) == [
            ("subscriptions.yaml", 2, "[0].topics[1]", "there is no topic 'cluster'; did you mean `clusters`?"),
            ("subscriptions.yaml", 5, "[0].channels[1]", "there is no channel 'mial'; did you mean `mail`?"),
            ("subscriptions.yaml", 7, "[0].filters.sources[1]", "there is no source 'gvo'; did you mean `gov`?"),
        ]

    def test_a_name_that_is_close_to_none_comes_with_those_there_are(self, faults):
        [(_, _, _, message)] = faults(subscriptions="- {id: team, topics: [clusters], channels: [telegram]}\n")
        assert message == "there is no channel 'telegram' (available: ops, mail)"

    def test_names_are_not_blamed_for_the_faults_of_another_file(self, faults):
        subscriptions = "- {id: team, topics: [clusters], channels: [ops], filters: {sources: [gov]}}\n"
        found = faults(sources="- id: gov\n", subscriptions=subscriptions)
        assert {file for file, *_ in found} == {"sources/some.yaml"}

    @pytest.mark.parametrize(("file", "content"), [("topics", "- id: clusters\n"), ("settings", "children: 0\n")])
    def test_topics_and_channels_that_could_not_be_read_are_not_missed(self, faults, file, content):
        assert {fault[0] for fault in faults(**{file: content})} == {NAMES[file]}


class TestHostileFiles:
    @pytest.mark.parametrize("file", NAMES)
    @pytest.mark.parametrize(
        ("content", "message"),
        [
            ("关于产业集群的意见".encode("gb18030"), "the file is not UTF-8 text"),
            (b"\xff\xfe\x00", "the file is not UTF-8 text"),
            (b"%PDF-1.7\n\x80", "the file is not UTF-8 text"),
            (b"<html><a href='x'>y</a>: [</html>", "not valid YAML"),
            (b"a: &a [*b]", "not valid YAML"),
            pytest.param(b"a: \x00", "not valid YAML"),
        ],
        ids=lambda value: str(value)[:20],
    )
    def test_what_is_no_configuration_is_one_fault_of_its_file(self, faults, file, content, message):
        [(name, _, _, said)] = faults(**{"subscriptions": ""} | {file: content})
        assert name == NAMES[file]
        assert message in said
        assert "\n" not in said

    @pytest.mark.parametrize("content", ["- " * 60 + "a", "[" * 60 + "]" * 60, "[" * 600 + "]" * 600])
    def test_values_nested_too_deeply_are_one_fault(self, faults, content):
        [(_, _, field, _)] = faults(sources=content)
        assert field == ""

    def test_an_alias_bomb_is_one_fault(self, faults):
        bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
            f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 10)
        )
        assert faults(settings=bomb, subscriptions="") == [
            ("noticewatch.yaml", None, "", "too many or too deeply nested values")
        ]

    @pytest.mark.parametrize("content", ["&a [*a]\n", "&a {x: *a}\n", "- &a [*a, *a]\n"])
    def test_a_value_that_holds_itself_is_a_fault(self, faults, content):
        assert faults(sources=content)

    def test_a_file_beyond_all_measure_is_not_read(self, faults):
        [(_, _, _, message)] = faults(settings="#" * (4 * 1024 * 1024 + 1), subscriptions="")
        assert message == "the file is larger than 4194304 bytes"

    def test_a_folder_in_the_place_of_a_file_is_a_fault(self, load, tmp_path):
        write(tmp_path)
        (tmp_path / "subscriptions.yaml").unlink()
        (tmp_path / "subscriptions.yaml").mkdir()
        with pytest.raises(ConfigError, match="Is a directory"):
            load_config(tmp_path, {})

    @pytest.mark.parametrize("tag", ["!!python/object/apply:os.system ['true']", "!foo bar"])
    def test_tags_do_nothing(self, faults, tag):
        [(_, line, field, _)] = faults(settings=f"database: {tag}\n", subscriptions="")
        assert (line, field) == (1, "database")


class TestFiles:
    """`${file:PATH}` in noticewatch.yaml."""

    @pytest.fixture
    def folder(self, tmp_path):
        folder = tmp_path / "config"
        (folder / "secrets").mkdir(parents=True)
        (folder / "noticewatch.yaml").write_text(
            "a: 1\nchannels:\n  ops: json://${file:secrets/token}@h/${USER_X}\n"[5:]
        )
        return folder

    def load(self, folder):
        return load_config(folder, {"USER_X": "ann"})

    @pytest.mark.parametrize("text", ["tok3n", "tok3n\n", "tok3n\r\n", "\ufefftok3n"])
    def test_a_value_is_taken_from_a_file_relative_to_the_folder(self, folder, text):
        (folder / "secrets" / "token").write_bytes(text.encode())
        config = self.load(folder)
        assert config.settings.channels["ops"].url == "json://tok3n@h/ann"
        assert set(config.hidden) == {"tok3n", "ann"}

    def test_a_path_may_be_absolute(self, folder, tmp_path):
        (tmp_path / "elsewhere").write_text("tok3n\n")
        (folder / "noticewatch.yaml").write_text(f"channels: {{ops: 'json://${{file:{tmp_path}/elsewhere}}@h'}}\n")
        assert self.load(folder).settings.channels["ops"].url == "json://tok3n@h"

    @pytest.mark.parametrize(
        ("make", "message"),
        [
            (lambda path: None, "cannot be read: No such file"),
            (lambda path: path.mkdir(), "is not a file"),
            (lambda path: os.mkfifo(path), "is not a file"),
            (lambda path: path.write_bytes(b"s3cret" * 20_000), "is larger than 65536 bytes"),
            (lambda path: path.write_bytes(b"s3cret\xff"), "is not UTF-8 text"),
            (lambda path: path.write_bytes(b"s3cret\nother"), "must contain exactly one line"),
            (lambda path: path.write_bytes(b"s3cret\x00"), "must contain exactly one line"),
            (lambda path: path.write_bytes(b"\n"), "must contain exactly one line"),
            (lambda path: path.symlink_to(path), "cannot be read"),
        ],
    )
    def test_a_file_that_cannot_be_meant_is_a_fault_by_file_line_and_field(self, folder, make, message):
        make(folder / "secrets" / "token")
        with pytest.raises(ConfigError) as wrong:
            self.load(folder)
        [fault] = wrong.value.faults
        assert (fault.file, fault.line, fault.field) == (str(folder / "noticewatch.yaml"), 2, "channels.ops")
        assert message in fault.message
        assert "s3cret" not in str(wrong.value)


SECRET = "S3cret-T0ken"


@pytest.mark.parametrize(
    "text",
    [
        "channels: {ops: 'json://X', ops: 'json://other'}",
        "channels: {'json://X': a}",
        "channels: {ops: [json://X]}",
        "channels: [json://X]",
        "channels: json://X",
        "channels: {ops: *X}",
        "channels: {ops: !!int X}",
        "channels: {ops: !!float 'X'}",
        "channels: {ops: !X b}",
        "channels: {ops: !<X> b}",
        "channels: {ops: 'json://X}",
        "channels: {ops: json://X: b}",
        "channels: {ops: %X}",
        'channels: {ops: "\\X"}',
        "channels: {ops: &X [}",
        "database: [json://X]",
        "database: {X: 1}",
        "operator: json://X",
        "channels: {ops: 'json://${V}', a b: c}",
        "database: 'postgresql://u:${V}@h/d'\nchildren: 'X'",
        "children: ${V}",
        "delay: ${V}",
        "contact: 'ä ${V}'",
        "keep: {pages: '${V}'}",
    ],
)
def test_no_fault_of_the_settings_shows_what_may_be_a_secret(tmp_path, text):
    (tmp_path / "noticewatch.yaml").write_text(text.replace("X", SECRET) + "\n", encoding="utf-8")
    with pytest.raises(ConfigError) as wrong:
        load_config(tmp_path, {"V": SECRET})
    assert SECRET not in str(wrong.value)


def test_a_configuration_does_not_show_its_secrets_when_it_is_printed(tmp_path):
    (tmp_path / "noticewatch.yaml").write_text("channels: {ops: 'json://${V}'}\ndatabase: 'postgresql://u:${V}@h/d'\n")
    config = load_config(tmp_path, {"V": SECRET})
    assert SECRET in config.settings.channels["ops"].url
    assert SECRET not in repr(config) + str(config) + repr(config.settings)


@pytest.mark.parametrize("written", ["hc-ping.com/tok3n", "ftp://hc-ping.com/tok3n", "[tok3n]"])
def test_a_heartbeat_that_is_no_address_is_a_fault_that_does_not_repeat_it(tmp_path, written):
    (tmp_path / "noticewatch.yaml").write_text(f"heartbeat: {written}\n")
    with pytest.raises(ConfigError) as raised:
        load_config(tmp_path, {})
    [fault] = raised.value.faults
    assert (fault.line, fault.field) == (1, "heartbeat")
    assert "tok3n" not in str(fault)


def test_the_heartbeats_address_is_a_secret(tmp_path):
    (tmp_path / "noticewatch.yaml").write_text("heartbeat: https://hc-ping.com/very-s3cret-tok3n\n")
    config = load_config(tmp_path, {})
    assert "tok3n" not in repr(config)
    assert "tok3n" not in config.secrets.hide("GET /very-s3cret-tok3n failed")


@pytest.mark.parametrize("written", ["null", '"0 8 * * *"'])
def test_the_time_of_the_weekly_message_is_a_cron_expression_or_none(tmp_path, written):
    (tmp_path / "noticewatch.yaml").write_text(f"still_watching: {written}\n")
    assert load_config(tmp_path, {}).settings.still_watching == (None if written == "null" else "0 8 * * *")


class TestExclusion:
    def test_it_takes_synonyms(self, load, tmp_path):
        (tmp_path / "synonyms.yaml").write_text("- {id: 公告, words: [招标公告, 中标公告]}\n", encoding="utf-8")
        config = load(settings=SETTINGS + "exclude: '@公告 OR 招聘'\n")
        assert config.excluded is not None
        assert config.parse_topic("集群").match(Matchable("集群中标公告")) is None
        assert config.parse_topic("集群").match(Matchable("集群")) is not None

    @pytest.mark.parametrize("query", ["招标 AND", "NOT 招标", "@公告"])
    def test_a_query_that_cannot_be_used_is_a_fault_of_the_settings(self, faults, query):
        [(file, line, field, _)] = faults(settings=f"{SETTINGS}exclude: '{query}'\n")
        assert (file, line, field) == ("noticewatch.yaml", 4, "exclude")
