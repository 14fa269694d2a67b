"""The questions of `noticewatch init` on a terminal. An empty answer chooses the default."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import typer

from monitor.cli.setup.choices import query_id, region, valid_channel, valid_query
from monitor.config import Config
from monitor.config.starter import StarterChoice, english_regions, regions_of
from monitor.errors import UnknownError
from monitor.text.i18n import N_, Language, current_language, gettext, set_language

T = TypeVar("T")
_COUNTRIES = {
    "CN": N_("China, national portals"),
    "EU": N_("European Union"),
    "GB": N_("United Kingdom"),
    "US": N_("United States"),
}


def ask_all(known: Config) -> StarterChoice:
    """Ask for the language, the regions, the topics and a channel, and return the answers.

    The regions and topics to choose from are those in `known`, the complete starter configuration.
    """
    language = _ask_language()
    set_language(language)
    regions = regions_of(known.sources)
    places = _ask(
        gettext("Which regions? Type numbers or names, or press Enter for the most important sources in every region."),
        [_region_name(name) for name in regions],
        lambda words: [_numbered(word, regions) or region(known, word) for word in words],
    )
    ids = [topic.id for topic in known.topics]
    topics, queries = _ask_topics(known, ids)
    return StarterChoice(
        language=language,
        regions=tuple(places) if places else None,
        topics=topics,
        queries=queries,
        channels=_ask_channels(),
    )


def confirm(question: str) -> bool:
    """Ask a yes-or-no question. An empty answer means yes."""
    answer = _input(question + " [" + gettext("Y/n") + "] ").lower()
    return answer not in ("n", "no", "否", "不")


def _ask_language() -> Language:
    other = {"zh": "1", "en": "2"}
    default = other[current_language()]
    typer.echo("语言 / Language:\n  1  中文\n  2  English")
    answer = _input(f"[{default}] ").lower() or default
    return "zh" if answer in ("1", "zh", "中文") else "en"


def _region_name(name: str) -> str:
    if name in _COUNTRIES:
        return gettext(_COUNTRIES[name])
    return name if current_language() == "zh" else f"{name} {english_regions().get(name, '')}".rstrip()


def _ask(question: str, options: Sequence[str], read: Callable[[list[str]], T]) -> T:
    """Print numbered options, and ask for a choice until `read` accepts it. Return the result of `read`.

    `read` is called with the words of the answer, and raises UnknownError if the answer is invalid.
    """
    typer.echo(f"\n{question}")
    for number, option in enumerate(options, 1):
        typer.echo(f"  {number:>2}  {option}")
    return _answer(lambda answer: read(answer.replace(",", " ").replace("，", " ").replace("、", " ").split()))


def _answer(read: Callable[[str], T]) -> T:
    while True:
        try:
            return read(_input("> "))
        except UnknownError as error:
            typer.echo(str(error))


def _ask_topics(known: Config, ids: Sequence[str]) -> tuple[tuple[str, ...] | None, tuple[tuple[str, str], ...]]:
    """Ask which topics to use. The user may type numbers or ids of predefined topics, or a query for a new topic.

    `known` is the complete starter configuration, and `ids` are the ids of its topics. Return two values: the ids of
    the chosen predefined topics, and the new topics, each as its id and its query. If the answer is empty, the first
    value is None, which means all predefined topics.
    """

    def read(answer: str) -> tuple[tuple[str, ...] | None, tuple[tuple[str, str], ...]]:
        words = answer.replace(",", " ").replace("，", " ").replace("、", " ").split()
        if not words:
            return None, ()
        if all(word.isdecimal() or word in ids for word in words):
            return tuple(_numbered(word, ids) or word for word in words), ()
        return (), ((query_id(1), valid_query(known, answer.strip())),)

    typer.echo(
        "\n"
        + gettext(
            "Which topics? Type numbers or your own query (such as 集群 AND 补贴), or press Enter for all topics."
        )
    )
    language = current_language()
    for number, topic in enumerate(known.topics, 1):
        name = topic.name.partition(" · ")
        typer.echo(f"  {number:>2}  {name[0] if language == 'zh' else name[2] or name[0]}")
    return _answer(read)


def _ask_channels() -> tuple[str, ...]:
    question = gettext(
        "Where should alerts go? Type Apprise URLs (such as mailtos://… or ntfy://…) separated by spaces, or press "
        "Enter to skip this question."
    )
    typer.echo(f"\n{question}")
    return _answer(lambda answer: tuple(map(valid_channel, answer.split())))


def _numbered(word: str, names: Sequence[str]) -> str | None:
    """Return the name whose number is `word`, or None if `word` is not a number.

    The first name has the number 1. Raises UnknownError if there is no name with this number.
    """
    if not word.isdecimal():
        return None
    if not 1 <= int(word) <= len(names):
        raise UnknownError(gettext("type a number from 1 to {count}", count=len(names)))
    return names[int(word) - 1]


def _input(prompt: str) -> str:
    """Read a line. The end of the input is treated as an interruption by the user."""
    try:
        return input(prompt).strip()
    except EOFError:
        raise KeyboardInterrupt from None
