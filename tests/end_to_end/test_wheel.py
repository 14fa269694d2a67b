"""The wheel: it carries every file of the program, and the program works from it alone.

The program is run from the unpacked wheel. With NOTICEWATCH_WHEEL=all, as in `make test-all`, it is installed by
`uv tool install` into an empty home, and the demonstration is played, too; this takes some minutes.
"""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("crawler", "monitor", "noticewatch")
REGISTRY = re.compile(r"(UV|PIP)_.*|.*CERT.*|.*CA_BUNDLE.*|.*_PROXY", re.IGNORECASE)
THOROUGH = os.environ.get("NOTICEWATCH_WHEEL") == "all"
NOT_PASSED = {"UV_PROJECT_ENVIRONMENT", "UV_PYTHON"}
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=60)
    [wheel] = folder.glob("*.whl")
    return wheel


def test_the_wheel_carries_every_file_of_the_packages_and_the_starter_configuration(wheel):
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    committed = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    starter = {
        f"monitor/starter/{path.relative_to(ROOT / 'config')}"
        for path in (ROOT / "config").rglob("*")
        if path.suffix in (".yaml", ".json")
    }
    assert names == committed | starter
    kinds = {Path(name).suffix for name in names}
    assert kinds >= {".py", ".toml", ".j2", ".mo", ".css", ".js", ".json", ".yaml", ".typed"}


def environment(home):
    """The environment of a new user."""
    passed = {name: value for name, value in os.environ.items() if REGISTRY.fullmatch(name) and name not in NOT_PASSED}
    return passed | {"HOME": str(home), "PATH": f"{home}/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}


def program(command, variables, folder):
    """A function that runs the program and returns what it prints."""

    def run(*arguments):
        words = [*command, *map(str, arguments)]
        done = subprocess.run(
            words, env=variables, cwd=folder, capture_output=True, text=True, timeout=250, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture
def unpacked(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "packages")
    variables = environment(tmp_path) | {"PYTHONPATH": str(tmp_path / "packages")}
    python = program([sys.executable, "-P"], variables, tmp_path)
    assert python("-c", "import monitor; print(monitor.__file__)").startswith(str(tmp_path))
    return program([sys.executable, "-P", "-m", "monitor"], variables, tmp_path)


@pytest.fixture
def installed(wheel, tmp_path):
    uv = shutil.which("uv", path=str(Path(sys.executable).parent))
    assert uv, "uv is installed by make setup"
    cache = subprocess.run([uv, "cache", "dir"], capture_output=True, text=True, check=True).stdout.strip()
    variables = environment(tmp_path) | {
        "UV_TOOL_DIR": f"{tmp_path}/tools",
        "UV_TOOL_BIN_DIR": f"{tmp_path}/bin",
        "UV_CACHE_DIR": cache,
    }
    install = program([uv, "tool", "install"], variables, tmp_path)
    install("--python", sys.executable, f"noticewatch[web] @ {wheel.as_uri()}")
    return program([f"{tmp_path}/bin/noticewatch"], variables, tmp_path)


@pytest.mark.parametrize("way", ["unpacked", *(["installed"] if THOROUGH else [])])
def test_the_program_works_from_the_wheel_alone(way, request, tmp_path):
    run = request.getfixturevalue(way)
    assert run("--version").startswith("noticewatch ")
    assert "crawl" in run("--help")
    run("init", tmp_path / "mine", "--language", "zh", "--province", "浙江", "--topic", "clusters")
    assert run("config", "check", "--config", tmp_path / "mine").startswith("检查通过")
    page = tmp_path / "page.html"
    page.write_text("<h1>关于集群的通知</h1><p>各县（市、区）工业和信息化局：现就有关事项通知如下。</p>")
    assert "关于集群的通知" in run("inspect", page), "the crawler runs as a child of the program"
    if THOROUGH:
        assert "滨州市" in run("demo")
