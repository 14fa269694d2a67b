import pytest
from pydantic import BaseModel

from crawler.model.checks.validation import suggest
from crawler.model.configfile import read_all, read_list, read_sources, yaml_files
from crawler.model.source import Source
from crawler.model.yaml_file import ConfigError, Fault
from tests.crawler.model.files import faults_of


def test_a_source_file_gives_sources(file):
    path = file("- {id: a, url: 'https://example.org/'}\n- id: b\n  url: https://example.org/b\n  every: 10m\n")
    assert [source.id for source, _ in read_list(Source, path)] == ["a", "b"]


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "[]"])
def test_an_empty_file_is_an_empty_list(file, text):
    assert read_list(Source, file(text)) == []


@pytest.mark.parametrize("text", ["id: a\n", "just words\n", "5\n"])
def test_a_file_that_holds_no_list_is_a_fault(file, text):
    [fault] = faults_of(read_list, Source, file(text))
    assert "expected a list" in fault.message


GOOD = "- id: good\n  url: https://example.org/\n- id: bad\n  url: https://example.org/\n"


@pytest.mark.parametrize(
    ("line", "field", "words"),
    [
        ("  every: 10", "[1].every", "a duration such as 30s"),
        ("  every: 1ms", "[1].every", "greater than or equal"),
        ("  every: automatic", "[1].every", "(or auto)"),
        (
            "  type: rss",
            "[1].type",
            "expected 'auto', 'html', 'feed', 'json', 'sitemap', 'jpage', 'jpaas', 'gkmlpt' or 'command', not 'rss'",
        ),
        ("  type: fead", "[1].type", "did you mean `feed`?"),
        ("  trusted: maybe", "[1].trusted", "expected true or false, not 'maybe'"),
        ("  name: 12", "[1].name", "expected a text, not 12"),
        ("  region: CN", "[1].region", "expected a list, not 'CN'"),
        ("  headers: x", "[1].headers", "expected fields with values"),
        ("  selcet: {link: a}", "[1].selcet", "there is no such field; did you mean `select`?"),
        ("  select: {lnik: a}", "[1].select.lnik", "did you mean `link`?"),
        ("  select: {link: 'a['}", "[1].select.link", "a CSS or XPath selector"),
        ("  timezone: Mars", "[1].timezone", "an IANA time zone"),
        ("  select: {facts: {numbr: a}}", "[1].select.facts.numbr", "there is no such field"),
        ("  request: {metod: POST}", "[1].request.metod", "did you mean `method`?"),
        ("  request: {jsn: {}}", "[1].request.jsn", "did you mean `json`?"),
        ("  request: {json_: null}", "[1].request.json_", "did you mean `json`?"),
        ("  include: [policy]", "[1].include[0]", "a glob for the URL's path and query"),
    ],
)
def test_a_wrong_field_is_named_by_file_line_and_field(file, line, field, words):
    path = file(GOOD + line + "\n")
    [fault] = faults_of(read_list, Source, path)
    assert (fault.file, fault.line, fault.field) == (str(path), 5, field)
    assert words in fault.message
    assert str(fault) == f"{path}:5: {field}: {fault.message}"


def test_a_faulty_expression_of_an_api_is_named_by_file_line_and_field(file):
    lines = ["  type: json", "  select:", "    item: rows", "    link: h4 a", "    facts:", "      kind: 'a['"]
    found = faults_of(read_list, Source, file(GOOD + "\n".join(lines) + "\n"))
    assert [(fault.line, fault.field) for fault in found] == [(8, "[1].select.link"), (10, "[1].select.facts.kind")]
    assert "expected a JMESPath expression (for the type json, only `body` is CSS or XPath" in found[0].message


def test_a_duration_beyond_measure_is_a_fault(file):
    [fault] = faults_of(read_list, Source, file(GOOD + "  every: 99999999999999999999w\n"))
    assert fault.line == 5


def test_a_missing_field_is_a_fault_at_its_entry(file):
    [fault] = faults_of(read_list, Source, file("- id: a\n  url: https://example.org/\n- id: b\n"))
    assert (fault.line, fault.field, fault.message) == (3, "[1].url", "this field is required")


@pytest.mark.parametrize("entry", ["just words", "5", "[a, b]", "null"])
def test_an_entry_that_has_no_fields_is_a_fault(file, entry):
    [fault] = faults_of(read_list, Source, file(f"- {entry}\n"))
    assert (fault.line, fault.field) == (1, "[0]")
    assert "expected fields with values" in fault.message


def test_all_faults_of_a_file_are_told_at_once(file):
    faults = faults_of(read_list, Source, file("- {id: a}\n- {id: b, url: x, every: 5}\n"))
    assert [(fault.line, fault.field) for fault in faults] == [(1, "[0].url"), (2, "[1].url"), (2, "[1].every")]


def test_the_error_shows_a_line_for_each_fault():
    error = ConfigError([Fault("a.yaml", 3, "id", "wrong"), Fault("b.yaml", None, "", "missing")])
    assert str(error) == "a.yaml:3: id: wrong\nb.yaml: missing"


def test_the_files_of_a_folder_are_read_in_order_with_those_below(tmp_path, file):
    for name in ("b.yaml", "a.yml", "cn/c.yaml"):
        file(f"- {{id: {name.split('.')[0]}, url: 'https://example.org/'}}\n", f"sources/{name}")
    file("not yaml: [", "sources/readme.txt")
    (tmp_path / "sources" / "folder.yaml").mkdir()
    assert [path.name for path in yaml_files(tmp_path / "sources")] == ["a.yml", "b.yaml", "c.yaml"]
    assert [source.id for source in read_sources(tmp_path)] == ["a", "b", "cn/c"]


def test_a_folder_without_sources_has_none(tmp_path):
    assert read_sources(tmp_path) == []


def test_an_id_used_twice_is_a_fault_that_names_both_places(file):
    first = file("- id: a\n  url: https://example.org/1\n", "1.yaml")
    second = file("# more\n- url: https://example.org/2\n  id: a\n", "2.yaml")
    [fault] = faults_of(read_all, Source, [first, second])
    assert (fault.file, fault.line) == (str(second), 3)
    assert fault.message == f"the id 'a' is already used at {first}:1"


def test_the_faults_of_all_files_are_told_at_once(file):
    files = [file("- {id: a}\n", "1.yaml"), file("- [\n", "2.yaml"), file("- {id: c, url: x}\n", "3.yaml")]
    assert [fault.file for fault in faults_of(read_all, Source, files)] == list(map(str, files))


@pytest.mark.parametrize(
    ("word", "known", "end"),
    [
        ("selct", ["select", "url"], "; did you mean `select`?"),
        ("colour", ["id", "url"], " (available: id, url)"),
        ("colour", [], ""),
        ("colour", [f"name{number}" for number in range(31)], ""),
    ],
)
def test_a_suggestion_is_the_close_name_or_the_few_there_are(word, known, end):
    assert suggest(word, known) == end


class Inner(BaseModel, extra="forbid"):
    depth: int = 0


class Outer(BaseModel, extra="forbid"):
    id: str = ""
    one: Inner | None = None
    many: tuple[Inner, ...] = ()
    named: dict[str, Inner] = {}


@pytest.mark.parametrize("where", ["one: {deph: 1}", "many: [{deph: 1}]", "named: {x: {deph: 1}}"])
def test_the_known_fields_are_those_of_the_model_inside(file, where):
    faults = faults_of(read_list, Outer, file(f"- {where}\n"))
    assert any("did you mean `depth`?" in fault.message for fault in faults), faults
