import re

import pytest
from jsonschema import Draft202012Validator

from crawler.model.yaml_file import read_yaml
from monitor.config import load_config
from monitor.config.schemas import SchemaName, schema_of
from tests.docs import README, ROOT, _commands, _takes, generated, readme

FILES = {
    "noticewatch.yaml": SchemaName.settings,
    "sources/*.yaml": SchemaName.sources,
    "topics/*.yaml": SchemaName.topics,
    "subscriptions.yaml": SchemaName.subscriptions,
    "synonyms.yaml": SchemaName.synonyms,
}


@pytest.mark.parametrize("path", generated(), ids=lambda path: path.name)
def test_what_is_generated_is_current(path):
    there = path.read_text(encoding="utf-8") if path.exists() else ""
    assert there == generated()[path], "not current: run `make docs`"


def test_the_reference_names_every_field_and_command():
    text = README.read_text(encoding="utf-8")
    assert set(re.findall(r"<!-- generated: (\w+) -->", text)) == {*map(str, SchemaName), "commands", "options"}
    assert [name for name, _ in _commands() if f"| `{name}" not in text] == []


def test_a_part_that_nobody_makes_is_an_error():
    with pytest.raises(KeyError):
        readme("<!-- generated: nonsense -->\n<!-- end -->")


def test_the_text_around_the_parts_stays():
    made = readme("before\n<!-- generated: topics -->\nold\n<!-- end -->\nafter\n")
    assert (made.startswith("before\n"), made.endswith("\nafter\n"), "old" in made) == (True, True, False)
    assert "| `query` | text | required |" in made


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "title": "duration"}, "duration"),
        ({"type": "integer", "minimum": 1, "maximum": 64}, "number from 1 to 64"),
        ({"enum": ["a", "b"]}, "`a`, `b`"),
        ({"anyOf": [{"const": "now"}, {"type": "null"}]}, "`now`"),
        ({"type": "array", "items": {"type": "string"}}, "list of text"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "names with text"),
        ({"$ref": "#/$defs/Model"}, "fields"),
        ({}, "anything"),
    ],
)
def test_what_a_field_takes_is_said_in_words(schema, words):
    assert _takes(schema, {"Model": {"properties": {}}}) == words


@pytest.fixture
def examples(tmp_path):
    """The configuration that the README shows, as the files it names."""
    [block] = re.findall(r"^    # noticewatch\.yaml\n(?:    .*\n)+", README.read_text(encoding="utf-8"), re.MULTILINE)
    parts = re.split(r"^    # ([\w*/]+\.yaml)\n", block, flags=re.MULTILINE)[1:]
    files = dict(zip(parts[::2], parts[1::2], strict=True))
    for name, text in files.items():
        path = tmp_path / name.replace("*", "example")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return {name: tmp_path / name.replace("*", "example") for name in files}


def test_the_examples_of_the_readme_load(examples):
    assert set(examples) == set(FILES)
    folder = examples["noticewatch.yaml"].parent
    assert load_config(folder, {"MAIL_USER": "a", "MAIL_PASSWORD": "b"}).subscriptions


@pytest.mark.parametrize("name", FILES)
def test_the_examples_of_the_readme_pass_their_schemas(examples, name):
    Draft202012Validator(schema_of(FILES[name])).validate(read_yaml(examples[name]).data)


def test_make_docs_is_how_it_is_written():
    assert "-m tests.docs" in (ROOT / "Makefile").read_text()
