"""Name servers, IPv6, heartbeats, and hostile pages."""

import contextlib
import json
import re
import subprocess
import sys
import time
from itertools import pairwise

from tests.benchmarks.operations.world import (
    Case,
    Web,
    files,
    mounted,
    portal,
    send,
    serving,
    waited,
    worlds,
)


def check_hostile(case: Case) -> str:
    """Run a case, and return an empty string if it holds, or a description of its failure."""
    what = re.search(r"What: (.+)", case.text)[1]  # type: ignore[index]
    if made := files(case):
        body = subprocess.run([sys.executable, str(made[0])], capture_output=True, check=True).stdout
    else:
        count, tag = re.search(r"([\d,]+) `(<[^`]+>)`", what).groups()  # type: ignore[union-attr]
        body = b"<rss><channel>" * ("item" in tag) + tag.encode() * int(count.replace(",", ""))
    with worlds() as world, serving(Web()) as good, serving(Web(host="127.0.0.2")) as bad:
        bad.rows = int((re.search(r"(\d+) notices", what) or ["", "1"])[1])
        bad.routes["/notice" if "notice" in what else "/list"] = lambda handler: send(handler, body)
        world.sources(portal(good, every="1s"), portal(bad, "bad", every="1s", type="auto"))
        with world.daemon():
            if not waited(lambda: bad.times("/notice" if "notice" in what else "/list")):
                return f"the page was not asked for: {world.log()[-300:]}"
            began = time.monotonic()
            time.sleep(40)
        polls = [began, *(at for at in good.times("/list") if at > began), began + 40]
        gap = max(later - earlier for earlier, later in pairwise(polls))
        return "" if gap <= 22 and len(polls) >= 5 else f"{len(polls) - 2} polls, longest gap {gap:.0f} s"


def check_names(case: Case) -> str:
    """Run a case, and return an empty string if it holds, or a description of its failure."""
    with worlds() as world, serving(Web(host="0.0.0.0")) as web, serving(Web()) as desk:
        place = world.folder.parent
        told: list[str] = []
        desk.routes["/told"] = lambda handler: (told.append(handler.seen_body.decode()), send(handler, b"ok"))[1]  # type: ignore[attr-defined, func-returns-value]
        world.settings(channels={"c": f"json://127.0.0.1:{desk.port}/told"}, operator="c")
        (place / "resolv.conf").write_text("nameserver 127.99.99.99\n")
        (place / "hosts").write_text("".join(f"127.0.1.{n} good{n}.example.net\n" for n in range(1, 11)))
        world.wrapper = mounted(f"{place}/resolv.conf:/etc/resolv.conf", f"{place}/hosts:/etc/hosts")
        address = {"trusted": True}
        world.sources(
            *({"id": f"dead{n}", "url": f"http://d{n}.dead.test/list/", "every": "10s"} for n in range(30)),
            *(
                {"id": f"good{n}", "url": f"http://good{n}.example.net:{web.port}/list/{n}/", "every": "5s", **address}
                for n in range(1, 11)
            ),
        )
        with world.daemon():
            waited(lambda: web.times("/list/"))
            time.sleep(70)
            status = world.run("status", "--json")
        if "network" in case.name:
            down = json.loads(status.stdout)["network"]["down_since"]
            others = [text for text in told if "network" in text.lower() or "good" in text]
            return "" if down is None and not others else f"down since {down}, told {others}"[:300]
        counts = [len(web.times(f"/list/{n}/")) for n in range(1, 11)]
        return "" if min(counts) >= 3 else f"polls {counts}"


def check_heartbeat(case: Case) -> str:
    """Run a case, and return an empty string if it holds, or a description of its failure."""
    with worlds() as world, serving(Web()) as web, serving(Web(host="127.0.0.4")) as other:
        home = world.folder.parent / "home"
        home.mkdir()
        for name in ("netrc", ".netrc"):
            if files(case):
                text = files(case)[0].read_text()
                (home / name).write_text(text)
                (home / name).chmod(0o600)
        world.environment["HOME"] = str(home)
        web.routes["/beat"] = lambda handler: send(handler, b"ok")
        other.routes["/beat"] = web.routes["/beat"]
        status = int((re.search(r"answers (30\d)", case.text) or ["", "302"])[1])
        if "proxy" in case.name:
            world.environment |= dict.fromkeys(("http_proxy", "HTTP_PROXY", "all_proxy"), other.url)
        if "redirect" in case.name:
            web.routes["/beat"] = lambda handler: send(handler, b"", status, Location=f"{other.url}/beat")
        world.settings(heartbeat=f"{web.url}/beat")
        world.sources(portal(web, every="2s"))
        with world.daemon():
            if not waited(lambda: web.times("/beat") or other.seen, 90):
                return f"no heartbeat: {world.log()[-300:]}"
            time.sleep(1)
        given = [headers.get("Authorization") for _, _, path, headers in web.seen if path.startswith("/beat")]
        if other.seen:
            return f"the other host was asked: {other.seen[0]}"
        return "" if not any(given) else f"Authorization {given}"


def check_ipv6(case: Case) -> str:
    """Run a case, and return an empty string if it holds, or a description of its failure."""
    with worlds() as world, contextlib.ExitStack() as stack:
        is_mapped = "mapped" in case.name or "127.0.0.1" in case.text
        web = stack.enter_context(serving(Web(host="127.0.0.1" if is_mapped else "::1")))
        host = "[::1]"
        if literal := re.search(r"`http://(\[[^\]]+\])", case.text):
            host = literal[1]
        if "name" in case.name:
            host = "six.example.net"
            place = world.folder.parent
            (place / "hosts").write_text(f"::1 {host}\n")
            world.wrapper = mounted(f"{place}/hosts:/etc/hosts")
        trusted = "untrusted" not in case.name
        world.sources({"id": "s", "url": f"http://{host}:{web.port}/list/", "trusted": trusted})
        world.run("crawl")
        notices = world.run("notices", "list", "--format", "jsonl").stdout.count('"url"')
        status = json.loads(world.run("status", "--json").stdout)
        is_ok = [source.get("state") for source in status["sources"]] == ["ok"] if "sources" in status else None
        if trusted:
            return "" if notices >= 3 and is_ok is not False else f"{notices} notices, {str(status)[:200]}"
        return "" if not web.seen and not notices and not is_ok else f"{web.seen} {str(status)[:200]}"
