import asyncio
import os
import random
import signal
import sys
import textwrap
import threading
import time

import pytest

from crawler.polling.file_helpers import FileHelpers, Installed
from crawler.polling.file_process import FileReader
from crawler.sandbox.process import command
from tests.crawler.files.damage import DAMAGED, damaged
from tests.crawler.files.made import PARAGRAPHS, a_docx, a_pdf, zip_of
from tests.crawler.files.test_read import FAULTS, WHOLE

pytestmark = pytest.mark.slow
HANGS = (sys.executable, "-c", "import time; time.sleep(600)")
DIES = (sys.executable, "-c", "import sys; sys.stdin.buffer.read(8)")
BABBLES = (sys.executable, "-c", "print('x' * 100, flush=True); import time; time.sleep(600)")


@pytest.fixture
def reader():
    made = []

    def make(*args, **fields):
        made.append(FileReader(*args, **fields))
        return made[-1]

    yield make
    for path in made:
        path.close()


@pytest.fixture(scope="module")
def shared():
    reader = FileReader(helpers=FileHelpers(Installed()))
    yield reader
    reader.close()


def read(reader, *bodies, **fields):
    async def work():
        return await asyncio.gather(*(reader.read(body, **fields) for body in bodies))

    return asyncio.run(work())


def test_one_process_reads_file_after_file(reader):
    files = reader()
    first, second = read(files, a_pdf(), a_docx())
    pid = files.pid
    [third] = read(files, b"<html>")
    assert (first.type, second.type, third.fault) == ("pdf", "docx", "not_a_file")
    assert PARAGRAPHS[3] in first.text
    assert files.pid == pid


def test_blanks_that_a_site_sends_before_a_file_do_not_count(shared):
    found = read(shared, b"\r\n\r\n" + a_docx(), b"\xef\xbb\xbf" + WHOLE["doc"], b"\n" + WHOLE["rtf"])
    assert [text.type for text in found] == ["docx", "doc", "rtf"]
    assert all(text.text for text in found)


@pytest.mark.parametrize("kind", WHOLE)
def test_a_damaged_file_gives_a_result_or_a_fault(shared, kind):
    for seed in range(DAMAGED):
        [found] = read(shared, damaged(WHOLE[kind], random.Random(f"{kind} {seed}")))
        assert found.text or found.fault in FAULTS, seed
        assert all(0 <= member.start <= member.end <= len(found.text or "") for member in found.members), seed


def test_a_file_that_takes_too_long_is_given_up_and_the_next_one_read(reader, monkeypatch):
    files = reader(seconds=0.5, command=HANGS)
    [slow] = read(files, a_pdf())
    assert slow.fault == "too_slow"
    monkeypatch.setattr(files._process, "_argv", command())
    monkeypatch.setattr(files, "_seconds", 20.0)
    assert read(files, a_pdf())[0].fault is None


@pytest.mark.parametrize("command", [DIES, BABBLES])
def test_a_process_that_dies_or_babbles_is_a_damaged_file(reader, command):
    assert read(reader(command=command), a_pdf())[0].fault == "damaged"


def test_a_process_that_cannot_be_started_is_not_the_files_fault(reader):
    [one] = read(reader(command=("/no/such/program",)), a_pdf())
    assert (one.fault, one.passing) == ("not_read", True)


def test_a_process_killed_in_the_midst_is_replaced_and_the_file_read(reader):
    files = reader()
    read(files, b"one")
    before = files.pid
    os.kill(before, signal.SIGSTOP)
    threading.Timer(0.3, os.kill, (before, signal.SIGKILL)).start()
    assert read(files, a_pdf())[0].fault is None
    assert files.pid != before


def test_files_that_wait_too_long_are_not_read(reader):
    files = reader(seconds=1.0, command=HANGS)
    assert [text.fault for text in read(files, b"a", b"b", patience=0.5)] == ["too_slow", "too_slow"]


def test_memory_is_limited(reader):
    rows = "<row>" + '<c t="inlineStr"><is><t>x</t></is></c>' * 16000 + "</row>"
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    book = (
        f'<workbook {space} xmlns:r="{relations}"><sheets><sheet name="x" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    body = zip_of(
        {
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{relations}'
            '/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{rows}{far}</sheetData></worksheet>",
        }
    )
    files = reader()
    assert read(files, body)[0].fault in ("damaged", "unpacks_too_large")
    assert read(files, a_pdf())[0].fault is None


def test_the_process_ends_with_its_parent(tmp_path):
    script = textwrap.dedent(
        """
        import asyncio, sys, time
        from crawler.polling.file_process import FileReader
        files = FileReader()
        asyncio.run(files.read(b"text"))
        print(files.pid, flush=True)
        time.sleep(600)
        """
    )
    import subprocess

    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    ends = time.monotonic() + 10
    while _lives(child):
        assert time.monotonic() < ends, "the process outlived its parent"
        time.sleep(0.05)


def _lives(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
