"""The other commands, and the crawler alone, against the contract."""

import json
import os
import re
from pathlib import Path

import pytest

from monitor.demo.documents import load
from monitor.demo.site import Site
from tests.end_to_end import preloaded
from tests.end_to_end.conftest import TODAY, notice

pytestmark = pytest.mark.slow
CONTRACT = (
    "url title kind is_notice document_number issuers addressees region issued_on published_on effective_on script text"
    " clauses deadlines references attachments warnings reader"
).split()


def crawler(*arguments, text=None, folder=None):
    command = ["crawler", *map(str, arguments)]
    return preloaded.run(command, os.environ, folder or Path.cwd(), text, timeout=60)


def test_init_makes_a_configuration_that_checks(world, tmp_path):
    assert "14 sources are enabled; to enable any of the other 48" in world.run("init", tmp_path / "new", code=0).stdout
    checked = world.run("config", "check", "--config", tmp_path / "new", code=0).stdout
    assert checked.startswith("ok: 62 sources (48 not enabled), ")
    assert world.run("init", tmp_path / "new", code=2).stderr.count("\n") == 1


def test_init_fills_a_folder_that_is_there_and_leaves_what_is_in_it_alone(world, tmp_path):
    mine = tmp_path / "mine"
    other = tmp_path / "other"
    mine.mkdir(mode=0o700)
    world.run("init", mine, code=0)
    assert mine.stat().st_mode & 0o777 == 0o700
    other.mkdir()
    (other / "subscriptions.yaml").write_text("- my own\n")
    assert (
        world.run("init", other, code=2).stderr
        == f"{other / 'subscriptions.yaml'} already exists; nothing was changed\n"
    )
    assert [path.name for path in other.rglob("*")] == ["subscriptions.yaml"]


FAULTS = [
    (
        "sources/x.yaml",
        "- id: a\n  tpye: html\n  url: http://a.b/\n",
        "x.yaml:2: [0].tpye: there is no such field; did",
    ),
    ("sources/x.yaml", "- id: a\n  tpye: html\n  url: http://a.b/\n", "did you mean `type`?"),
    (
        "sources/x.yaml",
        "- id: a\n  url: ftp://a.b/\n",
        "x.yaml:2: [0].url: expected an http or https URL, not 'ftp://a.b/'",
    ),
    ("sources/x.yaml", "- {id: a, url: 'http://a.b/', every: 10}\n", "every: expected a duration"),
    ("sources/x.yaml", "- {id: a, url: 'http://a.b/', type: htlm}\n", "did you mean `html`?"),
    ("sources/x.yaml", "- {id: a, url: 'http://a.b/', select: {lnik: a}}\n", "did you mean `link`?"),
    (
        "topics/x.yaml",
        "- {id: q, query: '(a OR b'}\n",
        "x.yaml:1: [0].query: expected a valid query: column 1: unbalanced bracket",
    ),
    ("subscriptions.yaml", "- {id: s, topics: [clutsers], channels: [desk]}\n", "did you mean `clusters`?"),
    ("subscriptions.yaml", "- {id: s, topics: [clusters], channels: [dsk]}\n", "did you mean `desk`?"),
    (
        "noticewatch.yaml",
        "chanels: {}\n",
        "noticewatch.yaml:1: chanels: there is no such field; did you mean `channels`?",
    ),
    (
        "noticewatch.yaml",
        'channels: {a: "json://${NO_SUCH}"}\n',
        "channels.a: the environment variable NO_SUCH is not set",
    ),
    ("noticewatch.yaml", "a: [\n", "not valid YAML"),
]


@pytest.mark.parametrize(("file", "text", "said"), FAULTS)
def test_a_fault_in_the_configuration_is_named_by_file_line_and_field(world, file, text, said):
    (world.folder / file).write_text(text)
    done = world.run("config", "check", code=2)
    assert said in done.stderr


def test_a_folder_that_is_none_is_one_line(world, tmp_path):
    done = world.run("crawl", "--config", tmp_path / "nothing", code=2)
    assert done.stderr.count("\n") == 1


def test_ingest_takes_bare_notices_and_poll_results_and_names_faulty_lines(world, site):
    text = "关于组织申报先进制造业集群项目的通知。" * 10
    lines = [
        {"url": "https://a.example/1", "title": "甲", "text": text},
        {"url": "https://b.example/2", "title": "乙", "html": f"<html><body><p>{text}</p></body></html>"},
        {"url": "https://a.example/1", "title": "甲", "text": text + "申报截止日期延至6月30日。"},
        {"url": "https://a.example/3"},
    ]
    given = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\nnot json\n"
    done = world.run("ingest", "-", text=given, code=1)
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(line["verdict"], line["notice"], line["of"]) for line in said] == [
        ("new", 1, None),
        ("copy", 1, 1),
        ("revision", 1, 1),
    ]
    assert all(line["why"] for line in said)
    assert "-:4: " in done.stderr
    assert "-:5: not valid JSON" in done.stderr
    assert world.received == []
    site.publish(notice("丙"), TODAY)
    world.portal("portal", site.url)
    polled = crawler("poll", world.folder / "sources" / "all.yaml").stdout
    done = world.run("ingest", "-", text=polled, code=0)
    assert json.loads(done.stdout)["verdict"] == "new"
    assert world.run("crawl", code=0).stdout == ""


def test_the_original_that_is_taken_in_after_its_repost_is_shown_and_told_as_nothing_new(world):
    text = "滨州市人民政府办公室关于培育先进制造业集群的通知。各县区人民政府：现将有关事项通知如下，请认真组织。" * 5
    urls = ["https://www.mirror.example/1", "https://www.binzhou.gov.cn/1"]
    lines = [
        {
            "url": url,
            "title": "关于培育先进制造业集群的通知",
            "text": text,
            "source": url.split(".")[1],
            "issuers": ["滨州市人民政府办公室"],
        }
        for url in urls
    ]
    world.run("ingest", "-", text="\n".join(map(json.dumps, lines)), code=0)
    [found] = world.notices()
    assert (found["url"], found["source"]) == (urls[1], "binzhou")
    assert found["copies"] == [{"url": urls[0], "source": "mirror"}]
    shown = world.run("notices", "show", 1, code=0).stdout
    assert re.search(rf"^URL +{re.escape(urls[1])} \(binzhou\)$", shown, re.MULTILINE)
    assert "have the same text" in world.run("notices", "diff", 1, code=0).stdout


def test_a_line_that_no_calendar_holds_is_a_faulty_line_like_any_other(world):
    notices = [{"url": "http://e.example/p", "text": "x", "listed_at": "0001-01-01T00:00:00+14:00"}]
    lines = [
        {"url": "http://e.example/a", "text": "各单位:现将有关事项通知如下。"},
        {"do": "poll", "id": "1", "source": "s", "outcome": "ok", "notices": notices},
        {"do": "poll", "id": "2", "source": "s", "outcome": "ok", "links_seen": 10**19},
    ]
    done = world.run("ingest", "-", text="\n".join(map(json.dumps, lines)), code=1)
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr.startswith("-:2: ")
    assert "-:3: " in done.stderr


def test_inspect_shows_a_saved_page_and_an_address(world, site, tmp_path):
    site.publish(notice("甲"), TODAY)
    page = tmp_path / "page.html"
    page.write_text(site.answer("/policy/甲.html")[2], encoding="utf-8")
    shown = json.loads(world.run("inspect", page, "--url", "https://a.example/x", "--json", code=0).stdout)
    assert shown["url"] == "https://a.example/x"
    assert shown["title"] == notice("甲").title
    assert notice("甲").title in world.run("inspect", f"{site.url}/policy/甲.html", "--trusted", code=0).stdout
    assert "address_refused" in world.run("inspect", f"{site.url}/policy/甲.html", code=1).stderr
    assert world.run("inspect", tmp_path / "none.html", code=2).stderr.count("\n") == 1


@pytest.mark.parametrize("url", ["http://[", "http://[::1", "http://a:99999999/"])
def test_inspect_names_an_invalid_url(world, url):
    assert url in world.run("inspect", url, code=2).stderr


def test_inspect_shows_what_was_cut_where_facts_stand_and_what_was_read_of_each_line(world, tmp_path):
    site = Site("某转载网站")
    site.publish(load("002").dirty("dirty", "另一个地方的条例"), TODAY)
    page = tmp_path / "page.html"
    page.write_text(site.answer("/policy/dirty.html")[2], encoding="utf-8")
    printed = world.run("inspect", page, code=0).stdout
    assert re.search(r"^number +濱政辦字〔2024〕18號  ← line \d+$", printed, re.MULTILINE)
    assert re.search(r"^ 11 二·一·1, measure, target 2027 1\.建設高水平創新載體", printed, re.MULTILINE)
    assert re.search(r"^pinyin +\d+ × pinyin, lines \d+ to \d+: 業\(yè\) ×\d+, ", printed, re.MULTILINE)
    assert re.search(
        r"^spam .*line \d+, length \d+: \d+% of the removed text consists of spam keywords for ", printed, re.MULTILINE
    )
    shown = json.loads(world.run("inspect", page, "--json", code=0).stdout)
    assert set(CONTRACT) <= set(shown)
    assert shown["clauses"][3]["responsible_units"][0] == "市工業和信息化局"
    assert {removal["code"] for removal in shown["removals"]} >= {"pinyin", "chrome", "spam"}


def test_a_recorded_notice_is_shown_with_what_was_read_of_each_line(world, site):
    site.publish(load("002"), TODAY)
    world.portal("portal", site.url)
    world.run("crawl", code=0)
    printed = world.run("notices", "show", 1, code=0).stdout
    assert re.search(r"^issuer +滨州市人民政府办公室  ← line \d+$", printed, re.MULTILINE)
    assert "二·一·1, measure, target 2027 1.建设高水平创新载体" in printed
    assert "Removed from the text" not in printed


def test_sources_check_polls_for_real_and_records_nothing(world, site):
    site.publish(notice("甲"), TODAY)
    world.portal("portal", site.url)
    done = world.run("sources", "check", code=0)
    assert f"portal: 1 link, newest date {TODAY}" in done.stdout
    assert not list(world.folder.glob("*.db"))


def test_the_crawler_alone_reads_and_lists(site, tmp_path):
    site.publish(notice("甲"), TODAY)
    listing = tmp_path / "listing.html"
    page = tmp_path / "page.html"
    listing.write_text(site.answer("/policy/")[2], encoding="utf-8")
    page.write_text(site.answer("/policy/甲.html")[2], encoding="utf-8")
    links = [json.loads(line) for line in crawler("links", listing, "--url", f"{site.url}/policy/").stdout.splitlines()]
    assert {"url": f"{site.url}/policy/甲.html", "title": notice("甲").title, "date": TODAY.isoformat()} in links
    assert json.loads(crawler("read", page, "--url", "https://a.example/x").stdout)["title"] == notice("甲").title


def test_serve_answers_every_line_once_also_those_that_are_no_requests():
    lines = [
        '{"do": "read", "id": "1", "url": "https://a.example/", "text": "各单位:通知如下。"}',
        "nonsense",
        '{"do": "dance", "id": "3"}',
        '{"do": "read", "id": "4", "url": "http://127.0.0.1:1/"}',
    ]
    done = crawler("serve", text="\n".join(lines) + "\n")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert sorted(answer["id"] for answer in answers) == ["", "1", "3", "4"]
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
