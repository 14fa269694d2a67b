"""Configuration folders as they are found in practice, and secrets in them."""

import json
import re

from tests.benchmarks.operations.world import (
    TEXT,
    Case,
    Web,
    World,
    ended,
    portal,
    send,
    serving,
    waited,
    worlds,
)

SECRET = "S3cretValue9"


def check_folder(case: Case) -> str:
    """Run a case, and return an empty string if it holds, or a description of its failure."""
    with worlds() as world, serving(Web()) as web:
        name = case.name
        folder = world.folder
        one = json.dumps([portal(web, "one")])
        if "configmap" in name:
            kind = name.removeprefix("configmap-")
            inner = folder / kind / "..2026_11_28_20_00_00.123"
            inner.mkdir(parents=True)
            (inner / "p.yaml").write_text(one if kind == "sources" else json.dumps([{"id": "one", "query": "集群"}]))
            (folder / kind / "..data").symlink_to(inner.name)
            (folder / kind / "p.yaml").symlink_to("..data/p.yaml")
            return ended(world.run("config", "check"), 0) or _listed(world, kind)
        if junk := re.search(r"What: `([^`]+)` beside", case.text):
            world.sources(portal(web, "one"), file="sources/p.yaml")
            path = folder / "sources" / junk[1]
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X\xb0\xff" if "._" in junk[1] else one.encode())
            return ended(world.run("config", "check"), 0) or _listed(world, "sources")
        if "linked" in name:
            elsewhere = folder.parent / "elsewhere"
            elsewhere.mkdir()
            (elsewhere / "p.yaml").write_text(one)
            (folder / "sources").mkdir()
            (folder / "sources/more").symlink_to(elsewhere)
            done = world.run("config", "check")
            return _listed(world, "sources") if "more" not in done.stdout + done.stderr else ""
        if path := re.search(r"the folder is called `([^`]+)`", case.text):
            return _odd_path(world, path[1])
        return _secrets(case, world, web)


def _listed(world: World, kind: str) -> str:
    done = world.run(kind, "list")
    count = done.stdout.count("one")
    return "" if done.returncode == 0 and count == 1 else f"listed {count} times: {done.stdout}{done.stderr}"[-300:]


def _odd_path(world: World, name: str) -> str:
    world.folder = world.folder.parent / name
    world.folder.mkdir()
    world.settings()
    before = sorted(world.folder.parent.iterdir())
    (world.folder / "notice.jsonl").write_text(json.dumps({"url": "http://x.example/1", "title": "通知", "text": TEXT}))
    done = world.run("ingest", str(world.folder / "notice.jsonl"))
    after = sorted(world.folder.parent.iterdir())
    if fault := ended(done, 0):
        return fault
    return "" if (world.folder / "noticewatch.db").exists() and before == after else f"files {after}"


def _secrets(case: Case, world: World, web: Web) -> str:
    """Check that a secret in the configuration is refused or warned of, or works, and is shown nowhere."""
    what = re.search(r"What: (.+)", case.text)[1]  # type: ignore[index]
    if channel := re.search(r"a channel with `([^`]+)`", what):
        world.settings(channels={"c": f"json://user:{channel[1]}@127.0.0.1:9/x"})
        done = world.run("config", "check")
        said = done.stdout + done.stderr
        is_named = done.returncode == 2 or re.search(r"(?i)warn|SOME_TOKEN", said)
        return "" if is_named and channel[1] not in said else f"exit code {done.returncode}: {said[-200:]}"
    web.routes["/gone"] = lambda handler: send(handler, b"", 404)
    if parameter := re.search(r"`\?([^=]+)=…`", what):
        url = f"{web.url}/gone/?{parameter[1]}={SECRET}&page=1"
    else:
        url = web.url.replace("//", f"//bob:{SECRET}@") + "/list/"
    world.sources({"id": "s", "url": url, "trusted": True, "every": "1s"})
    checked = world.run("config", "check")
    outputs = [checked.stdout, checked.stderr]
    if checked.returncode == 0:
        for command in (
            ("crawl",),
            ("status",),
            ("status", "--json"),
            ("sources", "check"),
            ("events", "--after", "0"),
        ):
            done = world.run(*command)
            outputs += [done.stdout, done.stderr]
        with world.daemon():
            waited(lambda: "polled s" in world.log(), 60)
        outputs.append(world.log())
        if not parameter and not web.times("/list"):
            return "config check accepts it, but nothing is polled"
    files = [path.read_bytes().decode("latin-1") for path in world.folder.glob("noticewatch.db*")]
    shown = [place for place, text in enumerate([*outputs, *files]) if SECRET in text]
    return f"shown in {shown}: {outputs[shown[0]][:200] if shown[0] < len(outputs) else 'database'}" if shown else ""
