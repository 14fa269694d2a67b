import os
import time

import pytest

from crawler.model import yaml_file
from crawler.model.yaml_file import SIZE_LIMIT, read_yaml
from crawler.model.yaml_readers.fast import DEPTH_LIMIT
from tests.crawler.model.files import faults_of


def test_a_file_is_plain_data_with_the_line_of_each_field(file):
    document = read_yaml(file("# sources\n- id: a\n  select:\n    link: h4 a\n- id: b\n"))
    assert document.data == [{"id": "a", "select": {"link": "h4 a"}}, {"id": "b"}]
    assert type(document.data) is list
    assert {type(entry) for entry in document.data} == {dict}
    assert [document.line(path) for path in [(0,), (0, "select", "link"), (1, "id"), (0, "name")]] == [2, 4, 5, 2]


@pytest.mark.parametrize("word", ["on", "off", "yes", "no", "NO"])
def test_words_that_older_yaml_took_for_truth_are_words(file, word):
    assert read_yaml(file(f"{word}: [{word}]\n")).data == {word: [word]}


def test_true_null_and_numbers_are_what_they_say(file):
    assert read_yaml(file("[true, false, null, 10, 1.5, 0o10, 'true']")).data == [True, False, None, 10, 1.5, 8, "true"]


def test_a_byte_order_mark_is_no_part_of_the_text(file):
    assert read_yaml(file("\ufeffid: a\n")).data == {"id": "a"}


def test_an_alias_stands_for_what_it_names(file):
    assert read_yaml(file("a: &x {link: h4}\nb: *x\n")).data == {"a": {"link": "h4"}, "b": {"link": "h4"}}


def test_a_merge_key_brings_its_fields_in(file):
    assert read_yaml(file("a: &x {type: html}\nb: {<<: *x, id: b}\n")).data["b"] == {"type": "html", "id": "b"}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("- id: a\n  name: [b\n- id: c\n", 3, "not valid YAML"),
        ("- id: a\n\tname: b\n", 2, "not valid YAML"),
        ("id: a\nid: b\n", 2, "duplicate key"),
        ("a: *unknown\n", 1, "undefined alias"),
        ("a: 1\n---\nb: 2\n", 2, "not valid YAML"),
        (b"id: \xb5\xd8\xd6\xb7\n", None, "not UTF-8"),
        ("id: a\x00b\n", None, "not valid YAML"),
    ],
)
def test_a_file_that_is_no_yaml_is_a_fault_with_its_line(file, text, line, words):
    [fault] = faults_of(read_yaml, file(text))
    assert (fault.line, words in fault.message) == (line, True), fault


def test_a_file_that_is_not_there_is_a_fault(tmp_path):
    [fault] = faults_of(read_yaml, tmp_path / "none.yaml")
    assert "No such file" in fault.message
    assert fault.file.endswith("none.yaml")


def test_a_folder_is_no_file(tmp_path):
    assert len(faults_of(read_yaml, tmp_path)) == 1


def test_a_file_larger_than_the_limit_is_refused(file):
    [fault] = faults_of(read_yaml, file(b"#" * (SIZE_LIMIT + 1)))
    assert "larger than" in fault.message


def test_aliases_that_multiply_are_refused(file, monkeypatch):
    monkeypatch.setattr(yaml_file, "NODE_LIMIT", 5000)
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 12))
    [fault] = faults_of(read_yaml, file("l0: &l0 [x, x]\n" + levels))
    assert "too many" in fault.message


@pytest.mark.parametrize("text", ["&a [*a]\n", "&a {b: *a}\n", "[" * 200 + "]" * 200, "[" * 1000])
def test_values_that_nest_too_deep_are_refused(file, text):
    assert len(faults_of(read_yaml, file(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "a: &x 1\nb: " + "{a: " * 100_000,
        "a:\t" + "[" * 100_000,
        "- " * 100_000,
        "[&x a, " + "a," * 1_100_000 + "]",
    ],
    ids=["sequences", "mappings with an anchor", "a tab", "block sequences", "values"],
)
def test_a_text_beyond_the_limits_is_refused_at_once(file, text):
    started = time.process_time()
    [fault] = faults_of(read_yaml, file(text))
    assert "too many or too deeply nested" in fault.message
    assert time.process_time() - started < 5


def test_the_deepest_nesting_that_is_allowed_is_read_by_both_parsers(file):
    nested = "[" * DEPTH_LIMIT + "x" + "]" * DEPTH_LIMIT
    assert read_yaml(file(nested)).data == read_yaml(file(f"&a {nested}")).data


def test_a_device_is_read_up_to_the_limit_and_a_pipe_is_not_waited_for(tmp_path):
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")
    [fault] = faults_of(read_yaml, tmp_path / "zero.yaml")
    assert "larger than" in fault.message
    os.mkfifo(tmp_path / "pipe.yaml")
    [fault] = faults_of(read_yaml, tmp_path / "pipe.yaml")
    assert "a pipe" in fault.message
    (tmp_path / "null.yaml").symlink_to("/dev/null")
    assert read_yaml(tmp_path / "null.yaml").data is None
