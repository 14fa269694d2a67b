"""Search for the files that a page links to."""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from crawler.files.kinds import EXTENSIONS, ending_of, ending_of_url
from crawler.model.addresses import Addresses
from crawler.model.notice import Attachment
from crawler.model.url_key import url_key
from crawler.reading.file_addresses import WRITTEN_LIMIT, in_attribute, in_handler, in_script, in_viewer

MOST = 100
ELEMENTS = 60_000
"""MOST is the maximum number of attachments of a notice; ELEMENTS is the maximum number of elements searched."""
_NAME_LIMIT = 300
_DOWNLOAD = re.compile(r"(?i)download|attach|fujian|/fj/|getfile|filedown|downfile|/files?/|down\b")
_PAGE = re.compile(r"(?i)\.(?:s?html?|xhtml)$")
_CHROME_TAGS = frozenset(("nav", "header", "footer", "aside"))
# Whole class names and ids are matched: `article-header` is not a site header.
_CHROME = re.compile(
    r"(?i)(?:top|site|main)?[-_]?(?:nav|navbar|menu|footer|foot|sidebar|aside|breadcrumb|crumbs?|related|recommend"
    r"|friendlinks?|copyright)"
)
_VIEWERS = {"iframe": "src", "frame": "src", "embed": "src", "object": "data"}
_LINKS = frozenset(("a", "area"))
# Attributes that contain names or styles, or that are handled elsewhere.
_NO_ADDRESS = frozenset(
    "class id style title alt name download type content onclick ondblclick onmousedown src srcset srcdoc lang rel"
    " placeholder aria-label value".split()
)
_MIME = re.compile(
    r"(?i)application/(?:pdf|ofd|msword|vnd\.(?:ms-|openxmlformats|oasis)|wps|x-rar|zip|octet-stream|kswps)"
)
_LABEL = re.compile(r"附\s?[件表][\d一二三四五六七八九十]{0,3}\s?[:：.、]?\s?$")
_LABELLED = re.compile(r"(?i)附\s?[件表]\s?[\d一二三四五六七八九十]{0,3}\s?(?:[:：.、]|$)|attachment\b")
_KINDS = "|".join(sorted(EXTENSIONS, key=len, reverse=True))
_ICON = re.compile(
    rf"(?i)(?:^|[/_.-])(?:icon_?|ico_?|file_?)?(?:{_KINDS}|word|excel|attach(?:ment)?|fujian)"
    r"[\w-]{0,10}\.(?:png|gif|jpe?g|svg|ico|webp)"
)
_TO_NOWHERE = re.compile(r"(?i)\s*(?:#\w*|javascript\s*:.*|)\s*", re.DOTALL)


def attachment_links(tree: HtmlElement, base: str) -> tuple[Attachment, ...]:
    """Return the files to which the links, event handlers, viewers and scripts in `tree` lead, in page order.

    Each file is returned once. `tree` is the page or the part that contains its article; `base` is the URL of the page.
    Files in the site's navigation, header, footer and the like are skipped. The name of an attachment is the link's
    text or, without text, the file name in the URL. The URL is empty if it is built by a script that cannot be
    resolved.
    """
    finder = _Finder(Addresses(tree.getroottree().getroot(), base))
    found: dict[str, Attachment] = {}
    for element in islice(tree.iter(), ELEMENTS):
        if not isinstance(element.tag, str):
            continue
        for name, url in finder.of(element):
            if not _in_chrome(element):
                found.setdefault(url_key(url) if url else f" {name}", Attachment(name=name or _file_name(url), url=url))
        if len(found) >= MOST:
            break
    return tuple(found.values())[:MOST]


class _Finder:
    """Finder of the files that the elements of a page lead to."""

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses

    def of(self, element: HtmlElement) -> Iterator[tuple[str, str]]:
        """Yield the names and absolute URLs of the files that an element leads to."""
        tag = element.tag
        if tag in _LINKS:
            yield from self._of_link(element)
        elif tag in _VIEWERS:
            yield from self._of_viewer(element)
        elif tag == "script":
            yield from self._of_script(element)
        elif tag == "link":
            if _MIME.match(element.get("type") or "") and (url := self._whole(element.get("href") or "")):
                yield _clean(element.get("title")), url
        else:
            yield from self._of_attributes(element)

    def _of_link(self, anchor: HtmlElement) -> Iterator[tuple[str, str]]:
        name = _shown(anchor)
        href = (anchor.get("href") or "").strip()
        nowhere = _TO_NOWHERE.fullmatch(href[:WRITTEN_LIMIT]) is not None
        if href and not nowhere:
            whole = self._whole(href)
            inside = in_viewer(whole, frame=False) if whole else None
            if inside:
                yield name, inside
                return
            if whole and (ending_of_url(href) or _is_download(anchor, href, name)):
                yield name, whole
                return
        others = list(self._of_attributes(anchor))
        yield from others
        # An anchor without URL and event handler is only a link target in the text.
        if not others and nowhere and _is_file(anchor, name) and (href or anchor.get("onclick")):
            yield name, ""

    def _of_viewer(self, element: HtmlElement) -> Iterator[tuple[str, str]]:
        written = (element.get(_VIEWERS[element.tag]) or "").strip()
        written = written or next(
            (str(part.get("value")) for part in element.iter("param") if ending_of_url(part.get("value") or "")), ""
        )
        whole = self._whole(written) if written else None
        if whole and (inside := in_viewer(whole, frame=True)):
            yield "", inside
        elif whole and (ending_of_url(written) or _MIME.match(element.get("type") or "")):
            yield "", whole
        elif not whole or whole.startswith("about:"):
            yield from self._of_attributes(element)

    def _of_attributes(self, element: HtmlElement) -> Iterator[tuple[str, str]]:
        """Yield the file in an element's event handlers or, if they contain no file, the files in its attributes."""
        handlers = [element.get(name) or "" for name in ("onclick", "ondblclick", "onmousedown")]
        href = element.get("href") or ""
        if href.lower().lstrip().startswith("javascript"):
            handlers.append(href)
        code = "\n".join(filter(None, handlers))
        if code:
            name = _shown(element)
            is_file = _is_file(element, name) or _DOWNLOAD.search(code.partition("(")[0]) is not None
            whole = self._in_handler(code, is_file)
            if whole:
                yield name, in_viewer(whole, frame=False) or whole
                return
        for key, value in element.items():
            if (key in _NO_ADDRESS and (element.tag, key) not in _HELD) or key == "href" or "." not in value:
                continue
            for written in in_attribute(value[:WRITTEN_LIMIT]):
                if whole := self._whole(written):
                    yield _shown(element), in_viewer(whole, frame=True) or whole

    def _in_handler(self, code: str, is_file: bool) -> str | None:
        built = self._addresses.built(code)
        if built and (ending_of_url(built) or is_file):
            return built
        written = in_handler(code, is_file)
        return self._whole(written) if written else None

    def _of_script(self, element: HtmlElement) -> Iterator[tuple[str, str]]:
        if (element.get("type") or "").lower().startswith("application/ld+json"):
            return
        for name, written in in_script(element.text or ""):
            if whole := self._whole(written):
                yield name, in_viewer(whole, frame=True) or whole

    def _whole(self, written: str) -> str | None:
        url = self._addresses.whole(written)
        if url is None:
            return None
        # A viewer may have the URL of its file in the fragment.
        bare, _, fragment = url.partition("#")
        return url if ending_of_url(f"?{fragment.rpartition('?')[2]}") and "=" in fragment else bare


_HELD = frozenset((("div", "src"), ("span", "src"), ("input", "value"), ("option", "value"), ("button", "value")))
"""Pairs of a tag and an attribute: the attribute may contain a URL on elements with this tag, but not on others."""


def _shown(element: HtmlElement) -> str:
    text = _clean(element.text_content()) if element.tag not in ("div", "body", "form", "table") else ""
    return (text or _clean(element.get("title")) or _clean(element.get("download")))[:_NAME_LIMIT]


def _clean(text: str | None) -> str:
    return " ".join((text or "").split())


def _is_download(anchor: HtmlElement, href: str, name: str) -> bool:
    """Return whether a link whose URL has no file extension leads to a file.

    This is the case if the link is marked as a download, is named like a file, is labelled 附件, or has a file icon.
    """
    if href.lower().startswith(("javascript:", "#", "mailto:", "tel:")):
        return False
    marked = anchor.get("download")
    if marked is not None:
        return bool(ending_of(marked) or ending_of(name) or not marked)
    if _MIME.match(anchor.get("type") or ""):
        return True
    path = href.partition("?")[0].partition("#")[0]
    if _PAGE.search(path) or path.endswith("/"):
        return _names_file(anchor, name) and _DOWNLOAD.search(href) is not None
    return _names_file(anchor, name) or _has_icon(anchor) or (_is_labelled(anchor, name) and len(path) > 1)


def _is_file(element: HtmlElement, name: str) -> bool:
    return _names_file(element, name) or _is_labelled(element, name) or _has_icon(element)


def _names_file(element: HtmlElement, name: str) -> bool:
    """Return whether the name, the title or the `download` attribute of an element ends with a file extension."""
    return any(
        ending_of(re.sub(r"[\s)\]）】]+$|[(（]\s*[\d.]+\s*[KMkm][Bb]?\s*[)）]?\s*$", "", said))
        for said in (name, element.get("title") or "", element.get("download") or "")
    )


def _is_labelled(anchor: HtmlElement, name: str) -> bool:
    """Return whether a link has the label 附件 or the like, at the start of its name or directly before the link."""
    if _LABELLED.match(name):
        return True
    before = anchor.getprevious()
    written = before.tail if before is not None else anchor.getparent().text if anchor.getparent() is not None else ""
    return _LABEL.search((written or "").strip()[-12:]) is not None


def _has_icon(anchor: HtmlElement) -> bool:
    """Return whether an image in a link, or directly before it, is the icon of a file type."""
    before = anchor.getprevious()
    pictures = [*anchor.iter("img"), *([before] if before is not None and before.tag == "img" else [])]
    return any(_ICON.search(picture.get("src") or "") for picture in pictures)


def _file_name(url: str) -> str:
    return (unquote(urlsplit(url).path.partition(";")[0].rpartition("/")[2]) or url)[:_NAME_LIMIT]


def _in_chrome(element: HtmlElement) -> bool:
    return any(
        ancestor.tag in _CHROME_TAGS or _says_chrome(ancestor) for ancestor in islice(element.iterancestors(), 40)
    )


def _says_chrome(element: HtmlElement) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}".split()
    return element.tag not in ("body", "html") and any(_CHROME.fullmatch(name) for name in names)
