"""Ways in which a public page leads to an address: each a source and what its site answers."""

import json
from html import escape

HOST = "www.example.cn"
SITE = f"http://{HOST}"
LISTING = f"{SITE}/tzgg/"
OTHER = "http://mirror.example.cn"
TITLE = "关于印发先进制造业集群培育方案的通知"
TEXT = "现将先进制造业集群培育方案印发给你们,请认真贯彻执行。" * 20
PDF = {"Content-Type": "application/pdf"}
XML = {"Content-Type": "application/xml"}


def page(*parts, head=""):
    return f"<html><head><title>通知</title>{head}</head><body>{''.join(parts)}</body></html>"


def rows(*links):
    items = "".join(
        f'<li><a href="{escape(link)}">{TITLE}</a><span>2024-06-0{day}</span></li>' for day, link in enumerate(links, 1)
    )
    return f'<ul class="list">{items}</ul>'


def article(*parts, head=""):
    return page(f'<h1>{TITLE}</h1><div id="zoom"><p>{TEXT}</p>{"".join(parts)}</div>', head=head)


def refresh(target):
    return f'<meta http-equiv="refresh" content="0;url={escape(target)}">'


def to(target, status=302):
    return [status, {"Location": target}, ""]


def ok(body, headers=None):
    return [200, headers or {}, body]


def redirected(status):
    return lambda target: {LISTING: to(target, status)}


def listed(**more):
    """A listing whose one page is what the chain says."""
    return lambda target: (
        {LISTING: ok(page(rows("/a.html")))} | {SITE + path: make(target) for path, make in more.items()}
    )


CHAINS = {
    **{f"redirect {status}": redirected(status) for status in (301, 302, 303, 307, 308)},
    "two redirects": lambda t: {LISTING: to(f"{OTHER}/b"), f"{OTHER}/b": to(t)},
    "eight redirects": lambda t: (
        {LISTING: to(f"{SITE}/1")} | {f"{SITE}/{n}": to(f"{SITE}/{n + 1}") for n in range(1, 7)} | {f"{SITE}/7": to(t)}
    ),
    "meta refresh": lambda t: {LISTING: ok(page(head=refresh(t)))},
    "redirect, then meta refresh": lambda t: {LISTING: to("/b"), f"{SITE}/b": ok(page(head=refresh(t)))},
    "listing's link": lambda t: {LISTING: ok(page(rows(f"{t}a.html", "/b.html")))},
    "listing's base": lambda t: {LISTING: ok(page(rows("a.html", "b.html"), head=f'<base href="{escape(t)}">'))},
    "listing's script": lambda t: {
        LISTING: ok(
            page(f"<ul><li><a href=\"javascript:window.open('{escape(t)}a.html')\">{TITLE}</a>2024-06-01</li></ul>")
        )
    },
    "notice's redirect": listed(**{"/a.html": to}),
    "notice's meta refresh": listed(**{"/a.html": lambda t: ok(page(head=refresh(t)))}),
    "attachment": listed(**{"/a.html": lambda t: ok(article(f'<p><a href="{escape(t)}a.pdf">附件:方案.pdf</a></p>'))}),
    "attachment's redirect": listed(
        **{"/a.html": lambda t: ok(article('<p><a href="/a.pdf">附件:方案.pdf</a></p>')), "/a.pdf": to}
    ),
    "attachment by the page's base": listed(
        **{
            "/a.html": lambda t: ok(
                article('<p><a href="a.pdf">附件:方案.pdf</a></p>', head=f'<base href="{escape(t)}">')
            )
        }
    ),
    "attachment in a viewer": listed(
        **{"/a.html": lambda t: ok(article(f'<iframe src="/viewer.html?file={escape(t)}a.pdf"></iframe>'))}
    ),
    "robots.txt's redirect": lambda t: {f"{SITE}/robots.txt": to(t), LISTING: ok(page(rows("/a.html")))},
    "feed's entry": lambda t: {
        LISTING: ok(
            f"<rss version='2.0'><channel><item><title>{TITLE}</title><link>{escape(t)}a.html</link></item>"
            "</channel></rss>",
            XML,
        )
    },
    "feed's redirect": lambda t: {LISTING: to("/feed.xml"), f"{SITE}/feed.xml": to(t)},
    "sitemap's entry, redirected": lambda t: {
        LISTING: ok(f"<urlset><url><loc>{SITE}/a.html</loc></url></urlset>", XML),
        f"{SITE}/a.html": to(t),
    },
    "sitemap's entry": lambda t: {LISTING: ok(f"<urlset><url><loc>{escape(t)}a.html</loc></url></urlset>", XML)},
    "sitemap index": lambda t: {
        LISTING: ok(f"<sitemapindex><sitemap><loc>{escape(t)}a.xml</loc></sitemap></sitemapindex>", XML)
    },
    "sitemap index, redirected": lambda t: {
        LISTING: ok(f"<sitemapindex><sitemap><loc>{SITE}/a.xml</loc></sitemap></sitemapindex>", XML),
        f"{SITE}/a.xml": to(t),
    },
    "an API's row": lambda t: {
        LISTING: ok(json.dumps({"rows": [{"u": f"{t}a.html", "t": TITLE}]}), {"Content-Type": "application/json"})
    },
    "an API's next page": lambda t: {
        LISTING: ok(
            json.dumps({"rows": [{"u": "/a.html", "t": TITLE}], "next": t}), {"Content-Type": "application/json"}
        )
    },
    "revisit": lambda t: {LISTING: ok(page(rows("/a.html")))},
}
TYPES = {
    "sitemap's entry": "sitemap",
    "sitemap's entry, redirected": "sitemap",
    "sitemap index": "sitemap",
    "sitemap index, redirected": "sitemap",
    "an API's row": "json",
    "an API's next page": "json",
    "feed's entry": "feed",
    "feed's redirect": "feed",
}
OWN_HOST_ONLY = {"sitemap's entry", "sitemap index", "an API's next page"}
"""These follow no other host at all, so not even trust leads there."""


def case(chain, target, trusted=False, **more):
    """A chain to a target, as the network plays it."""
    source = {"id": "example", "url": LISTING, "type": TYPES.get(chain, "html"), "trusted": trusted, "delay": "0s"}
    if source["type"] == "json":
        source |= {"select": {"item": "rows", "link": "u", "title": "t"}, "paging": {"next": "next"}, "pages": 3}
    revisit = [{"url": target, "page_hash": "0" * 64}] if chain == "revisit" else []
    return {
        "pages": CHAINS[chain](target),
        **more,
        "request": {"do": "poll", "id": "1", "source": source, "revisit": revisit, "deadline_s": 20},
    }
