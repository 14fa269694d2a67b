"""Sentences of the crawler are translated by pattern, whatever braces they contain."""

import errno
import os

import pytest

from monitor.messages.channel_errors import _ERRORS
from monitor.text.fault_phrases import _PHRASES
from monitor.text.i18n import in_language
from monitor.text.phrases import OS_REASONS, file_error, translate_phrase

_SAME_IN_CHINESE = ("JSON", "null")


_FORMS = [form for phrase in _PHRASES + _ERRORS for form in ((phrase,) if isinstance(phrase, str) else phrase)]


@pytest.mark.parametrize("phrase", [form for form in _FORMS if form not in _SAME_IN_CHINESE])
def test_every_phrase_with_braces_as_values_is_translated(phrase):
    with in_language("zh"):
        assert any("一" <= character <= "鿿" for character in translate_phrase(phrase, _PHRASES + _ERRORS))


def test_braces_of_examples_stay():
    text = "expected `render: {pages: notices}`, because a listing of type sitemap is not loaded in a browser"
    with in_language("zh"):
        assert "`render: {pages: notices}`" in translate_phrase(text, _PHRASES)


def test_reasons_of_failed_system_calls_are_translated():
    assert set(OS_REASONS) <= set(map(os.strerror, errno.errorcode))
    with in_language("zh"):
        assert file_error("a.html", OSError(errno.ENOENT, os.strerror(errno.ENOENT))) == "a.html：没有该文件或目录"
        assert file_error("a.html", OSError("no number")) == "a.html：no number"
