"""A program without any extra works; it names each missing extra once, with the command that installs it."""

import http.server
import io
import re
import subprocess
import sysconfig
import threading
import tomllib
import venv
from functools import partial
from pathlib import Path

import pypdfium2
import pytest

from tests.crawler.files.made import a_docx, a_pdf, a_rar

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
MODULES = {"prometheus-client": "prometheus_client"}
WEB = "pip install 'noticewatch[web]'"
CLUSTER = "pip install 'noticewatch[cluster]'"
POSTGRESQL = "pip install 'noticewatch[postgresql]'"


def modules_of_extras():
    """The packages that the extras install, by the names of their modules."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = (line for lines in project["optional-dependencies"].values() for line in lines)
    names = {re.split(r"[\[<>=~]", line, maxsplit=1)[0] for line in extras}
    names -= {re.split(r"[\[<>=~]", line, maxsplit=1)[0] for line in project["dependencies"]}
    return {MODULES.get(name, name) for name in names} | {"psycopg_binary", "psycopg_pool"}


@pytest.fixture(scope="module")
def noticewatch(tmp_path_factory):
    """A function that runs the program with the installed packages but those of the extras, and without bsdtar."""
    folder = tmp_path_factory.mktemp("bare")
    packages = folder / "packages"
    packages.mkdir()
    left_out = modules_of_extras()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if entry.name.partition(".")[0] not in left_out and entry.suffix != ".pth":
            (packages / entry.name).symlink_to(entry)
    venv.create(folder / "venv", symlinks=True, with_pip=False)
    [site] = (folder / "venv").glob("lib/*/site-packages")
    (site / "paths.pth").write_text(f"{packages}\n{ROOT}\n", "utf-8")

    def run(*arguments):
        command = [folder / "venv" / "bin" / "python", "-P", "-m", "monitor", *map(str, arguments)]
        variables = {"PATH": str(folder), "HOME": str(folder), "LANG": "C.UTF-8"}
        return subprocess.run(
            command, env=variables, cwd=folder, capture_output=True, text=True, timeout=120, check=False
        )

    return run


@pytest.fixture
def site(tmp_path):
    """The address of a site with a list of notices, whose attachments are scans and RAR archives."""
    with pypdfium2.PdfDocument(a_pdf(repeat=1)) as document:
        scan = document[0].render(scale=1).to_pil().convert("L")
    for number in (1, 2):
        written = io.BytesIO()
        scan.rotate(number).save(written, "PDF")
        (tmp_path / f"scan{number}.pdf").write_bytes(written.getvalue())
        (tmp_path / f"archive{number}.rar").write_bytes(a_rar(**{f"方案{number}_docx": a_docx()}))
    names = ["scan1.pdf", "scan2.pdf", "archive1.rar", "archive2.rar"]
    for number, name in enumerate(names):
        (tmp_path / f"{number}.html").write_text(
            f"<h1>关于开展第{number}批产业集群培育工作的通知</h1><p>各县（市、区）工业和信息化局：</p>"
            f"<p>现就第{number}批培育工作有关事项通知如下。</p><p>附件：<a href='{name}'>申报表</a></p>",
            "utf-8",
        )
    rows = "".join(
        f"<li><a href='{number}.html'>关于开展第{number}批产业集群培育工作的通知</a> 2026-01-1{number}</li>"
        for number in range(len(names))
    )
    (tmp_path / "index.html").write_text(f"<ul>{rows}</ul>", "utf-8")
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    handler.log_message = lambda *_: None
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/index.html"
    server.shutdown()
    thread.join()
    server.server_close()


def a_folder(noticewatch, folder, sources):
    assert noticewatch("init", folder).returncode == 0
    for file in (folder / "sources").rglob("*.yaml"):
        file.unlink()
    (folder / "sources" / "mine.yaml").write_text(sources, "utf-8")
    return folder


def test_the_other_sources_and_attachments_are_read(noticewatch, site, tmp_path):
    source = f'type: html, url: "{site}", every: 10m, trusted: true'
    sources = f"- {{id: plain, name: a, {source}}}\n- {{id: scripts, name: b, {source}, render: browser}}\n"
    folder = a_folder(noticewatch, tmp_path / "config", sources)
    done = noticewatch("crawl", "--config", folder, "--format", "jsonl")
    assert done.returncode == 1, "one source failed"
    assert len(done.stdout.splitlines()) == 4
    for command in (
        "pip install 'noticewatch[browser]'",
        "pip install 'noticewatch[ocr]'",
        "apt-get install libarchive-tools",
    ):
        assert done.stderr.count(command) == 1, done.stderr


@pytest.mark.parametrize(
    ("arguments", "database", "command"),
    [
        (["web"], "sqlite:///a.db", WEB),
        (["run", "--web"], "sqlite:///a.db", WEB),
        (["work"], "sqlite:///a.db", CLUSTER),
        (["status"], "postgresql://u@127.0.0.1:1/x", POSTGRESQL),
        (["run"], "postgresql://u@127.0.0.1:1/x", POSTGRESQL),
    ],
)
def test_a_command_says_what_it_needs(noticewatch, tmp_path, arguments, database, command):
    folder = a_folder(noticewatch, tmp_path / "config", "[]\n")
    settings = folder / "noticewatch.yaml"
    settings.write_text(settings.read_text("utf-8").replace("sqlite:///noticewatch.db", database), "utf-8")
    done = noticewatch(*arguments, "--config", folder)
    assert done.returncode == 2
    assert done.stderr.count(command) == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr
