"""The catalogue of messages is current, complete, and says the same in both languages."""

import re

import pytest

from tests.messages import MO, PO, mo_bytes, po_bytes, translations, updated

PLACEHOLDER = re.compile(r"\{(\w*)(?:[!:][^{}]*)?\}")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+|`[^`]+`")
MESSAGES = [message for message in translations() if message.id]


def forms(value):
    return [value] if isinstance(value, str) else list(value or ())


def ids(message):
    return forms(message.id)[0][:60]


def test_the_catalogue_is_current():
    assert PO.read_bytes() == po_bytes(updated()), "not current: run `make messages`"
    assert MO.read_bytes() == mo_bytes(translations()), "not compiled: run `make messages`"


def test_every_message_is_translated():
    missing = [message.id for message in MESSAGES if message.fuzzy or not all(forms(message.string) or [""])]
    assert missing == []


@pytest.mark.parametrize("message", MESSAGES, ids=ids)
def test_a_translation_has_the_same_placeholders(message):
    wanted = {name for text in forms(message.id)[-1:] for name in PLACEHOLDER.findall(text)}
    for text in forms(message.string):
        assert set(PLACEHOLDER.findall(text)) == wanted


@pytest.mark.parametrize("message", MESSAGES, ids=ids)
def test_a_translation_names_the_same_options_and_commands(message):
    wanted = sorted(set(OPTION.findall(forms(message.id)[-1])))
    for text in forms(message.string):
        assert sorted(set(OPTION.findall(text))) == wanted
