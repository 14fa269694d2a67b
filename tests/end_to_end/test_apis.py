"""Sources that are APIs or sitemaps, as a user runs them: the shipped ones, at a server of their documented form."""

import gzip
import json
import socket
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.crawler.apis import a_paper, a_rule, documents, entry, index, news, part, search, shipped, urlset
from tests.end_to_end.test_commands import crawler

pytestmark = pytest.mark.slow
API = {"type": "json", "select": {"item": "rows", "link": "url", "title": "title"}}


def paragraphs(number):
    text = f"Part {number} of the national standards asks each state to support its industrial clusters. " * 6
    return f"<p>{text}</p><p>Comments on part {number} may be sent to the agency named above.</p>"


def html(number):
    return (
        f"<html><head><title>Plan {number}</title></head><body><main>{paragraphs(number)}</main></body></html>".encode()
    )


def as_json(body):
    return lambda handler: handler.answer(200, body.encode(), "application/json")


def configured(world, name, url):
    """A shipped source with another address, and nothing else changed but what loopback needs."""
    source = json.loads(shipped(name).model_dump_json(exclude_defaults=True))
    world.source(**{**source, "name": source.pop("id"), "url": url, "every": "1s"})


def printed(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def federal(world, http):
    """Serves the documents numbered in the list it gives, two a page."""
    numbers = [4, 3, 2, 1]
    asked = []

    def listing(handler):
        query = parse_qs(urlsplit(handler.path).query)
        asked.append(query)
        page = int(query.get("page", ["1"])[0])
        rows = [a_rule(number, site=http.url) for number in numbers[2 * page - 2 : 2 * page]]
        following = f"{http.url}/api/v1/documents?page={page + 1}" if numbers[2 * page :] else None
        handler.answer(200, documents(rows, following).encode(), "application/json")

    def text(handler):
        number = int(handler.path[-10:-5])
        handler.answer(200, f'<div class="body-column">{paragraphs(number)}</div>'.encode())

    http.routes["/api/v1/documents.json"] = http.routes["/api/v1/documents"] = listing
    for number in range(1, 9):
        http.routes[a_rule(number, site="")["body_html_url"]] = text
    configured(world, "us-federal-register", f"{http.url}/api/v1/documents.json")
    return numbers, asked


def test_the_federal_register_gives_notices_with_number_issuers_and_deadline(world, http, federal):
    numbers, asked = federal
    found = printed(world.run("crawl", code=0))
    assert [notice["document_number"] for notice in found] == ["2024-00004", "2024-00003", "2024-00002", "2024-00001"]
    first = found[0]
    row = a_rule(4, site=http.url)
    assert (first["url"], first["title"], first["kind"]) == (row["html_url"], row["title"], "Proposed Rule")
    assert first["issuers"] == ["Commerce Department", "Office of Made-up Standards"]
    assert first["published_on"] == row["publication_date"]
    [deadline] = first["deadlines"]
    due = {"date": "2024-08-12", "text": "comments close on 2024-08-12", "approximate": False}
    assert deadline == due | {"rule": None, "action": None, "for": "public"}
    assert "Part 4 of the national standards" in first["text"]
    assert [query.get("page") for query in asked] == [None, ["2"]]
    assert (asked[0]["order"], asked[0]["per_page"], len(asked[0]["fields[]"])) == (["newest"], ["100"], 10)
    numbers.insert(0, 5)
    assert [notice["document_number"] for notice in printed(world.run("crawl", code=0))] == ["2024-00005"]
    assert printed(world.run("crawl", code=0)) == []


def test_govuk_gives_notices_with_their_organisations(world, http):
    asked = []

    def listing(handler):
        query = parse_qs(urlsplit(handler.path).query)
        asked.append(query)
        start = int(query["start"][0])
        rows = [a_paper(number) for number in range(60 - start, max(60 - start - 50, 0), -1)]
        handler.answer(200, search(rows, start, 60).encode(), "application/json; charset=utf-8")

    http.routes["/api/search.json"] = listing
    for number in range(61):
        http.routes[a_paper(number)["link"]] = lambda handler: handler.answer(
            200, html(handler.path.rpartition("-")[2])
        )
    configured(world, "uk-policy", f"{http.url}/api/search.json")
    found = printed(world.run("crawl", code=0))
    assert len(found) == 60
    [notice] = [notice for notice in found if notice["url"].endswith("-60")]
    assert notice["issuers"] == ["Department for Business and Trade", "HM Treasury"]
    assert (notice["kind"], notice["published_on"]) == ("policy_paper", "2024-06-13")
    assert {tuple(query["start"]) for query in asked} == {("0",), ("50",), ("100",)}
    assert asked[0]["order"] == ["-public_timestamp"]


def test_an_api_is_checked_and_its_links_are_listed(world, http, federal):
    said = world.run("sources", "check", code=0).stdout
    assert "us-federal-register: 4 links, newest date 2024-06-13" in said
    done = crawler("links", "--source", "us-federal-register", "--config", world.folder)
    assert [notice["date"] for notice in printed(done)] == ["2024-06-12", "2024-06-13", "2024-06-11", "2024-06-12"]
    assert (done.returncode, done.stderr) == (0, "")


def test_an_error_page_in_place_of_an_answer_is_one_line(world, http):
    http.routes["/api"] = lambda handler: handler.answer(200, b"<!DOCTYPE html><h1>Sorry</h1><p>problem</p>")
    world.source("api", f"{http.url}/api", **API)
    done = world.run("crawl", code=1)
    assert "listing: the response is markup, not JSON; the parameters of the API may be wrong\n" in done.stderr
    assert done.stdout == ""


def posted(world, http, answer):
    """A crawl of an API that is asked by POST, and the bodies it was sent."""
    bodies = []

    def listing(handler):
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        bodies.append((handler.command, handler.headers.get("Content-Type"), handler.headers.get("X-Key"), body))
        answer(handler, body)

    http.routes["/api"] = listing
    for number in range(1, 5):
        http.routes[f"/{number}.html"] = lambda handler: handler.answer(200, html(handler.path))
    request = {"method": "POST", "json": {"query": "规划", "page": 1}}
    world.source(
        "api",
        f"{http.url}/api",
        headers={"X-Key": "secret"},
        request=request,
        paging={"param": "page", "first": 1},
        pages=3,
        **API,
    )
    return world.run("crawl"), bodies


def test_an_api_is_asked_by_post_page_after_page(world, http):
    def answer(handler, body):
        page = json.loads(body)["page"]
        rows = [{"url": f"/{2 * page - place}.html", "title": "Plan"} for place in (1, 0)] if page < 3 else []
        handler.answer(200, json.dumps({"rows": rows}).encode(), "application/json")

    done, bodies = posted(world, http, answer)
    assert (done.returncode, len(printed(done))) == (0, 4)
    assert [(posted[:3], json.loads(posted[3])) for posted in bodies] == [
        (("POST", "application/json", "secret"), {"query": "规划", "page": page}) for page in (1, 2, 3)
    ]


def test_what_is_posted_is_not_sent_on_to_another_site(world, http):
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(0.1)
        place = f"http://127.0.0.1:{other.getsockname()[1]}/take"
        done, bodies = posted(world, http, lambda handler, _: handler.answer(307, b"", Location=place))
        assert "redirected_away" in done.stderr
        assert (done.returncode, len(bodies)) == (1, 1)
        with pytest.raises(TimeoutError):
            other.accept()


def test_a_redirect_of_a_post_is_followed_by_a_get_on_the_same_site(world, http):
    followed = []
    http.routes["/other"] = lambda handler: (followed.append(handler.command), as_json('{"rows": []}')(handler))
    done, _ = posted(world, http, lambda handler, _: handler.answer(302, b"", Location="/other"))
    assert (done.returncode, followed) == (0, ["GET"])


def test_an_api_at_a_private_address_is_refused(world, http):
    world.source("api", f"{http.url}/api", trusted=False, request={"method": "POST", "json": {}}, **API)
    assert "address_refused" in world.run("crawl", code=1).stderr


def test_the_sitemaps_of_an_index_give_notices(world, http):
    made = [
        entry(f"{http.url}/policy/1.html", "2024-06-01", news("Plan one", "2024-06-01")),
        entry(f"{http.url}/policy/2.html", "2024-06-02"),
        entry(f"{http.url}/shop/3.html"),
    ]
    http.routes["/sitemap.xml"] = as_json(index(part("/news.xml.gz", "2024-06-03"), part("/gone.xml", "2024-06-01")))
    http.routes["/news.xml.gz"] = lambda handler: handler.answer(
        200, gzip.compress(urlset(*made).encode()), "application/octet-stream"
    )
    for number in (1, 2):
        http.routes[f"/policy/{number}.html"] = lambda handler: handler.answer(200, html(handler.path))
    world.source("map", f"{http.url}/sitemap.xml", type="sitemap", include=["/policy/*"])
    done = world.run("crawl", code=1)
    assert {notice["url"].rpartition("/")[2]: notice["published_on"] for notice in printed(done)} == {
        "1.html": date(2024, 6, 1).isoformat(),
        "2.html": None,
    }
    assert "/gone.xml: the page does not exist" in done.stderr
    listed = crawler("links", "--trusted", f"{http.url}/sitemap.xml")
    assert [notice["url"].rpartition("/")[2] for notice in printed(listed)] == ["2.html", "1.html", "3.html"]


def test_a_gzip_bomb_is_one_line(world, http):
    packed = gzip.compress(b"<urlset>" + bytes(60_000_000))
    http.routes["/sitemap.xml"] = lambda handler: handler.answer(200, packed, "application/gzip")
    world.source("map", f"{http.url}/sitemap.xml", type="sitemap")
    done = world.run("crawl", code=1)
    assert "too_large: the decompressed page exceeds" in done.stderr
