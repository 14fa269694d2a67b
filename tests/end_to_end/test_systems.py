"""Sources of the publishing systems, as a user runs them: a few lines of YAML, a made site over loopback."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.crawler.listings.platform_pages import BUILD, PLACES, PROXY, SITES, Column, column
from tests.crawler.listings.portals import Listed
from tests.end_to_end.conftest import TODAY

pytestmark = pytest.mark.slow
TEXT = (
    "<p>各县（市、区）人民政府，市直各部门：</p><p>一、加快培育第{}批先进制造业集群。</p><p>二、完善保障措施，各部门要协调配合。</p>"
    * 3
)


def article(number, listed, table):
    """A notice's page: TRS meta fields, or the information table above the text."""
    meta = f'<meta name="ArticleTitle" content="{listed.title}"><meta name="PubDate" content="{listed.day} 09:30">'
    rows = {
        "索 引 号": f"0001/2024-{number:05}",
        "发文机关": "某市人民政府办公室",
        "文    号": f"某政办发〔2024〕{number}号",
        "成文日期": f"{listed.day - timedelta(days=4):%Y年%m月%d日}",
        "发布日期": str(listed.day),
        "标　　题": listed.title,
        "主题分类": "工业、交通\\其他",
        "有效性": "有效",
    }
    cells = "".join(f"<tr><td><b>{name}：</b></td><td>{value}</td></tr>" for name, value in rows.items())
    info = f'<table class="zfxxgk">{cells}</table>' if table else ""
    body = TEXT.format(*[f"{number}之{n}" for n in range(3)])
    main = f"<body>{info}<div id='zoom' class='TRS_Editor'>{body}</div></body>"
    return f"<html><head>{'' if table else meta}</head>{main}</html>"


@pytest.fixture
def portal(world, http):
    """Serves a column in a shape and its notices' pages; gives a function that publishes one more."""

    def serve(shape, count, table=False):
        notices = []
        system = shape.partition("-")[0]

        def publish():
            number = len(notices) + 1
            path = f"/art/{TODAY.year}/{number}.html"
            listed = Listed(http.url + path, path, f"某市人民政府办公室关于第{number}批先进制造业集群的通知", TODAY)
            notices.insert(0, listed)
            http.routes[path] = lambda handler: handler.answer(200, article(number, listed, table).encode())

        def route(handler):
            made: Column = replace(column(shape, 0, count=6), notices=tuple(notices))
            http.asked.append(handler.path)
            handler.answer(200, (SITES[shape](made)(handler.path) or "").encode())

        http.asked = []
        for path in (PLACES[system].partition("#")[0], PROXY, BUILD, "/gkmlpt/api/all/5"):
            http.routes[path] = route
        for _ in range(count):
            publish()
        world.source("portal", http.url + PLACES[system], type=system, region=["CN"])
        return publish

    return serve


def crawled(world):
    return [json.loads(line) for line in world.run("crawl", code=0).stdout.splitlines()]


@pytest.mark.parametrize(
    ("shape", "again"),
    [("jpage-li", 1), ("jpage-tr+shell", 2), ("jpaas-ul", 2), ("jpaas-table+two", 3), ("gkmlpt-both", 2)],
)
def test_a_portal_is_read_with_all_its_pages_and_then_only_what_is_new(world, http, portal, shape, again):
    publish = portal(shape, 20)
    found = crawled(world)
    assert [notice["title"] for notice in found] == [
        f"某市人民政府办公室关于第{n}批先进制造业集群的通知" for n in range(20, 0, -1)
    ]
    assert {notice["published_on"] for notice in found} == {str(TODAY)}
    http.asked.clear()
    assert crawled(world) == []
    assert len(http.asked) == again
    publish()
    assert [notice["title"] for notice in crawled(world)] == ["某市人民政府办公室关于第21批先进制造业集群的通知"]


def test_number_issuer_and_days_are_those_of_the_systems_fields(world, portal):
    portal("gkmlpt-text", 3)
    found = crawled(world)
    # What the catalogue calls 无 is no number.
    assert [notice["document_number"] for notice in found] == [None, "粤府办〔2024〕2号", "粤府办〔2024〕3号"]
    assert [notice["issuers"] for notice in found][:2] == [["市人民政府办公室"], ["省发展和改革委员会"]]
    assert {notice["issued_on"] for notice in found} == {str(TODAY - timedelta(days=5))}


def test_number_issuer_and_days_are_those_of_the_information_table(world, portal):
    portal("jpage-li", 3, table=True)
    for notice in crawled(world):
        number = notice["url"].rpartition("/")[2].removesuffix(".html")
        assert notice["document_number"] == f"某政办发〔2024〕{number}号"
        assert notice["issuers"] == ["某市人民政府办公室"]
        assert (notice["issued_on"], notice["published_on"]) == (str(TODAY - timedelta(days=4)), str(TODAY))
        assert "索引号" not in notice["text"].replace(" ", "")


@pytest.mark.parametrize(
    ("shape", "system", "lacks"),
    [
        ("jpage-li", "jpage", "it contains neither a datastore nor a URL of jpage/dataproxy.jsp"),
        ("jpaas-ul", "jpaas", "no script has `url` and `querydata`"),
        ("gkmlpt-both", "gkmlpt", "its _CONFIG has no SID"),
    ],
)
def test_a_page_that_the_system_did_not_make_is_one_line(world, http, portal, shape, system, lacks):
    portal(shape, 3)
    http.routes[PLACES[system].partition("#")[0]] = lambda handler: handler.answer(
        200, "<p>维护中，请稍后再来。</p>".encode()
    )
    done = world.run("crawl", code=1)
    [line] = [line for line in done.stderr.splitlines() if "not_a_listing" in line or system in line]
    assert line.endswith(f": listing: not a page of the CMS {system}: {lacks}")
