"""The message catalogue: extracted from the code, merged with the translations, compiled. `make messages` runs it.

Translations are written by hand into `monitor/locales/zh/LC_MESSAGES/messages.po`. A message that changed keeps no
guessed translation: it is new, and the tests fail until it is translated.
"""

import inspect
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from monitor.cli import app

ROOT = Path(__file__).parents[1]
PO = ROOT / "monitor" / "locales" / "zh" / "LC_MESSAGES" / "messages.po"
MO = PO.with_suffix(".mo")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "N_": None,
    "translate": None,
    "ngettext": (1, 2),
    "NN_": (1, 2),
    "pgettext": ((1, "c"), 2),
}
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
_PACKAGES = {"crawler": {"N_": None}, "monitor": KEYWORDS}
"""The packages with messages, and the functions that mark them: `translate` of the crawler is the string's."""
_DATED = datetime(2026, 1, 1, tzinfo=UTC)


def extracted() -> Catalog:
    """The messages in the code, with the files in which they stand."""
    found = Catalog()
    for package, keywords in _PACKAGES.items():
        files = extract_from_dir(
            ROOT / package, method_map=METHODS, keywords=keywords, comment_tags=("For translators:",)
        )
        for file, _, message, comments, context in files:
            # Without line numbers: the catalogue changes with its messages only.
            found.add(message, locations=[(f"{package}/{file}", None)], auto_comments=comments, context=context)
    for place, text in _help(typer.main.get_command(app)):
        found.add(" ".join(text.split()), locations=[(place, None)])
    return found


def _help(command: Any, place: str = "monitor/cli/__init__.py") -> Iterator[tuple[str, str]]:
    """The help of a command, of its options and of the commands inside it."""
    if command.help:
        yield place, command.help
    yield from ((place, parameter.help) for parameter in command.params if getattr(parameter, "help", None))
    for inner in getattr(command, "commands", {}).values():
        module = inspect.unwrap(inner.callback).__module__ if inner.callback else place
        yield from _help(inner, f"{module.replace('.', '/')}.py" if inner.callback else place)


def translations() -> Catalog:
    """The committed catalogue."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh", domain="messages")


def updated() -> Catalog:
    """The committed translations with the messages of the code."""
    known = translations() if PO.exists() else Catalog()
    made = Catalog("zh_CN", "messages", project="noticewatch", fuzzy=False, creation_date=_DATED, revision_date=_DATED)
    made.header_comment = "# Chinese (Simplified) messages of noticewatch."
    for message in sorted(extracted(), key=lambda message: (message.locations[:1], str(message.id))):
        if not message.id:
            continue
        old = known.get(message.id, message.context)
        places = sorted(set(message.locations))
        made.add(
            message.id,
            old.string if old else None,
            locations=places,
            flags=message.flags,
            auto_comments=message.auto_comments,
            context=message.context,
        )
    return made


def po_bytes(catalogue: Catalog) -> bytes:
    """The text of the catalogue."""
    out = io.BytesIO()
    write_po(out, catalogue, width=120, include_lineno=False)
    return out.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """The compiled catalogue."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def main() -> None:
    """Write both files."""
    catalogue = updated()
    PO.write_bytes(po_bytes(catalogue))
    MO.write_bytes(mo_bytes(translations()))


if __name__ == "__main__":
    main()
