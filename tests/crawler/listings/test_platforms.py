import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urljoin

import pytest

from crawler.model.errors import GoneError, ListingError, NoLinksError
from crawler.polling.listing import ListingReader
from crawler.polling.state import ListingState
from tests.crawler.builders import NOW, FakeFetcher, a_page, a_source, links_of
from tests.crawler.listings.platform_pages import BUILD, PLACES, PROXY, SITES, UNIT, column
from tests.crawler.listings.portals import OFFICES, SITE

FORMS = [(shape, seed) for shape in SITES for seed in range(3)]
STATIC = [shape for shape in SITES if shape.endswith("+static")]
each = pytest.mark.parametrize(("shape", "seed"), FORMS)


class Site(FakeFetcher):
    """Answers by a function of the address."""

    def __init__(self, answer):
        super().__init__()
        self.answer = answer

    async def fetch(self, url, source, validators=None, ends=None, post=None, role=None, records=None):
        self.asked.append((url, validators))
        body = self.answer(url)
        if body is None:
            raise GoneError
        return a_page(body, url=url, etag='"1"')


def made(shape, seed=0, count=None):
    """A column with its addresses made whole from its page, and its site."""
    system = shape.partition("-")[0]
    one = column(shape, seed, count)
    whole = tuple(replace(notice, url=urljoin(SITE + PLACES[system], notice.href)) for notice in one.notices)
    one = replace(one, notices=whole)
    return one, Site(SITES[shape](one)), a_source(type=system, url=SITE + PLACES[system])


def listing(site, source, state=None):
    reader = ListingReader(site, lambda: NOW)

    async def read():
        ends = asyncio.get_running_loop().time() + 60
        return await reader.read(source, state or ListingState(), None, ends, ends)

    return asyncio.run(read())


def found(site, source):
    return [(link.url, link.title, link.published_on) for link in listing(site, source).listing.links]


def expected(one, most=None):
    return [(notice.url, notice.title, notice.day) for notice in one.notices[:most]]


@each
def test_a_made_column_gives_its_notices_on_all_its_pages(shape, seed):
    one, site, source = made(shape, seed)
    if shape in STATIC:  # an ordinary listing, whatever scripts stand on it
        assert found(site, a_source(type="html", url=source.url)) == expected(one, 15)
    else:
        assert found(site, source) == expected(one)


@each
def test_the_system_is_known_by_its_page(shape, seed):
    one, site, source = made(shape, seed)
    plain = a_source(url=source.url)
    assert found(site, plain)[:6] == expected(one)[:6]


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("shape", ["jpage-li", "jpage-tr+shell", "jpaas-ul", "jpaas-table+bare", "gkmlpt-both"])
def test_a_column_of_few_notices_gives_those(shape, count):
    one, site, source = made(shape, count=count)
    assert found(site, source) == expected(one)


@pytest.mark.parametrize("shape", ["jpage-li", "jpage-li+shell", "jpaas-ul", "jpaas-spans+bare", "gkmlpt-both"])
def test_a_long_column_is_read_as_far_as_the_source_allows_and_each_page_once(shape):
    one, site, source = made(shape, count=200)
    # A jpage holds three pages' rows, and asks for as many.
    rows = 45 if shape.startswith("jpage") else 15
    assert found(site, source.model_copy(update={"pages": 3})) == expected(one, 3 * rows)
    asked = site.taken()
    assert len(asked) == len(set(asked)) <= 4


@pytest.mark.parametrize("shape", [shape for shape in SITES if "+" not in shape])
def test_a_column_that_is_as_it_was_is_not_modified(shape):
    _, site, source = made(shape)
    reading = listing(site, source)
    state = ListingState(page_hash=reading.page.sha256, links_seen=1)
    site.taken()
    assert listing(site, source, state).outcome == "not_modified"
    assert len(site.taken()) == (1 if shape.startswith("jpage") else 2)


@pytest.mark.parametrize("shape", ["jpage-li+shell", "jpaas-ul", "gkmlpt-both"])
def test_a_page_that_gets_its_list_from_elsewhere_is_never_asked_for_on_condition(shape):
    # Its own validators say nothing of the list.
    _, site, source = made(shape)
    page = listing(site, source).page
    assert (page.etag, page.modified) == (None, None)


def test_number_publisher_and_days_of_the_catalogue_are_facts():
    one, site, source = made("gkmlpt-both", count=4)
    facts = [link.facts for link in listing(site, source).listing.links]
    assert [fact.document_number for fact in facts] == [None, "粤府办〔2024〕2号", "粤府办〔2024〕3号", None]
    assert [fact.issuers for fact in facts] == [(OFFICES[number],) for number in range(4)]
    assert [fact.issued_on for fact in facts] == [notice.day - timedelta(days=5) for notice in one.notices]


def test_days_of_the_systems_are_those_of_china_unless_a_source_says_otherwise():
    assert str(a_source(type="gkmlpt").zone) == "Asia/Shanghai"
    assert str(a_source(type="gkmlpt", timezone="Asia/Urumqi").zone) == "Asia/Urumqi"


def test_of_several_lists_on_a_page_a_selector_names_the_one():
    one, site, source = made("jpage-li+two", count=20)
    hot = found(site, a_source(type="jpage", url=source.url, select={"unit": "[id='77']"}))
    assert len(hot) == 3
    assert not {url for url, *_ in hot} & {notice.url for notice in one.notices}
    _, site, source = made("jpaas-ul+two")
    chosen = {"unit": "script[querydata*='当前栏目']"}
    site.taken()
    listing(site, a_source(type="jpaas", url=source.url, select=chosen))
    assert len([url for url in site.taken() if BUILD in url and "paramJson" not in url]) == 1


def test_selectors_look_into_the_rows():
    one, site, source = made("jpage-li-labelled", count=8)
    select = {"link": "a[target]", "date": "i"}
    assert found(site, a_source(type="jpage", url=source.url, select=select)) == expected(one)


def test_the_proxys_address_is_a_source_as_well():
    one, site, _ = made("jpage-li", count=30)
    asked = f"?startrecord=1&endrecord=15&perpage=15&columnid=84242&unitid={UNIT}&webid=1"
    assert len(found(site, a_source(type="jpage", url=f"{SITE}{PROXY}{asked}"))) == len(one.notices)


@pytest.mark.parametrize("kind", ["jpage", "jpaas", "gkmlpt"])
@pytest.mark.parametrize("body", ["<html><body><p>维护中</p></body></html>", "<", "\x00", "<record>", "<datastore>"])
def test_a_page_of_no_system_is_said_to_be_none(kind, body):
    site = Site(lambda url: body)
    with pytest.raises(ListingError):
        listing(site, a_source(type=kind, url=f"{SITE}/col/col1/index.html"))


@pytest.mark.parametrize(
    "answer",
    [
        "{",
        "[]",
        "{}",
        '{"data": null}',
        '{"data": {"html": 5}}',
        '{"success": false, "message": "参数错误"}',
        '{"data": {"html": ""}}',
        '{"articles": 5}',
        '{"articles": [5, null, {}]}',
    ],
)
@pytest.mark.parametrize("shape", ["jpaas-ul", "gkmlpt-both"])
def test_an_answer_without_a_list_is_one_line(shape, answer):
    _, site, source = made(shape)
    whole = site.answer
    site.answer = lambda url: answer if "/api" in url else whole(url)
    with pytest.raises(ListingError) as error:
        listing(site, source)
    assert "\n" not in str(error.value)


def test_a_saved_page_says_where_its_list_is():
    one, site, _ = made("jpaas-ul")
    with pytest.raises(NoLinksError, match="the page loads its list from another URL"):
        links_of(site.answer(SITE + PLACES["jpaas"]), type="jpaas")
    assert one.notices


def test_a_unit_that_fails_fails_the_listing():
    _, site, source = made("jpaas-ul")
    whole = site.answer
    site.answer = lambda url: None if BUILD in url else whole(url)
    with pytest.raises(GoneError):
        listing(site, source)


def test_ten_thousand_records_without_an_end_are_read_in_one_pass():
    rows = "<record><![CDATA[<li><a href='/a'>" * 20_000
    body = f"<html><div id='1'><script type='text/xml'><datastore>{rows}</script></div></html>"
    assert len(links_of(body, type="jpage")) <= 1


def test_articles_of_odd_types_are_left_out():
    articles = [{"title": 5, "url": 7}, {"url": "javascript:x"}, {"url": "/a.html", "title": None, "date": "x"}]
    body = json.dumps({"articles": articles, "total": "many"})
    assert [link.url for link in links_of(body, type="gkmlpt")] == [f"{SITE}/a.html"]
