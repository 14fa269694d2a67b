"""`noticewatch demo`, played once in each language."""

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from monitor.text.i18n import LANGUAGES
from tests.doc_examples import READMES, blocks
from tests.end_to_end.conftest import unmarked
from tests.end_to_end.languages import CODES, without_documents

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def demonstrate(language):
    command = [sys.executable, "-P", "-m", "monitor", "--lang", language, "demo", "--pace", "0"]
    return subprocess.run(command, capture_output=True, text=True, timeout=250, check=False)


@pytest.fixture(scope="module")
def demonstrations():
    """What the demonstration prints, by language. Both are played at once, because they mostly wait."""
    with ThreadPoolExecutor(len(LANGUAGES)) as players:
        return dict(zip(LANGUAGES, players.map(demonstrate, LANGUAGES), strict=True))


def test_the_demonstration_plays_to_its_end(demonstrations):
    done = demonstrations["en"]
    assert done.returncode == 0, done.stdout + done.stderr
    assert "8 notices recorded (each only once), 4 messages delivered, 0 queued" in done.stdout
    assert done.stdout.count("same text except for the form of the Chinese characters") == 2
    dirty = done.stdout[done.stdout.index("12:10") : done.stdout.index("13:00")]
    assert "copy        #6 6月1日起施行" in dirty
    for told in (
        "▸二·一·3 重点任务 › 增强协同创新能力 › 完善集群创新服务体系",
        "Responsible: 市工业和信息化局, 市科技局",
        "Target (by 2027): 到2027年,全市集群内高新技术企业达850家",
        "Deadline: ",
    ):
        assert told in unmarked(done.stdout)
    assert done.stderr == ""


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_the_alert_in_the_readme_is_one_of_the_demonstration(demonstrations, page):
    [block] = [block for block in blocks("text") if block.page == page]
    done = demonstrations["zh" if page.name == "README.zh.md" else "en"]
    printed = iter(_lines(done.stdout))
    # In order, with nothing but left-out lines between them: `in` moves the iterator on.
    assert [line for line in _lines(block.text) if line != "…" and line not in printed] == []


def _lines(text):
    lines = (line.strip("│╭╮╰╯─ ") for line in text.splitlines())
    return [re.sub(r":\d{4,5}/", "/", line) for line in lines if line]


def test_it_is_in_one_language(demonstrations):
    said = {language: without_documents(done.stdout) for language, done in demonstrations.items()}
    assert re.findall(r"[A-Za-z]{3,}", CODES.sub("", said["zh"])) == []
    assert re.findall(r"[⺀-鿿]+", said["en"]) == []
