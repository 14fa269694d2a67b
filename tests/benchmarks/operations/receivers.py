"""Receivers that refuse a message, or answer slowly."""

import base64
import json
import re
import time
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.benchmarks.operations.world import (
    TEXT,
    Case,
    Web,
    World,
    send,
    serving,
    waited,
    worlds,
)


def check_poison(case: Case) -> str:
    """Run a case, and return an empty string if it holds, or a description of its failure."""
    with worlds() as world, serving(Web()) as web, serving(Web(host="127.0.0.3")) as slow:
        taken: list[str] = []
        refused: list[float] = []

        def receive(handler: BaseHTTPRequestHandler) -> None:
            # Some senders escape other letters than those of ASCII.
            text = json.dumps(json.loads(handler.seen_body), ensure_ascii=False)  # type: ignore[attr-defined]
            if "毒丸" in text if "bark" not in case.name else _compact(text) > 4096:
                refused.append(time.monotonic())
                send(handler, b'{"code":500,"message":"PayloadTooLarge"}', int(_status(case)))
            else:
                taken.append(text)
                send(handler, b'{"code":200,"message":"success"}', Content_Type="application/json")

        web.routes["/told"] = web.routes["/push"] = web.routes["/device"] = receive
        if dripping := re.search(r"(\d+) channels", case.text):
            return _dripping(world, web, slow, taken, int(dripping[1]))
        kind = "bark" if "bark" in case.name else "webhook" if "webhook" in case.name else "json"
        path = "device" if kind == "bark" else "told"
        address = f"127.0.0.1:{web.port}/{path}"
        world.settings(channels={"c": _webhook(f"http://{address}") if kind == "webhook" else f"{kind}://{address}"})
        world.subscription(["c"])
        long = "".join(f"{'一二三四五六七八九十'[n % 10]}、{TEXT * 3}\n" for n in range(30))
        with world.daemon():
            waited(lambda: "watching" in world.log() or "no source" in world.log(), 60)
            poison = {"url": "http://x.example/p", "title": "毒丸集群通知", "text": f"毒丸。{long}"}
            _ingest_alert(world, poison)
            if not waited(lambda: refused or (kind == "bark" and taken)):
                return f"nothing came: {world.log()[-300:]}"
            began = time.monotonic()
            for number in (1, 2):
                short = {
                    "url": f"http://x.example/{number}",
                    "title": f"短讯{number}集群通知",
                    "text": f"{number}。{TEXT}",
                }
                _ingest_alert(world, short)
            came = waited(lambda: all(any(f"短讯{n}" in text for text in taken) for n in (1, 2)), 60)
        took = time.monotonic() - began
        return "" if came else f"{len(taken)} taken, {len(refused)} refused after {took:.0f} s: {world.log()[-300:]}"


def _webhook(url: str) -> dict[str, str]:
    return {"url": f"webhook+{url}", "secret": f"whsec_{base64.b64encode(bytes(24)).decode()}"}


def _compact(text: str) -> int:
    return len(json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":")).encode())


def _status(case: Case) -> str:
    found = re.search(r"answers (\d{3}) to one message", case.text)
    return found[1] if found else "500"


def _ingest_alert(world: World, notice: dict[str, Any]) -> None:
    path = world.folder / "more.jsonl"
    path.write_text(json.dumps(notice) + "\n")
    world.run("ingest", "--alert", str(path))


def _dripping(world: World, web: Web, slow: Web, taken: list[str], count: int) -> str:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        for byte in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1000:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            time.sleep(4)

    slow.routes["/drip"] = drip
    channels: dict[str, Any] = {f"d{n}": _webhook(f"{slow.url}/drip/{n}") for n in range(count)}
    channels["good"] = f"json://127.0.0.1:{web.port}/told"
    world.settings(channels=channels)
    world.subscription(list(channels))
    with world.daemon():
        waited(lambda: "watching" in world.log() or "no source" in world.log(), 60)
        began = time.monotonic()
        _ingest_alert(world, {"url": "http://x.example/1", "title": "短讯集群通知", "text": TEXT})
        came = waited(lambda: taken, 60)
    if not slow.seen:
        return "no slow receiver was asked"
    return "" if came else f"told nothing in {time.monotonic() - began:.0f} s: {world.log()[-300:]}"
