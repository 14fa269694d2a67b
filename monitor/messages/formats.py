"""Functions that write the texts, marked texts and links of a message in a format. Pure functions; no I/O."""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any

from markupsafe import Markup, escape

from monitor.messages.fit import FittedView, Link
from monitor.messages.highlight import Marked

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>~|])")
_ENTITY = re.compile(r"&(?=#?\w{1,32};)")
_LINE_START = re.compile(r"^([-+=#]|\d{1,9}(?=[.)]))")
_WORD = re.compile(r"[^\W_](?:.*[^\W_])?", re.DOTALL)


class MessageFormat(StrEnum):
    """A format in which the text of a message can be written."""

    text = "text"
    markdown = "markdown"
    html = "html"


@dataclass(frozen=True)
class Shape:
    """The format and the length limits of a channel.

    `title` and `body` are the maximum numbers of characters; if `title` is 0, the title is placed in the body. `lines`
    and `bytes` are the maximum numbers of lines and bytes of the body, or None if they are unlimited.
    """

    format: MessageFormat = MessageFormat.text
    body: int = 3000
    title: int = 250
    lines: int | None = None
    bytes: int | None = None

    def takes(self, body: str) -> bool:
        """Return whether a body is within the limits."""
        return (
            len(body) <= self.body
            and (self.lines is None or len(body.splitlines()) <= self.lines)
            and (self.bytes is None or len(body.encode()) <= self.bytes)
        )


def markdown(text: str) -> str:
    """Escape all characters of a text that CommonMark or a chat service's variant of Markdown would treat as markup."""
    return _begun(_escaped(text))


def _escaped(text: str) -> str:
    return _ENTITY.sub(r"\\&", _MARKDOWN.sub(r"\\\1", text))


def _begun(line: str) -> str:
    """Return a line with its start escaped, so that it does not become a list item, a heading or a rule in Markdown."""
    return _LINE_START.sub(lambda found: found[1] + "\\" if found[1].isdigit() else "\\" + found[1], line)


def _bold(text: str) -> str:
    # Next to a letter, `**` opens and closes only if it also touches a letter on the inside (CommonMark, 6.2).
    inside = _WORD.search(text)
    if inside is None:
        return _escaped(text)
    start, end = inside.span()
    return f"{_escaped(text[:start])}**{_escaped(text[start:end])}**{_escaped(text[end:])}"


@dataclass(frozen=True)
class _Writing:
    """The functions that write the parts of a message in one format.

    `text` writes a plain text, `marked` a text with marked parts, and `address` a URL.
    """

    text: Callable[[str], str]
    marked: Callable[[Marked], str]
    address: Callable[[str], str] = str


def _marked_text(marked: Marked) -> str:
    return "".join(f"【{text}】" if is_word else text for text, is_word in marked.parts())


def _marked_markdown(marked: Marked) -> str:
    return _begun("".join(_bold(text) if is_word else _escaped(text) for text, is_word in marked.parts()))


def _marked_html(marked: Marked) -> Markup:
    return Markup().join(
        Markup("<b>{}</b>").format(text) if is_word else escape(text) for text, is_word in marked.parts()
    )


_WRITINGS = {
    MessageFormat.text: _Writing(str, _marked_text),
    MessageFormat.markdown: _Writing(markdown, _marked_markdown),
    MessageFormat.html: _Writing(escape, _marked_html, escape),
}


def written(text: str, form: MessageFormat) -> str:
    """Return a text with the special characters of the format `form` escaped.

    The text was escaped by `escape_text` before, which is independent of the format.
    """
    return _WRITINGS[form].text(text)


def variables(shown: FittedView, form: MessageFormat) -> dict[str, Any]:
    """Return the content of a message as variables for a template.

    All texts are already escaped for the format `form`, so that a template cannot forget to escape them.
    """
    made: dict[str, Any] = _written(shown, _WRITINGS[form])
    return made


def _written(value: Any, writing: _Writing) -> Any:
    if isinstance(value, str):
        return writing.text(value)
    if isinstance(value, Marked):
        return writing.marked(value)
    if isinstance(value, tuple):
        return [_written(item, writing) for item in value]
    if isinstance(value, Link):
        # The URL is safe in all formats as it is, except for the ampersands in HTML.
        return {"url": writing.address(value.url), "text": writing.text(value.text)}
    if is_dataclass(value):
        return {field.name: _written(getattr(value, field.name), writing) for field in fields(value)}
    return value
