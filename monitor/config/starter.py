"""The starter configuration of `noticewatch init`: files for the chosen language, regions, topics and channels.

Pure functions, apart from reading the packaged files.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path

from crawler.model.source import Source
from crawler.text.fold import fold
from monitor.config.folder import Config, load_config
from monitor.text.i18n import Language

MODELINE = "# yaml-language-server: $schema=../schemas/topics.schema.json\n"
"""The first line of a file of topics."""
CHANNEL = "main"
"""The id of the subscription that `init` writes, and the name of its channel if it has only one."""
_WEBHOOKS = ("json", "jsons", "xml", "xmls", "form", "forms", "cloudevents")
_CHANNEL_KINDS = {"mailto": "mail", "mailtos": "mail", **dict.fromkeys(_WEBHOOKS, "webhook")}
"""The names of channels by the scheme of their URL. Other channels are named by their scheme."""
_DATA = Path(__file__).parent / "data"
_NATIONAL = "CN"
_SUFFIX = re.compile(r"(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)$")
_ENTRY = re.compile(r"^(?=- (?:id:|\{id:))", re.MULTILINE)
_ENTRY_ID = re.compile(r"- (?:\{)?id: *([^\s,}]+)")
_ENABLED = re.compile(r"^  enabled: \w+\n", re.MULTILINE)
_NAME = re.compile(r"^(  name: .*?) · .*$", re.MULTILINE)
_HEADER = re.compile(r"\A(?:#.*\n)+")


@dataclass(frozen=True)
class StarterChoice:
    """The user's choices for a starter configuration. None means that the default is used.

    `regions` contains names of provinces, and codes of countries. `CN` stands for the national portals of China.
    `topics` contains the ids of the chosen topics. `queries` defines further topics: each pair contains an id and a
    query. `channels` contains the URLs of the channels.
    """

    language: Language | None = None
    regions: tuple[str, ...] | None = None
    topics: tuple[str, ...] | None = None
    queries: tuple[tuple[str, str], ...] = ()
    channels: tuple[str, ...] = ()


def channel_names(urls: Sequence[str]) -> dict[str, str]:
    """Return the URLs of channels, by channel name.

    If there is only one URL, its name is `main`. Otherwise, the name is the kind of channel, such as `mail` or
    `mail-2`.
    """
    if len(urls) == 1:
        return {CHANNEL: urls[0]}
    named: dict[str, str] = {}
    for url in urls:
        scheme = url.partition("://")[0].lower()
        kind = _CHANNEL_KINDS.get(scheme, scheme)
        number = next(number for number in count(1) if _numbered(kind, number) not in named)
        named[_numbered(kind, number)] = url
    return named


def _numbered(kind: str, number: int) -> str:
    return kind if number == 1 else f"{kind}-{number}"


def starter_folder() -> Path:
    """Return the folder of the starter configuration.

    In an installed package, it is a subfolder of the package; in a checkout, it is the folder `config`.
    """
    package = Path(__file__).parent.parent
    installed = package / "starter"
    return installed if installed.is_dir() else package.parent / "config"


def catalogue() -> Config:
    """Return the complete starter configuration, before any choices of the user are applied."""
    return load_config(starter_folder(), {})


def regions_of(sources: Sequence[Source]) -> list[str]:
    """Return the regions of these sources: codes of countries, and names of provinces."""
    return list(dict.fromkeys(_region(source) for source in sources if source.region))


def _region(source: Source) -> str:
    return source.region[1] if source.region[0] == _NATIONAL and len(source.region) > 1 else source.region[0]


def find_region(written: str, known: Sequence[str]) -> str | None:
    """Return the region in `known` that the text `written` names, or None if there is none.

    The text can be a name such as `浙江`, `浙江省` or `Zhejiang`, or a code such as `cn`.
    """
    short = _short_name(written)
    english = english_regions()
    names = {name: (_short_name(name), _short_name(english.get(name, name))) for name in known}
    return next((name for name in known if short in names[name]), None)


def _short_name(region: str) -> str:
    """Return the name of a region in simplified script and lower case, without an ending such as `省`."""
    return _SUFFIX.sub("", fold(region.strip()))


@cache
def english_regions() -> dict[str, str]:
    """Return the English names of the provinces in the starter configuration, by Chinese name.

    The English name of a province is derived from the name of its sources file.
    """
    names = {}
    for path in sorted((starter_folder() / "sources" / "cn").glob("*.yaml")):
        found = re.search(r"^  region: \[CN, ([^,\]]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        if found:
            names[found[1]] = path.stem.capitalize()
    return names


def is_chosen(source: Source, regions: Sequence[str] | None) -> bool:
    """Return whether a source of the starter configuration is enabled if the user chooses these regions.

    If `regions` is None, the sources that are enabled by default are enabled. A chosen province of China enables all
    its sources, and also the national sources of China that are enabled by default. A chosen country enables its
    national sources that are enabled by default.
    """
    if regions is None:
        return source.enabled
    region = _region(source) if source.region else ""
    if region in regions:
        return source.enabled or len(source.region) > 1
    return source.enabled and region == _NATIONAL and any(len(name) > 2 for name in regions)


def starter_files(choice: StarterChoice) -> dict[Path, str]:
    """Return the texts of the files of a starter configuration, by path relative to the configuration folder."""
    folder = starter_folder()
    known = {source.id: source for source in catalogue().sources}
    files = {}
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder)
        if path.suffix not in (".yaml", ".json"):
            continue
        text = path.read_text(encoding="utf-8")
        if place.parts[0] == "sources" and choice.regions is not None:
            text = _with_enabled(text, known, choice.regions)
        elif place.parts[0] == "topics":
            text = _chosen_topics(text, choice)
        elif place.parts[0] == "lists" and choice.language == "zh":
            text = _NAME.sub(r"\1", text)
        if path.suffix == ".json" or _ENTRY.search(text) or place.parts[0] != "topics":
            files[place] = _in_language(text, choice.language) if path.suffix == ".yaml" else text
    files[Path("noticewatch.yaml")] = _settings(files[Path("noticewatch.yaml")], choice)
    if choice.queries:
        files[Path("topics", "mine.yaml")] = MODELINE + "".join(
            topic_text(name, query) for name, query in choice.queries
        )
    if choice.channels:
        files[Path("subscriptions.yaml")] += _subscription(_topic_ids(files), channel_names(choice.channels))
    return files


def topic_text(name: str, query: str, title: str = "") -> str:
    """Return the YAML entry of a topic with the id `name`.

    `title` is the displayed name of the topic. If it is empty, the query is displayed instead.
    """
    written = [json.dumps(text, ensure_ascii=False) for text in (title or query, query)]
    return f"\n- id: {name}\n  name: {written[0]}\n  query: {written[1]}\n"


def _with_enabled(text: str, known: dict[str, Source], regions: Sequence[str]) -> str:
    head, *entries = _ENTRY.split(text)
    return head + "".join(_enabled(entry, is_chosen(known[_id(entry)], regions)) for entry in entries)


def _enabled(entry: str, enabled: bool) -> str:
    """Return the text of a source's entry, with its field `enabled` set to the given value.

    If `enabled` is true, the field is left out, because true is its default.
    """
    bare = _ENABLED.sub("", entry)
    first, _, rest = bare.partition("\n")
    return bare if enabled else f"{first}\n  enabled: false\n{rest}"


def _id(entry: str) -> str:
    found = _ENTRY_ID.match(entry)
    assert found is not None, entry
    return found[1]


def _chosen_topics(text: str, choice: StarterChoice) -> str:
    """Return the text of a topics file with only the chosen topics.

    The names of the topics are bilingual. If the chosen language is Chinese, their English part is removed.
    """
    if choice.topics is not None:
        head, *entries = _ENTRY.split(text)
        text = head + "".join(entry for entry in entries if _id(entry) in choice.topics)
    return _NAME.sub(r"\1", text) if choice.language == "zh" else text


def _topic_ids(files: dict[Path, str]) -> Iterator[str]:
    for path, text in files.items():
        if path.parts[0] == "topics":
            yield from map(_id, _ENTRY.split(text)[1:])


def _settings(text: str, choice: StarterChoice) -> str:
    """Return the text of the settings file with the chosen language and channels.

    The first channel also receives the messages to the operator.
    """
    if choice.language:
        header = _HEADER.match(text)
        at = text.index("\n") + 1 if header else 0
        text = f"{text[:at]}language: {choice.language}\n\n{text[at:]}"
    if choice.language == "zh":
        text = text.replace("timezone: UTC", "timezone: Asia/Shanghai")
    if choice.channels:
        named = channel_names(choice.channels)
        lines = "".join(f"\n  {name}: {json.dumps(url, ensure_ascii=False)}" for name, url in named.items())
        text = text.replace("channels: {}", f"channels:{lines}")
        text = re.sub(r"^# operator: .*$", f"operator: {next(iter(named))}", text, flags=re.MULTILINE)
    return text


def _subscription(topics: Iterator[str], channels: Iterable[str]) -> str:
    written = ", ".join(topics)
    return (
        f"\n- id: {CHANNEL}\n  topics: [{written}]\n  on: [new, revised, deadline]\n"
        f"  days_before: [14, 3]\n  channels: [{', '.join(channels)}]\n"
    )


def _in_language(text: str, language: Language | None) -> str:
    """Return the text of a YAML file with its comments in the chosen language.

    Comments are translated if `language` is `zh`. Those without a translation remain in English.
    """
    if language != "zh":
        return text
    return "\n".join(_comment(line) for line in text.split("\n"))


def _comment(line: str) -> str:
    if not line.startswith("#"):
        return line
    table = comments()
    for found in re.finditer("# ", line):
        if translated := table.get(line[found.end() :]):
            return line[: found.end()] + translated
    return line


@cache
def comments() -> dict[str, str]:
    """Return the Chinese translations of the comments in the starter configuration, by English comment."""
    data: dict[str, dict[str, str]] = tomllib.loads((_DATA / "comments.toml").read_text(encoding="utf-8"))
    return data["zh"]
