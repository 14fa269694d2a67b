"""Count the stops of a poll result on its way to an alert: one new notice that matches one subscription.

A stop is a call of a function or method of the package monitor from another module of it. Each pair of a calling
module and a called function is counted once, even if a loop repeats it. Constructors that dataclasses generate are not
stops, because they only hold values. A climb is a stop in a higher layer than the caller's, by the layers in
pyproject.toml. A call of the store through its ports is a stop but no climb, and the calls that the store makes for it
are not counted. The way begins in `ingest_result` and ends where the store queues the alert. `--all` also shows the
later calls and those inside the store.
"""

import argparse
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import CodeType, FrameType

from crawler.model.notice import Clause
from crawler.model.results import PolledNotice, PollResult
from monitor.alerting.matcher import Matcher
from monitor.config import Config, Settings, Subscription, Topic
from monitor.ingest.pipeline import IngestResult, Policy
from monitor.store import open_store
from monitor.store.transaction import SqlStore
from tests.ingesting import ingest_result

NOW = datetime(2024, 6, 6, tzinfo=UTC)
TEXT = "各县人民政府：为培育先进制造业集群，现将有关事项通知如下。一、支持企业牵头申报。" * 4
_STORE = "store"
_QUEUED = "SqlAlertRepository.add"


@dataclass(frozen=True)
class Stop:
    """A call from one module of the monitor to a function in another."""

    caller: str
    module: str
    function: str

    @property
    def is_climb(self) -> bool:
        """Whether the called module is in a higher layer; the store is called through its ports."""
        called = _package(self.module)
        return called != _STORE and layers()[called] < layers()[_package(self.caller)]


@cache
def layers() -> dict[str, int]:
    """The layer of each package of the monitor, 0 for the highest."""
    settings = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    chosen = next(contract for contract in contracts if contract.get("containers") == ["monitor"])
    found = {}
    for height, layer in enumerate(chosen["layers"]):
        for package in layer.replace(":", "|").split("|"):
            found[package.strip(" ()")] = height
    return found


@contextmanager
def recorded() -> Iterator[list[Stop]]:
    """The stops of what runs inside, in order."""
    found: dict[Stop, None] = {}
    listed: list[Stop] = []

    def profile(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and (stop := _stop(frame)):
            found.setdefault(stop)

    sys.setprofile(profile)
    try:
        yield listed
    finally:
        sys.setprofile(None)
        listed.extend(found)


def _stop(frame: FrameType) -> Stop | None:
    module = _module(frame)
    before = frame.f_back
    caller = _module(before) if before else None
    if not (module and caller) or module == caller or _is_generated(frame.f_code):
        return None
    return Stop(caller, module, frame.f_code.co_qualname)


def _module(frame: FrameType) -> str | None:
    name = str(frame.f_globals.get("__name__", ""))
    return name if name.startswith("monitor.") else None


def _is_generated(code: CodeType) -> bool:
    return code.co_filename == "<string>" or code.co_name == "<genexpr>"


def _package(module: str) -> str:
    return module.split(".")[1]


def prepared(store: SqlStore) -> Callable[[], IngestResult]:
    """Taking in a poll result with one new notice that matches one subscription, at a source with a baseline."""
    subscription = Subscription(id="team", topics=["clusters"], channels=["ops"], scope="notice", on=["new"])
    config = Config(
        folder=Path(),
        settings=Settings(channels={"ops": "json://127.0.0.1"}),
        topics=(Topic(id="clusters", query="集群"),),
        subscriptions=(subscription,),
    )
    matcher = Matcher(config)
    policy = Policy(timedelta(30))

    def take(result: PollResult, now: datetime) -> IngestResult:
        with store.writing() as tx:
            return ingest_result(tx, result, timedelta(hours=1), matcher, policy, now)

    clause = Clause(text="支持企业牵头申报。", role="measure")
    found = PolledNotice(
        url="https://gov.example.cn/1.html", title="关于培育集群的通知", text=TEXT, clauses=(clause,), reader="1"
    )
    empty = PollResult(id="1", source="gov", outcome="ok")
    take(empty, NOW - timedelta(days=1))
    return lambda: take(empty.model_copy(update={"notices": (found,)}), NOW)


def all_stops(store: SqlStore) -> list[Stop]:
    """The stops of such a poll result, in its whole transaction."""
    take = prepared(store)
    with recorded() as found:
        taken = take()
    if [decision.alerts for decision in taken.decisions] != [1]:
        raise RuntimeError("the notice was to cause one alert")
    return found


def to_the_alert(found: list[Stop]) -> list[Stop]:
    """The stops up to the one that queues the alert, without those that the store makes."""
    queued = next(at for at, stop in enumerate(found) if stop.function == _QUEUED)
    return [stop for stop in found[: queued + 1] if _package(stop.caller) != _STORE]


def main(arguments: list[str]) -> None:
    """Print the stops and their number."""
    parser = argparse.ArgumentParser(prog="stops")
    parser.add_argument("--all", action="store_true", help="the whole transaction, and the inside of the store")
    chosen = parser.parse_args(arguments)
    found = all_stops(open_store("sqlite://"))
    found = found if chosen.all else to_the_alert(found)
    for stop in found:
        mark = "^" if stop.is_climb else " "
        print(f"{mark} {stop.caller} -> {stop.module}.{stop.function}")
    modules = {name for stop in found for name in (stop.caller, stop.module)}
    climbs = sum(stop.is_climb for stop in found)
    print(f"{len(found)} stops in {len(modules)} modules, {climbs} climbs")
