"""`synonyms.yaml`: named word sets for use in topic queries, and the validation of these sets."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, field_validator

from crawler.model.configfile import read_all, read_list, yaml_files
from crawler.model.types import Frozen, Matching
from crawler.model.yaml_file import ConfigError, Fault, read_yaml
from monitor.text.i18n import gettext
from monitor.topics import QueryError, SynonymError, Term, expand_synonyms, parse_query, synonym_key

SYNONYMS_FILE = "synonyms.yaml"
_NAME = r"""^[^\s/:^~(){}\[\]"'\\<>@＠*?&|!]+$"""


class SynonymSet(Frozen):
    """Words with the same meaning, for use in any query."""

    id: Annotated[str, Field(min_length=1, max_length=100), Matching(_NAME, "a name without spaces or operators")]
    """The name of the set; `@name` in a query stands for all its words."""
    words: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=200)], ...], Field(min_length=1)]
    """Words and phrases, written as between quotes in a query; `@other` stands for the words of another set."""

    @field_validator("words")
    @classmethod
    def _findable(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        for word in words:
            if not Term(word).is_word:
                raise ValueError(gettext("words with at least one letter or digit, not {given}", given=repr(word)))
        return words


def read_synonyms(folder: Path) -> list[SynonymSet]:
    """Return the synonym sets of a configuration folder, or an empty list if the folder has no file with synonym sets.

    Raises ConfigError if the file is invalid, for example if a set contains itself or refers to an unknown set, or if
    the names of two sets differ only in script or width.
    """
    path = folder / SYNONYMS_FILE
    if not os.path.lexists(path):
        return []
    sets = read_all(SynonymSet, [path])
    named: dict[str, SynonymSet] = {}
    for synonym_set in sets:
        first = named.setdefault(synonym_key(synonym_set.id), synonym_set)
        if first is not synonym_set:
            message = gettext(
                "{other} and {name} are treated as the same name, because they differ only in script "
                "(simplified or traditional) or width",
                other=first.id,
                name=synonym_set.id,
            )
            raise ConfigError(_places(SynonymSet, [path], synonym_set.id, message))
    try:
        expand_synonyms({key: synonym_set.words for key, synonym_set in named.items()})
    except SynonymError as error:
        raise ConfigError(_places(SynonymSet, [path], named[error.key].id, str(error))) from error
    return sets


def query_faults(sets: Sequence[SynonymSet]) -> Callable[[Fault, str], list[Fault]]:
    """Return a function that checks whether a topic's query refers to unknown synonym sets.

    The function takes the location of the topic's `id`, as a Fault object, and the query. It returns a list of at most
    one fault, located at the query.
    """
    words = expand_synonyms({synonym_key(synonym_set.id): synonym_set.words for synonym_set in sets})

    def faults(place: Fault, query: str) -> list[Fault]:
        if "@" not in query and "＠" not in query:
            return []
        try:
            parse_query(query, words)
        except QueryError as error:
            return [replace(place, field=place.field.removesuffix("id") + "query", message=str(error))]
        return []

    return faults


def check_excluded(path: Path, query: str, sets: Sequence[SynonymSet]) -> None:
    """Raise ConfigError if the query in the setting `exclude` refers to an unknown synonym set.

    `path` is the settings file.
    """
    words = expand_synonyms({synonym_key(synonym_set.id): synonym_set.words for synonym_set in sets})
    try:
        parse_query(query, words)
    except QueryError as error:
        raise ConfigError([read_yaml(path).fault(("exclude",), str(error))]) from error


def topic_place(folder: Path, topic: str) -> Fault | None:
    """Return the location of the topic with the id `topic`, or None if it is no longer in the files.

    The location consists of a file and a line. It is returned as a Fault with an empty message.
    """
    from monitor.config.subscriptions import Topic

    found = _places(Topic, yaml_files(folder / "topics"), topic, "")
    return found[0] if found else None


def _places(model: type[Any], files: Iterable[Path], name: str, message: str) -> list[Fault]:
    """Return a list with one fault at the line of the entry with the id `name`, or an empty list if there is none.

    `model` is the class of the entries, and `message` is the message of the fault. The files are read again to find the
    line.
    """
    entries = (entry for path in files for entry in read_list(model, path))
    return [Fault(place.file, place.line, place.field, message) for entry, place in entries if entry.id == name][:1]
