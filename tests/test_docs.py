import json
import re
from typing import get_args

import pytest
from jsonschema import Draft202012Validator

from crawler.cli import app as crawler_app
from crawler.model.yaml_file import read_yaml
from monitor.cli import app
from monitor.config import load_config
from monitor.config.schemas import SchemaName, schema_of
from monitor.messages.templates import Templates
from monitor.model.events import EVENT_MEANINGS, EventKind
from monitor.topics import expand_synonyms, parse_query, synonym_key
from tests.doc_examples import (
    READMES,
    blocks,
    config_files,
    console_commands,
    dead_link,
    links,
    pages,
    parse_command,
)
from tests.docs import DOCS, REFERENCE, ROOT, _takes, commands, filled, generated

FOLDERS = {"sources": SchemaName.sources, "topics": SchemaName.topics, "lists": SchemaName.lists}
README_LIMIT = 8 * 1024
# What an example may refer to without defining it.
STUBS = {
    "noticewatch.yaml": "channels: {desk: 'json://127.0.0.1:9000/desk', app: 'json://127.0.0.1:9000/app'}\n",
    "topics/clusters.yaml": "- {id: clusters, query: '集群'}\n",
}
ENVIRONMENT = dict.fromkeys(("MAIL_USER", "MAIL_PASSWORD", "POSTGRES_PASSWORD", "FEISHU_TOKEN"), "word") | {
    "WEBHOOK_SECRET": "whsec_" + "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"
}


@pytest.mark.parametrize("path", generated(), ids=lambda path: path.name)
def test_what_is_generated_is_current(path):
    there = path.read_text(encoding="utf-8") if path.exists() else ""
    assert there == generated()[path](), "not current: run `make docs`"


def test_the_reference_names_every_field_and_command():
    text = "".join(page.read_text(encoding="utf-8") for page in REFERENCE.glob("*.md"))
    assert set(re.findall(r"<!-- generated: (\w+) -->", text)) >= {*map(str, SchemaName), "commands", "options"}
    assert [name for name, _ in commands(app) if f"| `{name}" not in text] == []
    assert [name for name, _ in commands(crawler_app) if f"| `{name}" not in text] == []


def test_every_event_has_its_meaning():
    assert list(EVENT_MEANINGS) == list(get_args(EventKind))


def test_a_part_that_nobody_makes_is_an_error():
    with pytest.raises(KeyError):
        filled("<!-- generated: nonsense -->\n<!-- end -->")


def test_the_text_around_the_parts_stays():
    made = filled("before\n<!-- generated: topics -->\nold\n<!-- end -->\nafter\n")
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


def _schema(name):
    return (
        FOLDERS.get(name.partition("/")[0]) or SchemaName[name.removesuffix(".yaml").replace("noticewatch", "settings")]
    )


def _files_until(block):
    """The configuration files that a page has shown up to this block, with stubs for what it does not define."""
    shown = [known for known in blocks("yaml") if known.page == block.page]
    files = {}
    for known in shown[: shown.index(block) + 1]:
        files |= {name.replace("*", "example"): text for name, text in config_files(known).items()}
    folders = {name.partition("/")[0] for name in files}
    return {name: text for name, text in STUBS.items() if name.partition("/")[0] not in folders} | files


@pytest.mark.parametrize("block", blocks("yaml"), ids=lambda block: block.id)
def test_configuration_in_the_documents_loads(block, tmp_path):
    for name, text in _files_until(block).items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name in config_files(block):
        written = read_yaml(tmp_path / name.replace("*", "example")).data
        Draft202012Validator(schema_of(_schema(name))).validate(written)
    assert load_config(tmp_path, ENVIRONMENT).folder == tmp_path


def test_every_configuration_file_is_shown():
    shown = {_schema(name) for block in blocks("yaml") for name in config_files(block)}
    assert shown == set(SchemaName)


@pytest.mark.parametrize(("page", "line"), console_commands())
def test_commands_in_the_documents_exist(page, line):
    parse_command(line)


def test_an_unknown_command_or_option_is_found():
    with pytest.raises(ValueError, match="no such command"):
        parse_command("noticewatch sources watch")
    with pytest.raises(Exception, match="No such option"):
        parse_command("noticewatch sources check --nonsense")


def test_another_program_is_left_alone():
    assert parse_command("docker compose up") is None


@pytest.mark.parametrize("block", blocks("lucene"), ids=lambda block: block.id)
def test_queries_in_the_documents_are_valid(block):
    words = expand_synonyms({synonym_key("中小企业"): ("中小企业", "小微企业")})
    for line in block.text.splitlines():
        parse_query(line, words)


@pytest.mark.parametrize("block", [*blocks("json"), *blocks("jsonl")], ids=lambda block: block.id)
def test_json_in_the_documents_is_valid(block):
    for text in block.text.splitlines() if block.language == "jsonl" else [block.text]:
        assert json.loads(text)


@pytest.mark.parametrize("block", blocks("jinja"), ids=lambda block: block.id)
def test_templates_in_the_documents_work(block):
    name = re.match(r"\{# templates/(\S+) #\}", block.text)[1]
    assert list(Templates({name: block.text}, "templates").faults()) == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_no_link_is_dead(page):
    assert [target for target in links(page) if dead_link(page, target)] == []


TRANSLATED_PAGES = [READMES, (DOCS / "tutorial.md", DOCS / "tutorial.zh.md")]


def examples(page, language):
    """The examples of a page, without the option for its own language."""
    return [re.sub(r" --language (zh|en)\b", "", block.text) for block in blocks(language) if block.page == page]


@pytest.mark.parametrize("language", ["console", "jsonl"])
@pytest.mark.parametrize(("page", "other"), TRANSLATED_PAGES)
def test_both_languages_have_the_same_examples(page, other, language):
    assert examples(page, language) == examples(other, language)


@pytest.mark.parametrize(("page", "other"), TRANSLATED_PAGES)
def test_both_languages_show_output_of_the_same_shape(page, other):
    """Output is shown in the page's language, so only the lines of each block are counted."""
    shapes = [[text.count("\n") for text in examples(known, "text")] for known in (page, other)]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_the_readme_is_short(page):
    assert len(page.read_bytes()) <= README_LIMIT


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_a_fence_names_its_language(page):
    fences = re.findall(r"^ *```(\w*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert all(fences[::2])
    assert not any(fences[1::2])


def test_make_docs_is_how_it_is_written():
    makefile = (ROOT / "Makefile").read_text()
    assert "-m tests.docs" in makefile
    assert makefile.count("mkdocs build --strict") == 2
