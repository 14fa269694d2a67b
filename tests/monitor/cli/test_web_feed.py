"""`web feed`: the addresses that it prints are those that the web page serves."""

import json

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from monitor.cli import app
from monitor.cli.common import open_config
from monitor.config.web import Web
from monitor.errors import UnknownError
from monitor.web.app import create_app
from monitor.web.feeds.addresses import configured_base
from monitor.web.site import WebSite
from tests.stores import template


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "noticewatch.db").write_bytes(template())
    (tmp_path / "noticewatch.yaml").write_text("channels: {ops: json://127.0.0.1}\n")
    for name, entry in (
        ("topics", {"id": "clusters", "name": "集群", "query": "集群"}),
        ("lists", {"id": "support", "query": "补贴"}),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "all.yaml").write_text(json.dumps([entry]))
    (tmp_path / "subscriptions.yaml").write_text(
        json.dumps([{"id": "team", "topics": ["clusters"], "channels": ["ops"]}])
    )
    return tmp_path


def feed(folder, *arguments):
    done = CliRunner().invoke(app, ["web", "feed", *arguments, "--config", str(folder)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return dict(line.split() for line in done.stdout.splitlines())


@pytest.mark.parametrize(
    ("arguments", "title"),
    [
        (("--topic", "clusters"), "Notices: 集群"),
        (("--subscription", "team"), "Notices: team"),
        (("--query", "集群 AND 补贴"), "Notices: 集群 AND 补贴"),
        (("--topic", "clusters", "--query", "补贴"), "Notices: 集群, 补贴"),
        (("--list", "support"), "List: support"),
    ],
)
def test_each_address_is_served(folder, arguments, title):
    addresses = feed(folder, *arguments)
    assert {"atom.xml", "feed.json", "table.csv", "table.xlsx"} <= set(addresses)
    assert feed(folder, *arguments) == addresses, "the same selection has the same address"
    config, store = open_config(folder)
    with TestClient(
        create_app(WebSite(store, lambda: config, config.settings.web)), base_url="http://127.0.0.1"
    ) as web:
        for address in addresses.values():
            assert web.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200
        assert json.loads(web.get("/feeds/" + addresses["feed.json"].partition("/feeds/")[2]).text)["title"] == title
        assert addresses["atom.xml"].removeprefix("http://127.0.0.1:8000") in web.get("/feeds").text


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        ((), "specify --topic"),
        (("--topic", "clusters", "--list", "support"), "specify --topic"),
        (("--topic", "cluster"), "there is no topic cluster; did you mean `clusters`"),
        (("--subscription", "other"), "there is no subscription other"),
        (("--list", "other"), "there is no list other"),
        (("--query", "集群 AND ("), "not a valid query"),
    ],
)
def test_what_cannot_be_published_is_refused(folder, arguments, fault):
    with pytest.raises(UnknownError, match=fault):
        feed(folder, *arguments)


@pytest.mark.parametrize(
    ("web", "base"),
    [
        (Web(), "http://127.0.0.1:8000"),
        (
            Web(hosts=("n.example.cn", "b.example.cn"), prefix="/notices", secure_cookies=True),
            "https://n.example.cn/notices",
        ),
    ],
)
def test_the_address_begins_with_what_is_configured(web, base):
    assert configured_base(web) == base
