"""The container image, as far as it can be had without a container engine: the Dockerfile's own steps are carried out
in an empty folder, and what they install is used the way the image would use it."""

import json
import os
import re
import shlex
import shutil
import signal
import string
import subprocess
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from crawler.browser.chromium_options import PROGRAMS
from tests.end_to_end.conftest import until

REPOSITORY = Path(__file__).parents[2]
# Where packages come from is the machine's business; all else of its environment stays out.
REGISTRY = re.compile(r"(UV|PIP)_.*|.*CERT.*|.*CA_BUNDLE.*|.*_PROXY", re.IGNORECASE)
NOT_PASSED = {"UV_PROJECT_ENVIRONMENT", "UV_PYTHON"}


def instructions():
    """The Dockerfile as (instruction, rest) of each line, by stage."""
    text = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
    lines = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ").splitlines()
    stages = []
    for name, _, rest in (line.partition(" ") for line in filter(str.strip, lines)):
        if name == "FROM":
            stages.append([])
        stages[-1].append((name, rest.strip()))
    return stages


def last(name, stage):
    """The value of the last such instruction of a stage."""
    return [rest for instruction, rest in stage if instruction == name][-1]


@dataclass
class Image:
    """A folder in the place of the image's root."""

    root: Path
    environment: dict
    folder: Path = field(init=False)

    def __post_init__(self):
        self.folder = self.root

    def place(self, path):
        return self.root / path.lstrip("/") if path.startswith("/") else self.folder / path

    def env(self, rest):
        for word in shlex.split(rest):
            name, _, value = word.partition("=")
            value = re.sub(r"/(?=opt/|data)", f"{self.root}/", value)
            self.environment[name] = string.Template(value).substitute(self.environment)

    def copy(self, rest):
        *sources, target = shlex.split(rest)
        for source in sources:
            path = REPOSITORY / source
            if path.is_dir():
                shutil.copytree(path, self.place(target), ignore=shutil.ignore_patterns("__pycache__", "*.db*"))
            else:
                shutil.copy(path, self.place(target))

    def run(self, command, **options):
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            **options,
        )

    def files(self):
        return sorted(str(path) for path in self.root.rglob("*"))


def build(root):
    """Carries out the stages; what needs root or an engine (users, volumes, signals) is passed over."""
    first, second, *_ = instructions()
    image = Image(
        root, {name: value for name, value in os.environ.items() if REGISTRY.fullmatch(name) and name not in NOT_PASSED}
    )
    prefix = root / "usr" / "local"
    subprocess.run([sys.executable, "-m", "venv", prefix], check=True)
    image.environment |= {"HOME": str(root / "root"), "PATH": f"{prefix}/bin:/usr/local/bin:/usr/bin:/bin"}
    (root / "root").mkdir()
    for name, rest in first:
        if name == "ENV":
            image.env(rest)
        elif name == "WORKDIR":
            image.folder = image.place(rest)
            image.folder.mkdir(parents=True)
        elif name == "COPY":
            image.copy(rest)
        elif name == "RUN":
            done = image.run(rest, shell=True)
            assert done.returncode == 0, done.stderr
    _leave_behind(image, second)
    return image


def _leave_behind(image, second):
    """The second stage: only what it copies from the first stays."""
    _, source, target = last("COPY", second).split()
    assert source == target, "a virtual environment cannot be moved"
    for path in image.folder.iterdir():
        if path != image.place(source):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name, rest in second:
        if name == "ENV":
            image.env(rest)
    image.folder = image.place(last("WORKDIR", second))
    image.folder.mkdir()


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    return build(tmp_path_factory.mktemp("image"))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_steps_of_the_dockerfile_make_a_program_that_works_from_an_empty_volume(image):
    entry = json.loads(last("ENTRYPOINT", instructions()[1]))
    before = image.files()
    assert image.run([*entry, "--version"]).stdout.startswith("noticewatch ")
    missing = image.run([*entry, *json.loads(last("CMD", instructions()[1]))])
    assert (missing.returncode, missing.stderr.count("\n")) == (2, 1)
    assert f"`noticewatch init {image.folder}` creates it" in missing.stderr
    made = image.run([*entry, "init", str(image.folder)])
    assert made.returncode == 0, made.stderr
    checked = image.run([*entry, "config", "check"])
    assert checked.stdout.startswith("ok: "), checked.stderr
    listed = image.run([*entry, "sources", "list"])
    assert listed.returncode == 0, listed.stderr
    database = image.folder / "noticewatch.db"
    assert not database.exists(), "a command that only reads creates nothing"
    shutil.rmtree(image.folder / "sources")  # The daemon shall poll nobody.
    daemon = subprocess.Popen([*entry, "run"], cwd=image.folder, env=image.environment)
    try:
        until(lambda: image.run([*entry, "status", "--check"]).returncode == 0)
    finally:
        daemon.send_signal(getattr(signal, last("STOPSIGNAL", instructions()[1])))
        assert daemon.wait(timeout=60) == 0
    assert database.exists()
    written = set(image.files()) - set(before)
    assert all(path.startswith(str(image.folder)) for path in written), "the rest of the image is read-only"


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_image_holds_the_locked_dependencies_and_none_for_development(image):
    packages = next(image.root.glob("opt/noticewatch/.venv/lib/python*/site-packages"))
    installed = {
        path.name.split("-")[0].lower().replace("_", "-"): path.name.split("-")[1].removesuffix(".dist")
        for path in packages.glob("*.dist-info")
    }
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    locked = {
        package["name"]: package["version"]
        for package in tomllib.loads((REPOSITORY / "uv.lock").read_text())["package"]
    }

    def names(requirements):
        return {re.split(r"[^\w-]", requirement)[0] for requirement in requirements}

    extras = [extra for _, rest in instructions()[0] for extra in re.findall(r"--extra (\S+)", rest)]
    assert {"postgresql", "cluster", "web"} == set(extras)
    optional = project["project"]["optional-dependencies"]
    wanted = names(sum((optional[extra] for extra in extras), project["project"]["dependencies"]))
    assert wanted <= set(installed)
    # Babel is a dependency of courlan, which is one of trafilatura, as well.
    assert not (names(project["dependency-groups"]["dev"]) - wanted - {"babel"}) & set(installed)
    assert {name: locked[name] for name in installed} == installed
    assert (packages / "monitor" / "starter" / "noticewatch.yaml").exists()
    assert (packages / "monitor" / "messages" / "templates" / "notice.html.j2").exists()
    assert not list(packages.glob("tests")), "only the two packages are installed"


def test_the_image_runs_unprivileged_and_tells_its_health():
    final = instructions()[1]
    assert int(last("USER", final).split(":")[0]) > 0
    assert last("VOLUME", final) == last("WORKDIR", final) == "/data"
    assert last("HEALTHCHECK", final).endswith('CMD ["noticewatch", "status", "--check"]')
    assert last("STOPSIGNAL", final) == "SIGTERM"


def test_the_target_with_everything_differs_only_in_extras_and_the_browser():
    build, runtime, build_full, full, default = instructions()
    bases = [last("FROM", stage) for stage in (build_full, full, default)]
    assert bases == ["build AS build-full", "runtime AS full", "runtime AS default"]
    assert default == [("FROM", "runtime AS default")], "without a target, the small image is built"
    plain, more = (last("RUN", stage) for stage in (build, build_full))
    optional = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    extras = re.findall(r"--extra (\S+)", more)
    assert set(extras) == set(optional)
    assert re.sub(r" --extra \S+", "", more) == re.sub(r" --extra \S+", "", plain)
    assert last("COPY", full) == "--from=build-full /opt/noticewatch/.venv /opt/noticewatch/.venv"
    assert last("USER", full) == last("USER", runtime)
    (packages,) = re.findall(r"--no-install-recommends (.*?) *&&", last("RUN", full))
    assert PROGRAMS[0] in packages.split()


@pytest.fixture
def compose():
    return YAML(typ="safe").load((REPOSITORY / "compose.yaml").read_text(encoding="utf-8"))


def test_the_service_can_write_to_its_volume_alone(compose):
    service = compose["services"]["noticewatch"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["volumes"] == ["data:/data"]
    assert "profiles" not in service
    assert set(compose["volumes"]) == {"data", "postgres"}


def test_nothing_of_the_postgres_profile_is_asked_for_without_it(compose):
    # Compose fills in variables before it looks at profiles, so a required one would be required of everybody.
    assert ":?" not in json.dumps(compose)
    assert compose["services"]["postgres"]["profiles"] == ["postgres", "cluster"]
    needed = compose["services"]["noticewatch"]["depends_on"]["postgres"]
    assert needed == {"condition": "service_healthy", "required": False}


def test_a_cluster_is_a_profile_of_its_own(compose):
    services = compose["services"]
    assert {name for name, service in services.items() if "cluster" in service.get("profiles", ())} == {
        "worker",
        "web",
        "postgres",
    }
    assert (services["worker"]["command"], services["web"]["command"]) == (["work"], ["web"])
    assert services["worker"]["scale"] == 2
    for name in ("worker", "web"):
        assert services[name]["read_only"]
        assert services[name]["cap_drop"] == ["ALL"]
