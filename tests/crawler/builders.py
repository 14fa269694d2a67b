"""Pages, feeds, sources and a fetcher, made small for the tests."""

import asyncio
import json
from datetime import UTC, date, datetime

from hypothesis import settings

from crawler.listings import read_listing
from crawler.model.errors import GoneError, TooLargeError
from crawler.model.page import Page
from crawler.model.requests import PollRequest
from crawler.model.source import Source
from crawler.polling.attachments import Attachments
from crawler.polling.file_helpers import FileHelpers, Installed
from crawler.polling.file_process import FileReader
from crawler.polling.poll import Poller

NOW = datetime(2024, 6, 13, 4, 0, tzinfo=UTC)
TODAY = date(2024, 6, 13)
SITE = "https://www.example.gov.cn"
LISTING = f"{SITE}/tzgg/"
TITLE = "关于印发先进制造业集群培育方案的通知"
FILES = FileReader(helpers=FileHelpers(Installed()))
unhurried = settings(deadline=None, max_examples=settings.default.max_examples // 2)


def a_page(body="", url=LISTING, **fields):
    raw = body if isinstance(body, bytes) else body.encode()
    return Page(url=url, body=raw, **({"fetched_at": NOW} | fields))


def a_source(**fields):
    return Source(**({"id": "example", "url": LISTING} | fields))


def document(*parts):
    return f"<!DOCTYPE html><html><head><title>通知公告</title></head><body>{''.join(parts)}</body></html>"


def row(href, title, day="", tag="li"):
    return f'<{tag}><a href="{href}">{title}</a><span>{day}</span></{tag}>'


def a_listing(*rows):
    """An HTML listing of (href, title, date) rows."""
    items = "".join(row(*fields) for fields in rows)
    return document(f'<div class="main"><ul class="list">{items}</ul></div>')


def ten_rows():
    return [(f"/art/{number}.html", f"{TITLE}之{number}", f"2024-05-{number + 10}") for number in range(10)]


def an_article(title=TITLE, body=None):
    paragraphs = body or (
        "各县（市、区）人民政府，市直各部门、各单位：现将《先进制造业集群培育方案》印发给你们，请认真贯彻执行。",
        "一、加快培育先进制造业集群。支持龙头企业做大做强，到2027年培育规模以上企业一千家。",
        "二、完善保障措施。各部门要加强协调配合，确保各项任务落到实处。",
    )
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body>"
        f'<div class="nav"><a href="/">首页</a></div><h1>{title}</h1><div class="content">{text}</div>'
        f'<div class="footer">版权所有</div></body></html>'
    )


def rss(*items):
    channel = "".join(items)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<rss version="2.0"><channel><title>通知</title>{channel}</channel></rss>'
    )


def item(link, title="一条通知", extra=""):
    return f"<item><title>{title}</title><link>{link}</link>{extra}</item>"


def json_feed(*items):
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "通知", "items": items})


def links_of(body, url=LISTING, today=TODAY, **source_fields):
    """The links of a listing's page, as read for a source."""
    return list(read_listing(a_page(body, url=url), a_source(**source_fields), today).links)


def urls_of(body, **fields):
    return [link.url for link in links_of(body, **fields)]


def dates_of(body, **fields):
    return [link.published_on for link in links_of(body, **fields)]


def titles_of(body, **fields):
    return [link.title for link in links_of(body, **fields)]


class FakeFetcher:
    """Answers from a dict: a Page, None (not modified), an error to raise, or a function called in their place."""

    def __init__(self, **answers):
        self.answers = answers
        self.asked = []

    def __setitem__(self, url, answer):
        self.answers[url] = answer

    async def fetch(self, url, source, validators=None, ends=None, post=None, role=None, records=None):
        self.asked.append((url, validators))
        answer = self.answers[url if post is None or post.body is None else (url, post.body)]
        if callable(answer):
            answer = await answer()
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def fetch_file(self, url, source, limit, ends):
        self.asked.append((url, None))
        answer = self.answers.get(url, GoneError())
        if callable(answer):
            answer = await answer()
        if isinstance(answer, Exception):
            raise answer
        if len(answer) > limit:
            raise TooLargeError()
        return answer

    @property
    def urls(self):
        return [url for url, _ in self.asked]

    def taken(self):
        """The addresses asked for since the last call."""
        urls = self.urls
        self.asked = []
        return urls


async def never():
    await asyncio.Event().wait()


def poll(fetcher, state=None, now=NOW, source=None, **fields):
    """The result of one poll; `state` may be the result before."""
    before = state.state if hasattr(state, "state") else state or {}
    request = PollRequest(id="r1", source=source or a_source(), state=before, **fields)
    return asyncio.run(Poller(fetcher, lambda: now, Attachments(fetcher, FILES)).poll(request))
