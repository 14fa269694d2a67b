"""Detection of the files that a page links to."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from crawler.files.kinds import EXTENSIONS, ending_of, ending_of_url, is_image_name
from crawler.model.addresses import Addresses
from crawler.model.notice import Attachment
from crawler.model.url_key import url_key
from crawler.reading.file_addresses import WRITTEN_LIMIT, in_attribute, in_handler, in_script, in_viewer, may_be_viewer

_File = tuple[str, str]
"""The name and the absolute URL of a file."""
MOST = 100
ELEMENTS = 60_000
"""MOST is the maximum number of attachments of a notice; ELEMENTS is the maximum number of elements searched."""
_LEADING = frozenset("a area iframe frame embed object script link".split())
"""Tags of elements that may lead to a file. Other elements may do so if they have event handlers or file names."""
_NAME_LIMIT = 300
_DOWNLOAD = re.compile(r"download|attach|fujian|/fj/|getfile|filedown|downfile|/files?/|down\b")
"""Matches URLs and event handlers, in lower case, that are named like a download."""
_PAGE = re.compile(r"(?i)\.(?:s?html?|xhtml)$")
_NO_FILE = re.compile(r"(?i)javascript:|#|mailto:|tel:")
_BREAK = re.compile(r"[\t\r\n]")
_SCRIPT = re.compile(r"(?i)\s*javascript")
_ADDRESS_STARTS = frozenset("hH/.#?")
_HANDLERS = ("onclick", "ondblclick", "onmousedown")
_HANDLER_NAMES = frozenset(_HANDLERS)
_CHROME_TAGS = frozenset(("nav", "header", "footer", "aside"))
# Whole class names and ids are matched: `article-header` is not a site header.
_CHROME = re.compile(
    r"(?i)(?:top|site|main)?[-_]?(?:nav|navbar|menu|footer|foot|sidebar|aside|breadcrumb|crumbs?|related|recommend"
    r"|friendlinks?|copyright)"
)
_VIEWERS = {"iframe": "src", "frame": "src", "embed": "src", "object": "data"}
_LINKS = frozenset(("a", "area"))
_UNNAMED = frozenset(("div", "body", "form", "table"))
"""Tags of elements whose text is not the name of a file."""
# Attributes that contain names or styles, or that are handled elsewhere.
_NO_ADDRESS = frozenset(
    "class id style title alt name download type content onclick ondblclick onmousedown src srcset srcdoc lang rel"
    " placeholder aria-label target value".split()
)
_NO_FILE_ATTRIBUTES = (_NO_ADDRESS | {"href"}) - _HANDLER_NAMES
_PAGE_ATTRIBUTES = _NO_FILE_ATTRIBUTES - {"download", "type"}
_MIME = re.compile(
    r"(?i)application/(?:pdf|ofd|msword|vnd\.(?:ms-|openxmlformats|oasis)|wps|x-rar|zip|octet-stream|kswps)"
)
_ATTACHED = r"(?:附\s?[件表檔档]|附加(?:檔案|文件)|添付(?:ファイル|資料)?|첨부\s?(?:파일)?)"
_LABEL = re.compile(
    rf"(?i)(?:{_ATTACHED}(?:下載|下载)?[\d一二三四五六七八九十]{{0,3}}\s?[:：.、]?|\battachments?\s?:)\s?$"
)
_LABELLED = re.compile(rf"(?i){_ATTACHED}\s?[\d一二三四五六七八九十]{{0,3}}\s?(?:[:：.、]|$)|attachment\b")
_KINDS = "|".join(sorted(EXTENSIONS, key=len, reverse=True))
_FORMATS = f"(?:{'|'.join(sorted(EXTENSIONS - {'et', 'dot'}, key=len, reverse=True))}|word|excel)(?![a-z0-9])"
_FORMAT = re.compile(
    rf"(?i)[(（\[【]\s?(?:下[載载]\s?)?{_FORMATS}[^()（）\[\]【】]{{0,30}}[)）\]】]\s?$|^(?:下[載载]\s?)?{_FORMATS}.{{0,4}}$"
)
"""Matches a name that is, or ends with, the format of a file: `Guidance (PDF, 120 KB)`, `要領（PDF形式）`, `Word檔`."""
_ICON = re.compile(
    rf"(?i)(?:^|[/_.-])(?:icon_?|ico_?|file_?)?(?:{_KINDS}|word|excel|attach(?:ment)?|fujian)"
    r"[\w-]{0,10}\.(?:png|gif|jpe?g|svg|ico|webp)"
)
_TRAILING = re.compile(r"[\s)\]）】]+$|[(（]\s*[\d.]+\s*[KMkm][Bb]?\s*[)）]?\s*$")
_TO_NOWHERE = re.compile(r"(?i)\s*(?:#\w*|javascript\s*:.*|)\s*", re.DOTALL)


def attachment_links(tree: HtmlElement, base: str) -> tuple[Attachment, ...]:
    """Return the files to which links, event handlers, viewers and scripts in `tree` lead, in page order.

    Each file is returned once. `tree` is the page or the part with its article; `base` is the URL of the page. Files in
    the site's navigation, header, footer and the like are skipped. The name of an attachment is the link's text or,
    without text, the file name in the URL. The URL is empty if a script builds it in a way that cannot be resolved.
    """
    finder = _Finder(Addresses(tree.getroottree().getroot(), base))
    found: dict[str, Attachment] = {}
    for element in islice(_possible_links(tree), ELEMENTS):
        for name, url in finder.of(element):
            if not _in_chrome(element):
                found.setdefault(url_key(url) if url else f" {name}", Attachment(name=name or _file_name(url), url=url))
        if len(found) >= MOST:
            break
    return tuple(found.values())[:MOST]


def _possible_links(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the elements that may link to a file, in page order."""
    for element in tree.iter("*"):
        if element.tag in _LEADING:
            yield element
        elif attributes := element.items():
            for name, value in attributes:
                if "." in value or name in _HANDLER_NAMES:
                    yield element
                    break


class _Finder:
    """Finder of the files that the elements of a page link to.

    The methods return lists instead of generators, because most elements link to no file, and empty lists are faster.
    """

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses
        self._on_viewer = may_be_viewer(addresses.base)

    def of(self, element: HtmlElement) -> Sequence[_File]:
        """Return the names and absolute URLs of the files that an element links to."""
        tag = element.tag
        if tag in _LINKS:
            return self._of_link(element)
        if tag in _VIEWERS:
            return self._of_viewer(element)
        if tag == "script":
            return self._of_script(element)
        if tag == "link":
            is_file = _MIME.match(element.get("type") or "") is not None
            url = self._whole(element.get("href") or "") if is_file else None
            return [(_clean(element.get("title")), url)] if url else []
        return self._of_attributes(element)

    def _of_link(self, anchor: HtmlElement) -> Sequence[_File]:
        href = (anchor.get("href") or "").strip()
        if _is_page(href) and _PAGE_ATTRIBUTES.issuperset(anchor.keys()):
            return []  # most links of a page
        nowhere = not href or (href[0] in "#jJ" and _TO_NOWHERE.fullmatch(href[:WRITTEN_LIMIT]) is not None)
        if not nowhere:
            # The URL in a viewer's URL is a parameter.
            inside = self._inside(href) if "?" in href or "#" in href else None
            if inside:
                return [(_shown(anchor), inside)]
            is_file = ending_of_url(href) or _is_download(anchor, href)
            if is_file and (whole := self._whole(href)):
                return [(_shown(anchor), whole)]
        if not nowhere and href[0] not in "jJ" and _NO_FILE_ATTRIBUTES.issuperset(anchor.keys()):
            return []
        others = self._of_attributes(anchor)
        # An anchor without URL and event handler is only a link target in the text.
        if others or not nowhere:
            return others
        has_data = any(key.startswith("data-") for key in anchor.keys())  # noqa: SIM118 - an element is no mapping
        if href or anchor.get("onclick") or has_data:
            name = _shown(anchor)
            if _is_file(anchor, name):
                return [(name, (self._addresses.of(anchor) or "") if has_data else "")]
        return []

    def _inside(self, href: str) -> str | None:
        # Most URLs need not be resolved. A line break within a name could hide the name from the check.
        if not (self._on_viewer or may_be_viewer(href) or _BREAK.search(href)):
            return None
        whole = self._whole(href)
        return in_viewer(whole, frame=False) if whole else None

    def _of_viewer(self, element: HtmlElement) -> Sequence[_File]:
        written = (element.get(_VIEWERS[element.tag]) or "").strip()
        written = written or next(
            (str(part.get("value")) for part in element.iter("param") if ending_of_url(part.get("value") or "")), ""
        )
        whole = self._whole(written) if written else None
        if whole and (inside := in_viewer(whole, frame=True)):
            return [("", inside)]
        if whole and (ending_of_url(written) or _MIME.match(element.get("type") or "")):
            return [("", whole)]
        return self._of_attributes(element) if not whole or whole.startswith("about:") else []

    def _of_attributes(self, element: HtmlElement) -> Sequence[_File]:
        """Return the file in an element's event handlers or, if they contain none, the files in its attributes."""
        found: list[_File] = []
        attributes = element.items()
        for key, value in attributes:
            if key in _HANDLER_NAMES or (key == "href" and value[:1] not in _ADDRESS_STARTS and _SCRIPT.match(value)):
                if file := self._in_handlers(element, dict(attributes)):
                    return [file]
                break
        for key, value in attributes:
            if key == "href" or "." not in value or (key in _NO_ADDRESS and (element.tag, key) not in _HELD):
                continue
            for written in in_attribute(value[:WRITTEN_LIMIT]):
                if whole := self._whole(written):
                    found.append((_shown(element), in_viewer(whole, frame=True) or whole))
        return found

    def _in_handlers(self, element: HtmlElement, attributes: Mapping[str, str]) -> _File | None:
        handlers = [attributes[name] for name in _HANDLERS if name in attributes]
        if "href" in attributes and _SCRIPT.match(attributes["href"]):
            handlers.append(attributes["href"])
        code = "\n".join(filter(None, handlers))
        if not code:
            return None
        name = _shown(element)
        is_file = _is_file(element, name) or _DOWNLOAD.search(code.partition("(")[0].lower()) is not None
        whole = self._in_handler(code, is_file)
        return (name, in_viewer(whole, frame=False) or whole) if whole else None

    def _in_handler(self, code: str, is_file: bool) -> str | None:
        built = self._addresses.built(code)
        if built and (ending_of_url(built) or is_file):
            return built
        written = in_handler(code, is_file)
        return self._whole(written) if written else None

    def _of_script(self, element: HtmlElement) -> Sequence[_File]:
        code = element.text
        if not code or (element.get("type") or "").lower().startswith("application/ld+json"):
            return []
        written = [(name, self._whole(address)) for name, address in in_script(code)]
        return [(name, in_viewer(whole, frame=True) or whole) for name, whole in written if whole]

    def _whole(self, written: str) -> str | None:
        url = self._addresses.resolve(written)
        if url is None:
            return None
        # A viewer may have the URL of its file in the fragment.
        bare, _, fragment = url.partition("#")
        return url if ending_of_url(f"?{fragment.rpartition('?')[2]}") and "=" in fragment else bare


_HELD = frozenset((("div", "src"), ("span", "src"), ("input", "value"), ("option", "value"), ("button", "value")))
"""Pairs of a tag and an attribute: the attribute may contain a URL on elements with this tag, but not on others."""


def _shown(element: HtmlElement) -> str:
    text = _clean(_text_of(element)) if element.tag not in _UNNAMED else ""
    return (text or _clean(element.get("title")) or _clean(element.get("download")))[:_NAME_LIMIT]


def _text_of(element: HtmlElement) -> str:
    """Return the text in an element. For an element without children, this is faster than `text_content`."""
    return str(element.text_content()) if len(element) else element.text or ""


def _clean(text: str | None) -> str:
    return " ".join((text or "").split())


@lru_cache(maxsize=4096)
def _is_page(href: str) -> bool:
    """Return whether the URL of a link is that of a page, whatever the link's text says.

    The results are cached, because the pages of a site share most of their links.
    """
    if not href or href[0] in "#jJ" or "?" in href or "#" in href:
        return False
    is_named = _PAGE.search(href) is not None or href.endswith("/")
    return is_named and not ending_of_url(href) and _DOWNLOAD.search(href.lower()) is None


def _is_download(anchor: HtmlElement, href: str) -> bool:
    """Return whether a link leads to a file although its URL has no file extension.

    This is the case if the link is marked as a download, is named like a file or by its format, is labelled 附件, or
    has a file icon.
    """
    if _NO_FILE.match(href):
        return False
    marked = anchor.get("download")
    if marked is not None:
        return bool(ending_of(marked) or ending_of(_shown(anchor)) or not marked)
    if (kind := anchor.get("type")) and _MIME.match(kind):
        return True
    path = href.partition("?")[0].partition("#")[0]
    if _PAGE.search(path) or path.endswith("/"):
        return _DOWNLOAD.search(href.lower()) is not None and _names_file(anchor, _shown(anchor))
    name = _shown(anchor)
    named = _names_file(anchor, name) or _FORMAT.search(name) is not None
    return named or _has_icon(anchor) or (_is_labelled(anchor, name) and len(path) > 1)


def _is_file(element: HtmlElement, name: str) -> bool:
    return _names_file(element, name) or _is_labelled(element, name) or _has_icon(element)


def _names_file(element: HtmlElement, name: str) -> bool:
    """Return whether an element is named like a file.

    This is the case if `name` (the result of `_shown`), the attribute `title` or the attribute `download` has a file
    extension. Extensions of images count only in the element's text, because the title of a picture is often its file
    name.
    """
    for words in (name, element.get("title"), element.get("download")):
        if words and "." in words and ending_of(_TRAILING.sub("", words)):
            return True
    if "." not in name and len(name) < _NAME_LIMIT and element.tag not in _UNNAMED:
        return False  # the name is the whole text
    text = _text_of(element)
    return "." in text and is_image_name(_TRAILING.sub("", _clean(text)))


def _is_labelled(anchor: HtmlElement, name: str) -> bool:
    """Return whether a link has the label 附件 or the like, at the start of its name or directly before the link."""
    if _LABELLED.match(name):
        return True
    before = anchor.getprevious()
    written = before.tail if before is not None else anchor.getparent().text if anchor.getparent() is not None else ""
    return bool(written) and _LABEL.search(written.strip()[-16:]) is not None


def _has_icon(anchor: HtmlElement) -> bool:
    """Return whether an image in a link, or directly before it, is the icon of a file type."""
    pictures = list(anchor.iter("img")) if len(anchor) else []
    if (before := anchor.getprevious()) is not None and before.tag == "img":
        pictures.append(before)
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
