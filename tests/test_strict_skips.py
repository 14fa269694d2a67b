"""A run in CI fails for a skip that nobody allowed, also with workers, and for no other reason."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(folder, reason, *options, **environment):
    """Run a test that skips for this reason.

    Only the limit of a test bounds the run: two starts of pytest take 45 s when twelve processes share a processor.
    """
    (folder / "test_it.py").write_text(f"import pytest\n\n\ndef test_it():\n    pytest.skip({reason!r})\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.strict_skips", "-p", "no:cacheprovider", *options]
    outside = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("PYTEST_")}
    given = outside | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | environment
    return subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, check=False)


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("options", "environment"),
    [(["--strict-skips"], {}), ([], {"CI": "true"}), (["-p", "xdist", "-n1"], {"CI": "true"})],
)
def test_an_unlisted_skip_fails_the_run_and_is_named(tmp_path, options, environment):
    done = run(tmp_path, "no such program", *options, **environment)
    assert done.returncode == 1, done.stdout
    assert "test_it.py::test_it: Skipped: no such program" in done.stdout


def test_a_listed_skip_does_not(tmp_path):
    assert run(tmp_path, "nothing is read-only for root", "--strict-skips").returncode == 0


def test_elsewhere_a_skip_is_a_skip(tmp_path):
    assert run(tmp_path, "no such program").returncode == 0
