"""Changes of the host's clock."""

import json
import os
import re
import signal
import time

from tests.benchmarks.operations.world import (
    Case,
    Web,
    World,
    portal,
    send,
    serving,
    waited,
    worlds,
)
from tests.benchmarks.soak_faults import LIBRARIES


def check_clock(case: Case) -> str:
    """Run a case, and return an empty string if it holds, or a description of its failure."""
    what = re.search(r"What: (.+)", case.text)[1]  # type: ignore[index]
    hours = float(re.search(r"([\d.]+) h", what)[1])  # type: ignore[index]
    with worlds() as world, serving(Web()) as web:
        world.settings(channels={"c": f"json://127.0.0.1:{web.port}/told"})
        world.sources(portal(web, every="2s"))
        world.subscription(["c"])
        told: list[str] = []
        web.routes["/told"] = lambda handler: (told.append(handler.seen_body.decode()), send(handler, b"ok"))[1]  # type: ignore[attr-defined, func-returns-value]
        offset = world.folder.parent / "offset"

        def set_clock(seconds: float) -> None:
            offset.with_suffix(".new").write_text(f"{seconds:+.0f}s\n")
            offset.with_suffix(".new").replace(offset)

        world.environment = {
            "LD_PRELOAD": str(LIBRARIES[0]),
            "FAKETIME_TIMESTAMP_FILE": str(offset),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }
        sign = -1 if "back" in what or "behind" in what else 1
        is_restart = "started" in what
        set_clock(sign * hours * 3600 if is_restart else 0)
        with world.daemon() as process:
            if not waited(lambda: len(web.times("/list")) >= 2):
                return f"not polled before: {world.log()[-300:]}"
            if is_restart:
                process.terminate()
                process.wait(30)
        set_clock(0)
        if is_restart:
            with world.daemon():
                return _after_change(world, web, told)
        with world.daemon() as process:
            waited(lambda: "polled s" in world.log())
            if "suspend" in what:
                os.kill(process.pid, signal.SIGSTOP)
            set_clock(sign * hours * 3600)
            time.sleep(0.3)
            os.kill(process.pid, signal.SIGCONT)
            return _after_change(world, web, told)


def _after_change(world: World, web: Web, told: list[str]) -> str:
    web.rows += 1
    number = web.rows
    before = len(web.times("/list"))
    if not waited(lambda: len(web.times("/list")) >= before + 3, 45):
        return f"{len(web.times('/list')) - before} polls in 45 s"
    if not waited(lambda: any(f"第{number}批" in json.loads(text)["title"] for text in told), 45):
        return f"not told: {[json.loads(text)['title'] for text in told]}"
    return "" if waited(lambda: world.run("status", "--check").returncode == 0, 30) else "status --check fails"
