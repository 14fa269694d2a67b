"""Localized help and usage errors of the command line, because Typer has only English messages."""

import os
import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from crawler.model.raw.bounded_file import read_beginning
from monitor.text.i18n import LANGUAGES, N_, Language, current_language, gettext, language_of_locale
from monitor.text.phrases import translate_phrase

# Typer contains a private copy of click that exports none of these classes.
Context = Any
_Formatter: Any = TyperGroup.context_class.formatter_class
_Context: Any = TyperGroup.context_class
_UsageError: Any = typer.BadParameter.__mro__[1]

_WORDS = (
    N_("Usage: "),
    N_("Arguments"),
    N_("Options"),
    N_("Commands"),
    N_("Show this message and exit."),
    N_("[OPTIONS]"),
    N_("COMMAND [ARGS]..."),
)
_PHRASES = (
    N_("default: {value}"),
    N_("env var: {value}"),
    N_("required"),
    N_("Missing command."),
    N_("Missing argument {name}."),
    N_("Missing option {name}."),
    N_("No such command {name}. Did you mean {other}?"),
    N_("No such command {name}."),
    N_("No such option: {name} (Possible options: {others})"),
    N_("No such option: {name}"),
    N_("Option {name} requires an argument."),
    N_("Option {name} does not take a value."),
    N_("Got unexpected extra argument(s) ({names})"),
    N_("Invalid value for {name}: {detail}"),
    N_("Value error, {detail}"),
    N_("{value} is not one of {others}."),
    N_("Input should be a valid integer, unable to parse string as an integer"),
    N_("Input should be a valid number, unable to parse string as a number"),
    N_("Input should be greater than or equal to {value}"),
    N_("Input should be less than or equal to {value}"),
)
SETTINGS_LIMIT = 256 * 1024
"""Number of bytes at the start of the settings file in which the language is searched for."""
_EXTRA = re.compile(r"(.*?)(?:  )?\[([^\[\]]*+(?:\[\][^\[\]]*+)?)\]", re.DOTALL)
# Chinese text may be broken between any two characters, but not before closing or after opening punctuation.
_OPENING = r"(（《“‘「〔【"
_CLOSING = r")）》”’」〕】，。；：、！？…"
_HAN = "⺀-〿㐀-鿿"
_PIECE = re.compile(
    rf"\s+|[{_OPENING}]*(?:[{_HAN}]|[^\s{_HAN}{_OPENING}{_CLOSING}]+)?[{_CLOSING}]*",
)


def cells(text: str) -> int:
    """Return the number of terminal columns that a text needs."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def pad(text: str, width: int) -> str:
    """Return a text with blanks added at its end, so that it is `width` terminal columns wide."""
    return text + " " * (width - cells(text))


def line_starts(text: str, width: int) -> list[int]:
    """Return the indices at which the lines begin when a text is broken into lines of at most `width` terminal columns.

    A part of the text that cannot be broken, such as a URL, may make its line longer.
    """
    starts = []
    used = 0
    for piece in _PIECE.finditer(text):
        if piece[0] and used and used + cells(piece[0].rstrip()) > width:
            starts.append(piece.start())
            used = 0
        used += cells(piece[0])
    return starts


def wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines of at most `width` terminal columns. White space is collapsed."""
    words = " ".join(text.split())
    places = [0, *line_starts(words, width), len(words)]
    return [words[start:end].strip() for start, end in pairwise(places)]


class LocalizedFormatter(_Formatter):  # type: ignore[misc]
    """A help formatter that uses the current language, and wraps Chinese text by terminal columns."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line: the prefix, the program and its arguments.

        The default prefix is "Usage:" in the current language.
        """
        for word in ("[OPTIONS]", "COMMAND [ARGS]..."):
            args = args.replace(word, gettext(word))
        super().write_usage(prog, args, prefix or gettext("Usage: "))

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        translated = gettext(heading) + gettext(":")
        self.write(f"{'':>{self.current_indent}}{translated}\n")

    def write_text(self, text: str) -> None:
        """Write a paragraph."""
        if current_language() == "en":
            super().write_text(text)
            return
        indent = " " * self.current_indent
        for line in wrapped(help_text(text), self.width - self.current_indent):
            self.write(f"{indent}{line}\n")

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write a definition list: names with their descriptions.

        A name and the spaces after it take at most `col_max` plus `col_spacing` terminal columns. After a longer name,
        the description begins on the next line.
        """
        if current_language() == "en":
            super().write_dl(rows, col_max, col_spacing)
            return
        first = min(max(cells(name) for name, _ in rows), col_max) + col_spacing
        for name, meaning in rows:
            lines = wrapped(localized_meaning(meaning), max(self.width - first - 2, 10))
            margin = " " * self.current_indent
            start = f"{margin}{pad(name, first)}" if cells(name) + col_spacing <= first else f"{margin}{name}\n"
            below = " " * (first + self.current_indent)
            self.write(start if start[-1] != "\n" else start + below)
            self.write(f"\n{below}".join(lines) + "\n")


class LocalizedContext(_Context):  # type: ignore[misc]
    """A command context that uses localized formatters."""

    formatter_class = LocalizedFormatter


class LocalizedCommand(TyperCommand):
    """A command with localized help."""

    context_class = LocalizedContext


class LocalizedGroup(TyperGroup):
    """A command group with localized help and usage errors."""

    context_class = LocalizedContext

    def format_commands(self, ctx: Context, formatter: Any) -> None:
        """Write the list of commands."""
        rows = [(name, command_help) for name in self.list_commands(ctx) if (command_help := self.help_of(ctx, name))]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)

    def help_of(self, ctx: Context, name: str) -> str:
        """Return the help of a command for the list of commands: the first sentence of its help text."""
        command = self.get_command(ctx, name)
        return first_sentence((command and command.help) or "")

    def make_context(self, *args: Any, **settings: Any) -> Any:
        """Parse the arguments, with localized usage errors."""
        with _localized_errors():
            return super().make_context(*args, **settings)

    def invoke(self, ctx: Context) -> Any:
        """Run the command, with localized usage errors."""
        with _localized_errors():
            return super().invoke(ctx)


def help_text(text: str) -> str:
    """Translate the help text of a command or option."""
    message = " ".join(text.split())
    return gettext(message)


def first_sentence(text: str) -> str:
    """Return the first sentence of a help text in the current language, without its full stop."""
    found = re.match(r".*?(?:\.(?=\s)|。|$)", help_text(text))
    return found[0].rstrip("。.") if found else ""


def localized_meaning(meaning: str) -> str:
    """Return the help of an option in the current language.

    The notes in brackets after the text, such as the default and the range, are translated separately.
    """
    text, extra = meaning, ""
    if found := _EXTRA.fullmatch(meaning):
        text, extra = found[1], found[2]
    if not extra or help_text(meaning) != " ".join(meaning.split()):
        return help_text(meaning)
    notes = gettext("; ").join(translate_phrase(note, _PHRASES) for note in extra.split("; "))
    return f"{help_text(text) if text else ''} [{notes}]".strip()


@contextmanager
def _localized_errors() -> Iterator[None]:
    try:
        yield
    except _UsageError as error:
        if type(error).__name__ != "NoArgsIsHelpError":
            error.show = partial(_show, error)
        raise


def _show(error: Any, _: Any = None) -> None:
    """Print a usage error in click's layout, in the current language."""
    context = getattr(error, "ctx", None)
    if context is not None:
        hint = gettext("Try '{command} --help' for help.", command=context.command_path)
        sys.stderr.write(f"{context.get_usage()}\n{hint}\n\n")
    message = translate_phrase(" ".join(error.format_message().split()), _PHRASES)
    sys.stderr.write(gettext("Error: {message}", message=message) + "\n")


def language_at_start(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> Language:
    """Return the language of the command line, which is determined before Typer parses the arguments.

    It is given by the option `--lang`, by the settings or by the locale, in this order of precedence. Help texts and
    usage errors need it.
    """
    place = next((place for place, word in enumerate(arguments) if not word.startswith("-")), len(arguments))
    before = arguments[: place + 1]
    named = _option("--lang", before)
    folder = _option("--config", arguments) or environment.get("NOTICEWATCH_CONFIG") or "config"
    found = [name for name in (named, _language_of_settings(Path(folder))) if name in LANGUAGES]
    return "zh" if found[:1] == ["zh"] else "en" if found else language_of_locale(environment)


def _option(name: str, arguments: Sequence[str]) -> str | None:
    """Return the last value of an option, or None if the option is not given."""
    values = [word.partition("=")[2] for word in arguments if word.startswith(f"{name}=")]
    values += [value for word, value in pairwise(arguments) if word == name]
    return values[-1] if values else None


def _language_of_settings(folder: Path) -> str | None:
    """Return the `language` in the settings file, or None if the file does not state it or cannot be read.

    The value is found by a simple search. The file is not parsed, because it may be invalid, and the errors in it are
    reported in this language.
    """
    try:
        text = read_beginning(folder / "noticewatch.yaml", SETTINGS_LIMIT).decode("utf-8-sig", "replace")
    except OSError:
        return None
    found = re.search(r"""^language:[ \t]*["']?(zh|en)\b""", text, re.MULTILINE)
    return found[1] if found else None
