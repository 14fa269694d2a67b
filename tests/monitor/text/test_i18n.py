import threading

import pytest

from monitor.text import i18n
from monitor.text.i18n import current_language, gettext, in_language, language_of_locale, ngettext, number, translate


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW.UTF-8"}, "zh"),
        ({"LANG": "zh"}, "zh"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_CN"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
    ],
)
def test_the_language_of_the_locale(environment, language):
    assert language_of_locale(environment) == language


def test_a_block_has_its_language():
    with in_language("zh"):
        assert gettext("Deadline") == "截止"
        with in_language(None):
            assert current_language() == "zh"
        with in_language("en"):
            assert gettext("Deadline") == "Deadline"
    assert current_language() == "en"


def test_a_thread_has_the_language_of_the_process(monkeypatch):
    monkeypatch.setattr(i18n, "_default", ["en"])
    i18n.set_language("zh")
    seen = []
    thread = threading.Thread(target=lambda: seen.append(current_language()))
    thread.start()
    thread.join()
    assert seen == ["zh"]


def test_a_number_chooses_the_form():
    assert [ngettext("{count} more change", "{count} more changes", count) for count in (0, 1, 2)] == [
        "0 more changes",
        "1 more change",
        "2 more changes",
    ]
    with in_language("zh"):
        assert ngettext("{count} more change", "{count} more changes", 1) == "另有 1 处改动"
        assert ngettext("{count} more change", "{count} more changes", 12_345) == "另有 12,345 处改动"


def test_thousands_are_separated_from_five_digits_on():
    numbers = (0, 999, 9_999, 10_000, -12_345, 1_234_567)
    assert [number(count) for count in numbers] == ["0", "999", "9999", "10,000", "-12,345", "1,234,567"]


def test_what_is_not_in_the_catalogue_stays_as_it_is():
    assert translate("{not a message}", "zh") == "{not a message}"
    assert translate("", "zh") == ""
