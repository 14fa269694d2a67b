"""Each page shows what it is for, and leads on."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from crawler.model.notice import Clause, Reference, Target
from monitor.model.search import SearchRequest
from monitor.series.renewal import renew_all
from monitor.store import open_store
from monitor.topics import parse_query
from monitor.trends.report import trend_report
from monitor.web.pages.deadlines import find_expected
from monitor.web.site import WebSite
from tests.monitor.builders import HOUR, NOW, revision
from tests.monitor.web.sites import client, config, site
from tests.stores import template


@pytest.fixture(scope="module")
def the_site(tmp_path_factory):
    return site(tmp_path_factory.mktemp("site"), count=60)


@pytest.fixture
def fresh(tmp_path):
    with client(site(tmp_path)) as opened:
        yield opened


@pytest.fixture(scope="module")
def page(the_site):
    with client(the_site) as opened:

        def get(path, **headers):
            answer = opened.get(path, headers=headers)
            assert answer.status_code == 200, answer.text
            return answer.text

        yield get


def ids(html):
    return [int(found) for found in re.findall(r'<li class="entry[^"]*" data-entry="(\d+)"', html)]


def next_of(html):
    found = re.search(r'rel="next" href="([^"]+)"', html)
    return found and found[1].replace("&amp;", "&")


def test_the_inbox_shows_what_changed_last_first_and_page_by_page(page):
    html = page("/")
    assert ids(html)[0] == 1  # revised last
    assert "revised" in html
    assert "集群</mark>" in html
    seen = ids(html)
    while address := next_of(html):
        html = page(address)
        seen += ids(html)
    assert sorted(seen) == list(range(1, 61))
    assert ids(page("/?topic=talent")) == list(range(59, 0, -3))
    assert set(ids(page("/?subscription=team"))) <= {1, *range(4, 61, 3)}
    assert ids(page("/?source=nowhere")) == []


def test_marks_are_kept_and_a_revision_is_unread_again(fresh):
    def unread():
        return ids(fresh.get("/?view=unread").text)

    assert len(unread()) == 6
    answer = fresh.post("/notices/2/read", data={"read": "1", "back": "/?view=unread"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/?view=unread#marks-2")
    assert 2 not in unread()
    fresh.post("/notices/2/read", data={"read": "0"})
    assert 2 in unread()
    fresh.post("/notices/3/star", data={"starred": "1"})
    assert ids(fresh.get("/?view=starred").text) == [3]
    fragment = fresh.post("/notices/3/star", data={"starred": "0"}, headers={"hx-request": "true"})
    assert fragment.status_code == 200
    assert "<html" not in fragment.text
    assert ids(fresh.get("/?view=starred").text) == []
    fresh.post("/read", data={"notice": ["1", "2", "99"]})
    assert not {1, 2} & set(unread())
    assert fresh.post("/notices/99/star", data={"starred": "1"}).status_code == 303


def test_a_notice_read_before_it_was_revised_is_unread(tmp_path):
    of = site(tmp_path)
    with of.store.writing() as tx:
        tx.readers.mark_read("reader", [1], NOW + timedelta(minutes=30))
        tx.readers.mark_read("reader", [2], NOW + HOUR)
    with client(of) as opened:
        assert set(ids(opened.get("/?view=unread").text)) == {1, 3, 4, 5, 6}


def test_a_notice_shows_its_measures_deadlines_places_and_why_it_matched(page):
    html = page("/notices/1")
    for expected in (
        "市经信局",
        "到2027年达到100家",
        "2024-06-06",
        "Alert to team",
        "先进制造业集群",
        "附件正文",
        "revision 2",
    ):
        assert expected in html
    assert "Stored page" in html
    assert "各县区人民政府" in page("/notices/1/page")


def test_a_diff_shows_clauses_that_came(page):
    html = page("/notices/1/diff")
    assert "<ins>二、新增一条：扩大培育范围，完善服务体系。</ins>" in html
    assert "the same text" in page("/notices/1/diff?old=2&new=2")
    assert "<del>" in page("/notices/1/diff?old=2&new=1")


def test_a_search_narrows_by_facets(page, the_site):
    html = page("/search?q=集群")
    with the_site.store.reading() as tx:
        expected = tx.search.matching(SearchRequest(parse_query("集群")))
    assert f"{len(expected)} notices match" in html
    assert "先进制造业集群" in html  # the facet of topics
    assert ids(html) == expected
    assert (
        "No"
        not in page("/search?q=集群&kind=通知&issuer=云溪市人民政府&region=中国/浙江省&source=gov&month=2024-06")[:0]
    )
    assert len(ids(page("/search?q=集群&topic=talent"))) == 0
    assert "bracket" in page("/search?q=(集群")
    assert "集群 AND" in page("/search")


def test_measures_are_found_by_unit_date_and_topic(page):
    assert "到2027年" in page("/measures?unit=经信&by=2027&topic=clusters")
    assert "No entries" in page("/measures?unit=财政")
    assert "No entries" in page("/measures?by=2030")
    html = page("/measures")
    assert len(re.findall("到2027年", html)) == 50
    assert len(re.findall("到2027年", page(next_of(html)))) == 10


def test_series_are_listed_with_the_expected_date_and_lead_to_their_notices(tmp_path, monkeypatch):
    the_site = site(tmp_path, count=0)
    with the_site.store.writing() as tx:
        for year in range(2019, 2024):
            title = f"关于组织申报{year}年度制造业集群项目的通知"
            tx.notices.add(
                "gov", revision(f"https://gov.example.cn/{year}", title=title, published_on=date(year, 6, 20)), NOW
            )
    renew_all(the_site.store, NOW)
    with client(the_site) as opened:
        listed = opened.get("/series").text
        assert "2024-06-20" in listed
        assert "关于组织申报2023年度制造业集群项目的通知" in listed
        assert opened.get("/series?words=养老&page=9").status_code == 200
        assert opened.get("/series/1").text.count("/notices/") == 5
        monkeypatch.setattr("monitor.web.pages.series.PAGE", 2)
        pages = [opened.get(f"/series/1?page={number}").text for number in (1, 2, 3, 4)]
        assert [page.count("/notices/") for page in pages] == [2, 2, 1, 0]
        assert [f"page={number + 1}" in page for number, page in enumerate(pages, 1)] == [True, True, False, False]
        assert opened.get("/series/99").status_code == 404
        assert "/series/1" in opened.get("/notices/3").text
        for view in ("list", "month"):
            assert "/series/1" in opened.get(f"/deadlines?view={view}&month=2024-06").text
            assert "/series/1" not in opened.get(f"/deadlines?view={view}&month=2024-06&topic=talent").text


def test_the_notices_that_are_expected_first_are_shown_if_there_are_many(tmp_path):
    the_site = site(tmp_path, count=0)
    with the_site.store.writing() as tx:
        for month in range(12, 6, -1):
            for year in range(2019, 2024):
                title = f"关于组织申报{year}年度第{month}类重点产业集群项目的通知"
                day = date(year, month, 10)
                tx.notices.add(
                    "gov", revision(f"https://gov.example.cn/{month}/{year}", title=title, published_on=day), NOW
                )
    renew_all(the_site.store, NOW)
    with the_site.store.reading() as tx:
        found = find_expected(tx, the_site, date(2024, 6, 1), date(2025, 6, 1), "", 2)
    assert [entry.day.month for entry in found] == [7, 8]


def test_trends_have_a_described_chart_and_a_table_for_each_group(tmp_path):
    the_site = site(tmp_path, count=0)
    with the_site.store.writing() as tx:
        for number in range(3):
            day = date(2024, 5, 28) + timedelta(number)
            tx.notices.add(
                "gov", revision(f"https://gov.example.cn/{number}", published_on=day, issuers=("<b>市局",)), NOW
            )
    with client(the_site) as opened:
        html = opened.get("/trends").text
        assert html.count("<svg") == html.count('id="desc-') == html.count("<table") > 1
        assert "<b>市局" not in html
        assert "style=" not in html
        assert opened.get("/trends?by=issuer").text.count("<svg") == 2
        table = opened.get("/trends.csv?by=issuer").text.splitlines()
        assert len(table) == 1 + 2 * 52


def test_trends_are_computed_again_only_after_an_event(tmp_path, monkeypatch):
    the_site = site(tmp_path, count=0)
    made = []
    monkeypatch.setattr(
        "monitor.web.pages.trends.trend_report", lambda *given: made.append(given) or trend_report(*given)
    )
    week = date(2024, 5, 28)
    with client(the_site) as opened:
        assert "市局" not in opened.get("/trends.csv?by=issuer").text
        opened.get("/trends")
        assert len(made) == 1
        with the_site.store.writing() as tx:
            tx.notices.add("gov", revision("https://gov.example.cn/1", published_on=week, issuers=("市局",)), NOW)
            tx.events.add("notice.new", NOW, "gov", 1, {})
        assert "市局" in opened.get("/trends.csv?by=issuer").text
        assert len(made) == 2


def test_deadlines_stand_in_a_list_and_in_a_month(page):
    assert "2024-06-06" in page("/deadlines")
    month = page("/deadlines?view=month&month=2024-06&topic=clusters")
    assert 'datetime="2024-06-30"' in month
    assert "关于第0号工作" in month
    assert re.findall(r'<th scope="col">(\w+)</th>', month) == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert page("/deadlines?view=month&month=9999-99")


def test_codes_are_words_in_the_language_of_the_page(tmp_path):
    made = site(tmp_path, count=0)
    found = revision(
        "https://gov.example.cn/1",
        title="集群",
        text="The target by 2027 is high.",
        kind="news",
        region=("CN", "浙江省"),
        references=(Reference(title="某办法", role="repeals"),),
        clauses=(Clause(text="The target by 2027 is high.", targets=(Target(text="by 2027", by="2027"),)),),
    )
    with made.store.writing() as tx:
        tx.notices.add("gov", found, NOW)
    with client(made, **{"accept-language": "zh-CN"}) as opened:
        searched = opened.get("/search?q=集群&kind=news&region=CN").text
        assert "文种：新闻 <span" in searched
        assert "地区：中国 <span" in searched
        assert ">新闻</a>" in opened.get("/search?q=集群").text
        notice = opened.get("/notices/2").text
        assert re.search(r"<span[^>]*>新闻</span>", notice)
        assert re.search(r"<span[^>]*>废止 某办法</span>", notice)
        assert "The target <" in notice
        assert "> is high." in notice
        assert ">全部措施</option>" in opened.get("/measures").text


def test_times_are_shown_in_the_configured_zone_which_each_page_names(tmp_path):
    made = site(tmp_path)
    zoned = made.config.model_copy(
        update={"settings": made.config.settings.model_copy(update={"timezone": "Asia/Tokyo"})}
    )
    with client(replace(made, current=lambda: zoned)) as opened:
        shown = opened.get("/notices/1").text
        assert "Times are in Asia/Tokyo (UTC+9)." in shown
        assert "2024-06-06 17:00 UTC+9 at" in shown


def test_sources_deliveries_and_status_say_how_things_are(page):
    assert "市政府" in page("/sources")
    assert "timeout" in page("/sources/gov")
    assert "<rect" in page("/sources/gov")
    assert "no answer" in page("/deliveries?status=given_up")
    assert "not running" in page("/status")


def test_the_url_of_a_source_is_shown_without_its_secrets(page):
    shown = page("/sources/mirror")
    assert "https://m.example.cn/?page=1&amp;token=…" in shown
    assert "t0ps3cr3t" not in shown + page("/sources")
    assert 'href="https://m.example.cn' not in shown
    assert 'href="https://gov.example.cn/"' in page("/sources/gov")


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/notices/99",
        "/notices/0",
        f"/notices/{2**70}",
        "/sources/none",
        "/notices/1/diff?old=9",
        "/notices/1/page?revision=9",
        "/feeds/none/atom.xml",
    ],
)
def test_what_is_not_there_is_not_found(the_site, path):
    with client(the_site) as opened:
        assert opened.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/search?before=x", "/notices/x", "/notices/1/diff?old=x"])
def test_values_that_are_none_are_refused(the_site, path):
    with client(the_site) as opened:
        assert opened.get(path).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/?before=x",
        "/?before=2024-01-01T00:00:00,1",
        "/measures?before=x",
        "/search?q=" + "(" * 500,
        "/deadlines?month=x&view=month",
        "/?topic=none&view=none",
        "/measures?by=%25",
    ],
)
def test_odd_values_break_nothing(the_site, path):
    with client(the_site) as opened:
        assert opened.get(path).status_code == 200


def test_the_language_is_that_of_the_browser_until_it_is_chosen(the_site):
    with client(the_site, **{"accept-language": "zh-CN,en"}) as opened:
        assert 'lang="zh-Hans"' in opened.get("/").text
        assert '<html lang="en"' in opened.get("/?lang=en").text
        assert '<html lang="en"' in opened.get("/status").text


def test_metrics_and_health(page):
    text = page("/metrics")
    assert "noticewatch_notices_total 60.0" in text
    assert 'noticewatch_deliveries{status="given_up"} 1.0' in text
    assert "gov" not in text
    assert page("/healthz") == '{"status":"ok"}'


def test_a_prefix_is_before_all_addresses(tmp_path):
    with client(site(tmp_path, prefix="/watch")) as opened:
        for path in ("/watch/", "/"):
            html = opened.get(path).text
            local = [
                found for found in re.findall(r'(?:href|src|action|hx-post)="([^"]*)"', html) if found.startswith("/")
            ]
            assert local
            assert all(found.startswith("/watch/") for found in local)
        assert opened.get("/watch/static/site.css").status_code == 200
        answer = opened.post("/watch/notices/1/star", data={"starred": "1", "back": "/?view=starred"})
        assert answer.headers["location"] == "/watch/?view=starred#marks-1"


def test_the_inbox_of_an_empty_store_says_how_notices_get_there(tmp_path):
    (tmp_path / "noticewatch.db").write_bytes(template())
    loaded = config(tmp_path)
    store = open_store(f"sqlite:///{tmp_path}/noticewatch.db")
    with client(WebSite(store, lambda: loaded, loaded.settings.web)) as opened:
        assert "`noticewatch run` polls the sources" in opened.get("/").text
        assert "尚无公文入库" in opened.get("/?lang=zh").text
    store.close()
    with client(site(tmp_path)) as opened:
        assert "No entries" in opened.get("/?view=starred").text
