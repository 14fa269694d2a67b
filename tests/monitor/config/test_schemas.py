import json
import re
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError
from typer.testing import CliRunner

from crawler.model.notice import Notice
from crawler.model.source import Source
from crawler.model.types import Duration, Frozen
from crawler.model.yaml_file import read_yaml
from monitor.cli import app
from monitor.config import Settings, Subscription, load_config
from monitor.config.schemas import (
    SchemaName,
    _each,
    _or_variable,
    _YamlSchemaGenerator,
    file_name,
    schema_of,
    schema_text,
)
from monitor.service.record_schemas import RecordName, record_schema_text
from tests.crawler.builders import unhurried
from tests.monitor.config import test_folder as test_config
from tests.monitor.config.test_folder import NAMES, SOURCES, SUBSCRIPTIONS, write

ROOT = Path(__file__).parents[3]
SHIPPED = sorted((ROOT / "config").rglob("*.yaml"))
CHECKS = {name: Draft202012Validator(schema_of(name)) for name in SchemaName}
MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)")


def schema_for(path):
    """The schema's name for a file of a configuration folder."""
    within = [parent.name for parent in path.parents if parent.name in ("sources", "topics", "lists")]
    place = within[0] if within else path.stem
    return SchemaName("settings" if place == "noticewatch" else place)


def passes(name, text, tmp_path):
    """Whether a schema passes a file's text."""
    path = tmp_path / "file.yaml"
    path.write_text(text)
    return CHECKS[SchemaName(name)].is_valid(read_yaml(path).data)


def run(*arguments):
    return CliRunner().invoke(app, ["config", "schema", *map(str, arguments)])


@pytest.mark.parametrize("name", SchemaName)
class TestEachSchema:
    def test_it_is_a_schema(self, name):
        Draft202012Validator.check_schema(schema_of(name))

    def test_every_field_is_described_in_a_line_and_no_other_is_taken(self, name):
        def models(schema):
            if isinstance(schema, dict):
                if "properties" in schema:
                    yield schema
                for part in schema.values():
                    yield from models(part)

        found = list(models(schema_of(name)))
        assert found
        for model in found:
            assert model["additionalProperties"] is False
            for field, schema in model["properties"].items():
                assert schema.get("description"), f"`{field}` needs a text under it in its model"
                assert "\n" not in schema["description"]

    def test_the_command_prints_it(self, name):
        assert run(name).output == schema_text(name)

    def test_an_empty_file_passes(self, name):
        assert CHECKS[name].is_valid(None)

    def test_the_loaders_other_form_is_refused(self, name):
        assert not CHECKS[name].is_valid([] if name is SchemaName.settings else {})


class TestCommand:
    def test_without_a_name_all_are_printed_by_name(self):
        assert json.loads(run().output) == {str(name): schema_of(name) for name in SchemaName}

    def test_all_are_written_into_a_folder(self, tmp_path):
        assert run("--write", tmp_path / "new").exit_code == 0
        assert {path.name for path in (tmp_path / "new").iterdir()} == {file_name(name) for name in SchemaName}

    def test_one_is_written_alone(self, tmp_path):
        assert run("topics", "--write", tmp_path).exit_code == 0
        assert [path.name for path in tmp_path.iterdir()] == ["topics.schema.json"]

    def test_records_have_schemas_too(self):
        assert run("poll-result").output == record_schema_text(RecordName.poll_result)
        assert "did you mean `notice`?" in str(run("notics").exception)

    def test_a_folder_that_cannot_be_is_named(self, tmp_path):
        (tmp_path / "file").touch()
        assert "file" in str(run("--write", tmp_path / "file").exception)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
class TestShippedFiles:
    def test_a_shipped_file_passes_its_schema(self, path):
        assert [error.message for error in CHECKS[schema_for(path)].iter_errors(read_yaml(path).data)] == []

    def test_its_first_line_leads_editors_to_its_schema(self, path):
        line = MODELINE.fullmatch(path.read_text(encoding="utf-8").splitlines()[0])
        assert line, "the first line names no schema"
        assert (path.parent / line[1]).resolve() == ROOT / "config" / "schemas" / file_name(schema_for(path))


# What a schema has no words for: the loader reads the value, or the YAML itself.
ONLY_THE_LOADER = re.compile(
    "not valid YAML|duplicate key|another document|a valid query|would match every notice|selector|time zone|above zero"
    "|bad minute|cover the whole week"
)
[FAULTY] = test_config.TestFaults.test_a_fault_names_file_line_and_field_and_what_was_expected.pytestmark
REFUSED = [(file, content) for file, content, _, _, message in FAULTY.args[1] if not ONLY_THE_LOADER.search(message)]


@pytest.mark.parametrize(("file", "content"), REFUSED, ids=lambda value: value.replace("\n", " ")[:40])
def test_what_the_loader_refuses_for_its_form_the_schema_refuses(file, content, tmp_path):
    assert not passes(file, content, tmp_path)


TIMED = "- id: b\n  topics: [talent]\n  channels: [ops]\n  on: [deadline]\n"


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("settings", "children: ${N}\nfresh: ${FRESH}d\ndelay: ${DELAY}\ncontact: https://${HOST}/\ndatabase: ${DB}\n"),
        ("settings", "channels: {ops: 'json://${HOST}/', mail: 'mailto://a.example'}\ncontact: null\n"),
        ("sources", SOURCES + "  enabled: no\n  trusted: Yes\n  verified: true\n  delay: null\n  every: ' 1h 30m'\n"),
        ("sources", SOURCES + "  select: {link: //a, title: null}\n  headers: {Accept: text/html}\n  region: [NO]\n"),
        ("sources", "- &a {id: a, url: ' HTTPS://x.cn/ '}\n- {<<: *a, id: b}\n"),
        ("subscriptions", SUBSCRIPTIONS + "- {id: b, topics: [talent], channels: [ops], on: [revised], filters: {}}\n"),
        (
            "subscriptions",
            TIMED + "  deliver: 0 8 * * mon-fri\n  quiet: {from: 22:00, to: 7:00, days: [sat]}\n"
            "  days_before: 14\n  snooze: 2026-12-01\n  hourly_cap: 20\n",
        ),
        ("subscriptions", TIMED + "  deliver: {cron: '0 8 * * 1', timezone: UTC}\n  days_before: [14, 3]\n"),
    ],
)
def test_what_the_loader_takes_the_schema_passes(file, content, tmp_path):
    environment = {"N": "2", "FRESH": "3", "DELAY": "1s", "HOST": "a.example", "DB": "sqlite://"}
    write(tmp_path, **{"subscriptions": "", file: content} if file != "subscriptions" else {file: content})
    load_config(tmp_path, environment)
    assert CHECKS[SchemaName(file)].is_valid(read_yaml(tmp_path / NAMES[file]).data)


TEXTS = st.sampled_from(
    [
        "",
        " ",
        "a",
        "a b",
        "a/b",
        "中国",
        "no",
        "Yes",
        "ON",
        "10m",
        "1h 30m",
        "１０m",
        "-1s",
        "http://a.cn/",
        "HTTPS://例子.中国",
        "ftp://x/",
        "li > a",
        "//a/@href",
        "new",
        "revised",
        "html",
        "Asia/Shanghai",
        "${X}",
    ]
)
"""No number in quotes: the loader takes it for a number or for truth, the schema does not."""
DURATIONS = st.text(alphabet="01.hmsdw -", max_size=8)
VALUES = st.one_of(
    TEXTS, st.none(), st.booleans(), st.lists(TEXTS, max_size=2), st.dictionaries(TEXTS, TEXTS, max_size=2)
)


def entries(model):
    """Mappings with fields of a model, those it needs among them, and values that may fit."""
    fields = model.model_fields
    inner = {
        name: st.one_of(VALUES, entries(field.annotation)) if is_model(field.annotation) else VALUES
        for name, field in fields.items()
    }
    needed = {name: field for name, field in inner.items() if fields[name].is_required()}
    return st.fixed_dictionaries(needed, optional={name: field for name, field in inner.items() if name not in needed})


def models_with_aliases(base=Frozen):
    """Each model that reads a field under another name than the program's."""
    for model in base.__subclasses__():
        if any(field.alias for field in model.model_fields.values()):
            yield model
        yield from models_with_aliases(model)


def test_a_field_with_an_alias_is_read_under_its_alias_alone():
    found = [(model, name) for model in models_with_aliases() for name in model.model_fields]
    aliases = {(model, name): model.model_fields[name].alias for model, name in found}
    assert {"Deadline.for_whom", "Query.json_", "QuietHours.from_"} <= {
        f"{model.__name__}.{name}" for (model, name), alias in aliases.items() if alias
    }
    for (model, name), alias in aliases.items():
        if alias:
            assert {alias, name} & set(model.model_json_schema()["properties"]) == {alias}
            with pytest.raises(ValidationError) as caught:
                model.model_validate({name: None})
            assert ("extra_forbidden", (name,)) in [(error["type"], error["loc"]) for error in caught.value.errors()]


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Source, {"id": "a", "url": "http://a.cn/", "request": {"method": "POST", "json": {"page": 1}}}),
        (Subscription, {"id": "a", "topics": ["a"], "channels": ["a"], "quiet": {"from": "22:00", "to": "07:00"}}),
        (Notice, {"url": "http://a.cn/", "deadlines": [{"date": "2026-12-01", "text": "a", "for": "units"}]}),
    ],
)
def test_a_value_is_read_again_from_the_fields_it_writes(model, fields):
    value = model.model_validate(fields)
    assert model.model_validate_json(value.model_dump_json()) == value


def is_model(annotation):
    return isinstance(annotation, type) and issubclass(annotation, Frozen)


@pytest.mark.parametrize(
    ("name", "model"), [("sources", Source), ("subscriptions", Subscription), ("settings", Settings)]
)
def test_whatever_fields_the_loader_takes_the_schema_passes(name, model):
    good = {
        "sources": {"id": "a", "url": "http://a.cn/"},
        "settings": {},
        "subscriptions": {"id": "a", "topics": ["a"], "channels": ["a"]},
    }[name]

    @given(entries(model))
    @unhurried
    def check(entry):
        # One field at a time on good ground, so that many are taken.
        for field, value in entry.items():
            data = {**good, field: value}
            try:
                taken = getattr(model.model_validate(data), field)
            except ValidationError:
                continue
            if isinstance(value, bool) and not isinstance(taken, bool):
                continue  # the loader takes `children: true` for 1
            assert CHECKS[SchemaName(name)].is_valid(data if name == "settings" else [data]), data

    check()


@given(DURATIONS)
@unhurried
def test_a_duration_is_one_to_the_schema_when_it_is_one_to_the_loader(text):
    def taken(data):
        try:
            return bool(Source.model_validate({"id": "a", "url": "http://a.cn/", "delay": data}))
        except ValidationError:
            return False

    valid = CHECKS[SchemaName.sources].is_valid([{"id": "a", "url": "http://a.cn/", "delay": text}])
    # That ten years are the longest, no pattern can tell.
    assert valid == taken(text) or (valid and "w" in text)


def test_defaults_are_written_as_in_the_file():
    fields = schema_of(SchemaName.sources)["$defs"]["Source"]["properties"]
    assert (fields["every"]["default"], fields["select"]["default"]) == ("1h", {})
    assert schema_of(SchemaName.settings)["properties"]["fresh"]["default"] == "30d"


class Inner(Frozen):
    """What a settings file may come to hold."""

    kind: Literal["one", "two"] = "one"
    """A word."""
    waits: tuple[Duration, ...] = ()
    """Durations."""
    really: bool | None = None
    """Truth or nothing."""


class Outer(Frozen):
    """A model in a model."""

    inner: Inner = Inner(kind="two")
    """The model inside."""


def test_a_default_inside_a_default_is_left_out():
    made = Outer.model_json_schema(schema_generator=_YamlSchemaGenerator)
    assert made["properties"]["inner"]["default"] == {"kind": "two"}


@pytest.mark.parametrize(
    ("inner", "valid"),
    [
        ({"kind": "${KIND}", "waits": ["1m", "${A}m${B}"], "really": "${R}"}, True),
        ({"kind": "one", "waits": [], "really": None}, True),
        ({"kind": "three"}, False),
        ({"kind": "${}"}, False),
        ({"waits": "${LIST}"}, False),
        ({"${KEY}": "one"}, False),
    ],
)
def test_a_variable_may_stand_for_any_value_but_a_list_a_mapping_or_a_name(inner, valid):
    made = _each(Outer.model_json_schema(schema_generator=_YamlSchemaGenerator), _or_variable)
    assert Draft202012Validator(made).is_valid({"inner": inner}) is valid
