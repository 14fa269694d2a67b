"""In CI, or with `--strict-skips`, a skip whose reason .ci/allowed-skips does not name fails the run."""

import os
from pathlib import Path

import pytest

ALLOWED = Path(__file__).parents[1] / ".ci" / "allowed-skips"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--strict-skips", action="store_true", help="fail for skips that .ci/allowed-skips does not name")


def pytest_configure(config: pytest.Config) -> None:
    wanted = config.getoption("--strict-skips") or os.environ.get("CI", "").lower() in ("1", "true")
    # The workers of xdist report to the process that started them; only that one counts.
    if wanted and not hasattr(config, "workerinput"):
        config.pluginmanager.register(StrictSkips(allowed_reasons(ALLOWED.read_text(encoding="utf-8"))))


def allowed_reasons(listed: str) -> tuple[str, ...]:
    """The pieces of reasons in a list, without its comments."""
    pieces = [line.partition("#")[0].strip() for line in listed.splitlines()]
    return tuple(piece for piece in pieces if piece)


class StrictSkips:
    """Collects the skips that no allowed reason covers, and fails the run for them."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        self.allowed = allowed
        self.unlisted: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and not hasattr(report, "wasxfail"):
            self._note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self._note(report)

    def _note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not any(piece in reason for piece in self.allowed):
            self.unlisted.append(f"{report.nodeid}: {reason}")

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.unlisted and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.unlisted:
            terminalreporter.section("skips that .ci/allowed-skips does not name", red=True)
            terminalreporter.write("".join(f"{line}\n" for line in sorted(set(self.unlisted))))
