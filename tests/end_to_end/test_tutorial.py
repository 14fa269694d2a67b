"""The steps of the tutorial that need no site, as its reader carries them out."""

import json
import shlex

import pytest

from tests.doc_examples import blocks, config_files
from tests.docs import DOCS

pytestmark = pytest.mark.slow
TUTORIAL = DOCS / "tutorial.md"


def _of(language):
    return [block for block in blocks(language) if block.page == TUTORIAL]


def test_the_tutorial_leads_to_the_first_alert_and_to_a_revision(world):
    files = {name: text for block in _of("yaml") for name, text in config_files(block).items()}
    address = world.receiver.removeprefix("http://")
    files["noticewatch.yaml"] = files["noticewatch.yaml"].replace(
        "ntfy://ntfy.sh/a-name-nobody-can-guess", f"json://{address}/"
    )
    for name, text in files.items():
        (world.folder / name).write_text(text, encoding="utf-8")
    for name, block in zip(("first", "second"), _of("jsonl"), strict=True):
        (world.folder / f"{name}.jsonl").write_text(block.text, encoding="utf-8")
    written = [line.removeprefix("$ ") for block in _of("console") for line in block.text.splitlines()]
    steps = written[written.index("noticewatch ingest first.jsonl") : written.index("noticewatch notices diff 1") + 2]
    printed = {step: world.run(*shlex.split(step)[1:], code=0).stdout for step in steps}
    assert json.loads(printed["noticewatch ingest first.jsonl"])["verdict"] == "new"
    assert json.loads(printed["noticewatch ingest second.jsonl --alert"])["verdict"] == "revision"
    assert "2026-12-18" in printed["noticewatch notices show 1"]
    assert "#1" in printed["noticewatch topics test my-clusters"]
    assert "+ 先进制造业" in printed["noticewatch subscriptions test cluster-team --notice 1"]
    *samples, digest, revision = world.received
    assert len(samples) == 9
    assert "[新]" in samples[0]["title"]
    assert "关于组织申报先进制造业集群培育项目的通知" in digest["title"] + digest["message"]
    assert revision["title"].startswith("[修订]")
    assert "2026年12月【25】日" in revision["message"]
