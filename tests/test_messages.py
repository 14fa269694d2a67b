"""The catalogue of messages is current, complete, and says the same in both languages."""

import ast
import re

from tests.messages import KEYWORDS, MO, PO, ROOT, mo_bytes, po_bytes, translations, updated

PLACEHOLDER = re.compile(r"\{(\w*)(?:[!:][^{}]*)?\}")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+|`[^`]+`")
MESSAGES = [message for message in translations() if message.id]


def forms(value):
    return [value] if isinstance(value, str) else list(value or ())


def test_the_catalogue_is_current():
    assert PO.read_bytes() == po_bytes(updated()), "not current: run `make messages`"
    assert MO.read_bytes() == mo_bytes(translations()), "not compiled: run `make messages`"


def test_every_message_is_translated():
    missing = [message.id for message in MESSAGES if message.fuzzy or not all(forms(message.string) or [""])]
    assert missing == []


def differing(pattern):
    """Each text, with its translation, in which the pattern finds other words than in the translation."""
    return [
        (original, translation)
        for message in MESSAGES
        for original in forms(message.id)[-1:]
        for translation in forms(message.string)
        if set(pattern.findall(original)) != set(pattern.findall(translation))
    ]


def test_a_translation_has_the_same_placeholders():
    assert differing(PLACEHOLDER) == []


def test_a_translation_names_the_same_options_and_commands():
    assert differing(OPTION) == []


def calls_with_a_constant_message(tree):
    return (
        (node.func.id, node.args)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS
        for first in node.args[:1]
        if isinstance(first, ast.Constant) and isinstance(first.value, str)
    )


def test_every_marked_message_is_in_the_catalogue():
    """Babel finds no calls inside f-strings, whose messages would therefore stay English."""
    known = {text for message in MESSAGES for text in forms(message.id)}
    paths = [path for package in ("crawler", "monitor") for path in (ROOT / package).rglob("*.py")]
    lost = [
        (path.name, text)
        for path in paths
        for name, args in calls_with_a_constant_message(ast.parse(path.read_text(encoding="utf-8")))
        if (text := args[1 if name == "pgettext" else 0].value) and text not in known
    ]
    assert lost == []
