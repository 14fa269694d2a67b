"""The files that a page leads to."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from lxml.html import HtmlElement

from crawler.files.kinds import ending_of, ending_of_url
from crawler.model.notice import Attachment
from crawler.model.url_key import url_key

MOST = 100
ELEMENTS = 20_000
"""Attachments that a notice names, and links that are looked at for them."""
_NAME_LIMIT = 300
_DOWNLOAD = re.compile(r"(?i)download|attach|fujian|/fj/|getfile|filedown")
_CHROME_TAGS = frozenset(("nav", "header", "footer", "aside"))
# Whole words of a class or an id: `article-header` is no header of the site.
_CHROME = re.compile(
    r"(?i)(?:top|site|main)?[-_]?(?:nav|navbar|menu|footer|foot|sidebar|aside|breadcrumb|crumbs?|related|recommend"
    r"|friendlinks?|copyright)"
)
_VIEWERS = {"iframe": "src", "embed": "src", "object": "data"}
_FILE_PARAMETERS = ("file", "url", "src", "pdf", "fileurl", "pdfurl")


def attachment_links(tree: HtmlElement, base: str) -> tuple[Attachment, ...]:
    """The files that the links and the viewers below `tree` lead to, each once, in the page's order.

    `tree` is the page or the part that holds its article; `base` the address of the page. What a site shows on every
    page (navigation, footer, …) is left out. An attachment is called by its link's text, else by its file's name.
    """
    base = _base(tree, base)
    found: dict[str, Attachment] = {}
    for element in islice(tree.iter("a", *_VIEWERS), ELEMENTS):
        for name, href in _candidates(element):
            url = _absolute(base, href)
            if url and not _in_chrome(element):
                found.setdefault(url_key(url), Attachment(name=name or _file_name(url), url=url))
        if len(found) >= MOST:
            break
    return tuple(found.values())


def _base(tree: HtmlElement, url: str) -> str:
    written = next((element.get("href") for element in tree.getroottree().iter("base") if element.get("href")), None)
    return (_absolute(url, written) if written else None) or url


def _candidates(element: HtmlElement) -> Iterator[tuple[str, str]]:
    """Name and address of the file that an element leads to, none or one."""
    if element.tag == "a":
        href = (element.get("href") or "").strip()
        name = _shown(element)
        if href and (ending_of_url(href) or _is_download(element, href, name)):
            yield name, href
        return
    href = (element.get(_VIEWERS[element.tag]) or "").strip()
    inside = _viewed(href)
    if inside:
        yield "", inside
    elif ending_of_url(href) or (element.get("type") or "").lower() == "application/pdf":
        yield "", href


def _shown(anchor: HtmlElement) -> str:
    text = " ".join(anchor.text_content().split()) or " ".join((anchor.get("title") or "").split())
    return text[:_NAME_LIMIT]


def _is_download(anchor: HtmlElement, href: str, name: str) -> bool:
    """Whether a link without a file's ending is one to a file: it is marked as a download, or the address speaks of
    one and the text is a file's name."""
    if href.lower().startswith(("javascript:", "#", "mailto:")):
        return False
    marked = anchor.get("download")
    if marked is not None:
        return bool(ending_of(marked) or ending_of(name) or not marked)
    named = ending_of(name.rstrip(" )]）】")) or ending_of(anchor.get("title") or "")
    return bool(named) and bool(_DOWNLOAD.search(href))


def _viewed(href: str) -> str | None:
    """The file that a viewer page is given in its address, as pdf.js is: `viewer.html?file=/a.pdf`."""
    try:
        pairs: Iterable[tuple[str, str]] = parse_qsl(urlsplit(href).query[:4000], max_num_fields=30)
    except ValueError:
        return None
    return next((value for key, value in pairs if key.lower() in _FILE_PARAMETERS and ending_of_url(value)), None)


def _absolute(base: str, href: str) -> str | None:
    try:
        url = urljoin(base, "".join(href.split("\n")).strip())
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts._replace(fragment="").geturl() if parts.scheme in ("http", "https") and parts.hostname else None


def _file_name(url: str) -> str:
    return (unquote(urlsplit(url).path.rpartition("/")[2]) or url)[:_NAME_LIMIT]


def _in_chrome(element: HtmlElement) -> bool:
    return any(
        ancestor.tag in _CHROME_TAGS or _says_chrome(ancestor) for ancestor in islice(element.iterancestors(), 40)
    )


def _says_chrome(element: HtmlElement) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}".split()
    return element.tag not in ("body", "html") and any(_CHROME.fullmatch(name) for name in names)
