"""Snapshots of what people read, in both languages; `python -m tests.monitor.cli.languages` writes them anew."""

import os
import re

import pytest

from monitor.cli.localized import cells, language_at_start, wrapped
from monitor.text.i18n import LANGUAGES
from tests.monitor.cli.languages import HAN, SNAPSHOTS, outputs

NAMES = sorted(path.name for path in SNAPSHOTS.glob("*.txt"))
OWN = re.compile(
    # Names that are the same in Chinese: of commands, options, files, formats and services, and the made texts.
    r"https?://\S+|--[\w-]+|`[^`]*`|<[^>]*>|\b(?:noticewatch|NOTICEWATCH_CONFIG|SOURCE|URL|UTC|JSON|HTTP|YAML|Schema|Lines"
    r"|SQLite|PostgreSQL|pg_dump|title|text|html|published_on|table|jsonl|config|yaml|team|gov|desk|clusters|docx|pdf"
    r"|sample-topic|sample-subscription|notices|show|int|str|path|range|list|init|demo|crawl|run|status|inspect|ingest"
    r"|backup|sources|topics|subscriptions|channels|deliveries"
    r"|measures|deadlines|events|web|QUERY|FILE|CSV|BOM|Excel|csv|xlsx)\b"
)
# Apprise imports it.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
SOURCES_TEXT = ("alert", "digest", "sources")


@pytest.fixture(params=LANGUAGES, scope="module")
def made(request):
    return request.param, dict(outputs(request.param))


def test_they_are_as_they_were(made):
    language, texts = made
    there = {name: (SNAPSHOTS / f"{name}.{language}.txt").read_text(encoding="utf-8") for name in texts}
    assert texts == there


def test_chinese_holds_no_english():
    for name in NAMES:
        text = (SNAPSHOTS / name).read_text(encoding="utf-8")
        if name.endswith(".zh.txt"):
            assert re.findall(r"[A-Za-z]{3,}", OWN.sub("", text)) == [], name


def test_english_holds_no_chinese():
    for name in NAMES:
        if name.endswith(".en.txt") and name.split(".")[0] not in SOURCES_TEXT:
            assert not HAN.search((SNAPSHOTS / name).read_text(encoding="utf-8")), name


@pytest.mark.parametrize(
    ("arguments", "settings", "locale", "language"),
    [
        ([], "", "C", "en"),
        ([], "", "zh_CN.UTF-8", "zh"),
        ([], "language: zh\n", "C", "zh"),
        ([], "language: en\n", "zh_CN.UTF-8", "en"),
        (["--lang", "en"], "language: zh\n", "zh_CN.UTF-8", "en"),
        (["--lang=zh", "status"], "language: en\n", "C", "zh"),
        (["status", "--lang", "zh"], "", "C", "en"),
        (["--lang", "fr"], "", "C", "en"),
        ([], "channels: {a: 'json://language: zh'}\n", "C", "en"),
    ],
)
def test_the_language_at_start(tmp_path, arguments, settings, locale, language):
    (tmp_path / "noticewatch.yaml").write_text(settings, encoding="utf-8")
    assert language_at_start([*arguments, "--config", str(tmp_path)], {"LC_ALL": locale}) == language
    assert language_at_start(arguments, {"LC_ALL": locale, "NOTICEWATCH_CONFIG": str(tmp_path)}) == language


def test_chinese_is_broken_by_columns():
    text = "导入其他程序生成的 JSON Lines：抓取结果，或公文（含 title、text）。" * 4
    lines = wrapped(text, 20)
    assert max(map(cells, lines)) <= 22
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert not any(line[0] in "，。：；、）" or line[-1] in "（" for line in lines)


def test_settings_that_are_a_device_or_a_pipe_are_not_waited_for(tmp_path):
    for name in ("zero", "pipe"):
        (tmp_path / name).mkdir()
    (tmp_path / "zero" / "noticewatch.yaml").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe" / "noticewatch.yaml")
    for name in ("zero", "pipe"):
        assert language_at_start(["--config", str(tmp_path / name), "status"], {"LC_ALL": "en_GB.UTF-8"}) == "en"
