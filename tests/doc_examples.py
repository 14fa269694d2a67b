"""Find the examples and links in README files and `docs/`: fenced blocks by language, configuration files, commands."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from crawler.cli import app as crawler_app
from monitor.cli import app
from tests.docs import DOCS, ROOT, commands

READMES = (ROOT / "README.md", ROOT / "README.zh.md")
_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"^# ([\w*/.-]+\.yaml)\n", re.MULTILINE)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_INLINE = re.compile(r"`((?:noticewatch|python -m crawler) [^`\n]+)`")
_HEADING = re.compile(r"^#{1,6} +(.+?)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block: its page, its language and its text."""

    page: Path
    language: str
    text: str

    @property
    def id(self) -> str:
        """A name for the block in a test's report."""
        first = self.text.strip().splitlines()[0] if self.text.strip() else ""
        return f"{self.page.relative_to(ROOT)}: {first[:40]}"


def pages() -> list[Path]:
    """The READMEs and the pages of `docs/`."""
    return [*READMES, *sorted(DOCS.rglob("*.md"))]


def blocks(language: str) -> list[Block]:
    """All fenced blocks in a language."""
    found = []
    for page in pages():
        for indent, written, text in _FENCE.findall(page.read_text(encoding="utf-8")):
            if written == language:
                lines = (line.removeprefix(indent) for line in text.splitlines(keepends=True))
                found.append(Block(page, written, "".join(lines)))
    return found


def config_files(block: Block) -> dict[str, str]:
    """The configuration files in a block of YAML, each headed by a comment with its name. Raises ValueError."""
    head, *parts = _FILE.split(block.text)
    if head.strip() or not parts:
        raise ValueError(f"{block.id}: the first line does not name the file")
    return dict(zip(parts[::2], parts[1::2], strict=True))


def console_commands() -> list[tuple[str, str]]:
    """The command lines after `$ ` in console blocks, and commands in inline code, each with its page."""
    found = []
    for block in blocks("console"):
        joined = block.text.replace("\\\n", " ")
        found += [
            (str(block.page.relative_to(ROOT)), line[2:]) for line in joined.splitlines() if line.startswith("$ ")
        ]
    for page in pages():
        text = _FENCE.sub("", page.read_text(encoding="utf-8"))
        if page.name != "commands.md":
            found += [(str(page.relative_to(ROOT)), line) for line in _INLINE.findall(text)]
    return found


def parse_command(line: str) -> list[str] | None:
    """Parse a command line of this program and return the path of its command; None for another program.

    Raises click's UsageError when there is no such command or option, or a value is invalid.
    """
    words = shlex.split(line.split(" # ")[0].split(" | ")[0].split(" > ")[0], comments=True)
    if words and words[0].rsplit("/", 1)[-1] == "noticewatch":
        return _parse(dict(commands(app)), words[1:])
    if words[1:3] == ["-m", "crawler"]:
        return _parse(dict(commands(crawler_app)), words[3:])
    return None


def _parse(known: dict[str, Any], words: list[str]) -> list[str]:
    words = words[2:] if words[:1] == ["--lang"] else words
    for size in (1, 2):
        command = known.get(" ".join(words[:size]))
        if command is not None:
            arguments = [word for word in words[size:] if word != "…"]
            if arguments and arguments != ["--help"]:
                command.make_context(words[0], arguments, resilient_parsing=False)
            return words[:size]
    raise ValueError(f"no such command: {' '.join(words)}")


def links(page: Path) -> Iterator[str]:
    """The links of a page that lead to files of the repository."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    for target in _LINK.findall(text):
        if not re.match(r"[a-z+]+:", target):
            yield target


def dead_link(page: Path, target: str) -> bool:
    """Whether a link leads to no file, or to no heading of its page."""
    name, _, anchor = unquote(target).partition("#")
    path = (page.parent / name).resolve() if name else page
    if not path.exists():
        return True
    return bool(anchor) and anchor not in _anchors(path)


def _anchors(page: Path) -> set[str]:
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    return {_slug(heading) for heading in _HEADING.findall(text)}


def _slug(heading: str) -> str:
    plain = re.sub(r"[`*]", "", heading).lower()
    return re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", plain)).strip("-")
