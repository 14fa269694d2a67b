"""Insertion of an article into the element tree if only the page's scripts would make it visible.

Text is inserted only into pages with hardly any visible text, because spam is hidden in the same places.
"""

import base64
import binascii
import html
import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml.html import HtmlElement, fragment_fromstring, tostring

from crawler.files.kinds import ending_of_url
from crawler.model.addresses import Addresses
from crawler.model.network.suffixes import in_same_domain
from crawler.model.page import Page, parse_html
from crawler.reading.file_addresses import in_viewer
from crawler.reading.main_text.layout import PageLayout, han_of
from crawler.reading.main_text.title_words import title_share
from crawler.reading.page_facts import PageFacts
from crawler.text.characters import alphanumeric
from crawler.text.string_literals import string_literals

FEW = 60
NONE = 15
"""Limits on the number of visible letters of a page.

Below FEW, text is taken from places that are visible with scripts (`srcdoc` of frames, textareas). Below NONE, text is
also taken from places that may contain spam (hidden elements, templates, noscript, strings in scripts).
"""
FRAMES = 2
"""The maximum number of frames of a page that are fetched."""
_LONG_ENOUGH = 40
_AGREES = 0.5
"""The share of the title's pairs of letters that an article has if it is hidden on a page with other visible text."""
_SCRIPT_LIMIT = 500_000
_ELEMENTS = 60_000
_CHROME = re.compile(
    r"(?i)发布(?:时间|日期|机构|单位)|來源|来源|作者|字体|字号|打印|浏览|点击|分享|扫一扫|版权|备案|ICP|主办|承办|地址|邮编|标识码|公网安备|copyright"
    r"|当前位置|您的位置|首页|加载|載入|loading|请稍|javascript|浏览器|瀏覽器|索引号|责任编辑|上一篇|下一篇|关闭|返回|日期|时间[:：]"
    r"|please (?:wait|enable)|posted|published|author|share"
)
_TEMPLATE_TYPE = re.compile(r"(?i)text/(?:html|x-?template|template|plain|x-[\w-]*template|ng-template|x-[\w-]+)")
_SUM = re.compile(r"""(["'`])\s{0,99}\+\s{0,99}\1""")
_LITERAL = 20
"""The minimum number of characters of a string literal that may contain text."""
_TARGET = re.compile(r"""(?:getElementById\(\s*|\$\(\s*|querySelector\(\s*)["']#?([\w-]{1,60})["']""")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_PERCENT_U = re.compile(r"%u([0-9a-fA-F]{4})")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{60,}={0,2}")
_HIDDEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_TAG = re.compile(r"<[a-zA-Z/][^<>]*>")
_CODE = re.compile(r"function\s*\(|=>|\bvar\s\w+\s*=|===|\{\s*[\w-]+\s*:\s*[^。]{0,80};")
_PROSE_PER_CODE = 500
"""A text is code if it has at least one match of `_CODE` per this number of characters. An arrow may occur in prose."""
_CONTENT_ATTRIBUTES = ("data-content", "data-html", "data-text", "data-body", "data-markdown")


def visible_letters(layout: PageLayout, facts: PageFacts) -> int:
    """Return the number of visible letters and digits outside titles, links, byline, information table and footer.

    Counting stops at FEW.
    """
    titles = alphanumeric(" ".join(filter(None, (facts.title_tag, facts.joined_headline, facts.headline, *facts.h1s))))
    known = {alphanumeric(value) for value in facts.information.values()}
    count = 0
    for line in layout.lines:
        if count >= FEW:
            break
        said = alphanumeric(line.text)
        if not said or said in titles or said in known or layout.blocks[line.block].hidden:
            continue
        if line.linked * 2 >= line.weight and line.linked:
            continue
        if _is_label(line.text):
            continue
        count += len(said)
    return count


def article_letters(text: str) -> int:
    """Return the number of letters and digits in the lines of a text that are no labels of the page (时间:, 来源:).

    Counting stops at NONE.
    """
    count = 0
    for line in text.split("\n"):
        count += 0 if _is_label(line) else len(alphanumeric(line))
        if count >= NONE:
            break
    return count


def _is_label(line: str) -> bool:
    return len(line) < 80 and _CHROME.search(line) is not None


def says_title(text: str, title: str) -> bool:
    """Return whether a text has most of the words of a title. Text that was hidden as spam has few of them."""
    return title_share(alphanumeric(title), alphanumeric(text)) >= _AGREES


def insert_hidden_article(tree: HtmlElement, letters: int) -> str | None:
    """Insert a hidden article into `tree`, and return a name for the place where it was found, or None.

    `letters` is the number of visible letters of the page. `tree` is modified.
    """
    sources: list[tuple[str, Callable[[HtmlElement], bool]]] = []
    if letters < FEW:
        sources += [("srcdoc", _unfold_srcdoc), ("textarea", _unfold_textarea)]
    if letters < NONE:
        sources += [
            ("a hidden element", _unfold_hidden),
            ("a template", _unfold_template),
            ("noscript", _unfold_noscript),
            ("an attribute", _unfold_attribute),
            ("a script", _unfold_script),
        ]
    return next((name for name, unfolds in sources if unfolds(tree)), None)


def wanted_frames(page: Page) -> tuple[str, ...]:
    """Return the absolute URLs of the frames that may contain the article.

    These are frames from the same site that contain neither a file nor a file viewer.
    """
    try:
        tree = page.tree
    except ValueError:
        return ()
    found = (url for _, url in _frames(tree, page.final_url))
    return tuple(islice(dict.fromkeys(found), FRAMES))


def with_frames(page: Page, frames: Mapping[str, Page | None]) -> Page:
    """Return the page with each frame element replaced by the content of the frame.

    `frames` maps the URLs of frames to their pages, or to None for a frame that contains a file. The result is a single
    page that can be stored and read again. It has no HTTP validators, because the page's validators do not cover the
    frames.
    """
    tree = parse_html(page.text)
    for element, url in _frames(tree, page.final_url):
        if url not in frames:
            continue
        frame = frames[url]
        if frame is None:
            element.set("src", url)
            element.set("type", "application/octet-stream")
            continue
        inner = parse_html(frame.text)
        inner.make_links_absolute(frame.final_url, handle_failures="ignore")
        body = inner.find("body")
        holder = body if body is not None else inner
        holder.tag = "div"
        _put(element, holder)
    body_bytes = tostring(tree, encoding="utf-8", doctype="<!DOCTYPE html>")
    return Page(
        url=page.url,
        body=body_bytes,
        fetched_at=page.fetched_at,
        content_type="text/html; charset=utf-8",
        final_url=page.final_url,
    )


def _frames(tree: HtmlElement, base: str) -> list[tuple[HtmlElement, str]]:
    addresses = Addresses(tree, base)
    found = []
    for element in tree.iter("iframe", "frame"):
        url = addresses.resolve(element.get("src") or element.get("data-src") or "")
        if not url or addresses.is_own(url) or ending_of_url(url) or in_viewer(url, frame=True):
            continue
        if _is_same_site(base, url):
            found.append((element, url.partition("#")[0]))
    return found


def _is_same_site(base: str, url: str) -> bool:
    """Return whether two URLs have the same registrable domain or, without such a domain, the same host."""
    here, there = (urlsplit(address).hostname or "" for address in (base, url))
    return here == there or in_same_domain(here, there)


def _unfold_srcdoc(tree: HtmlElement) -> bool:
    return _unfold_each(tree, ("iframe",), lambda element: element.get("srcdoc") or "")


def _unfold_textarea(tree: HtmlElement) -> bool:
    return _unfold_each(tree, ("textarea",), _inner)


def _unfold_template(tree: HtmlElement) -> bool:
    def inner(element: HtmlElement) -> str:
        if element.tag == "script" and not _TEMPLATE_TYPE.match(element.get("type") or ""):
            return ""
        return _inner(element)

    return _unfold_each(tree, ("template", "script"), inner)


def _unfold_noscript(tree: HtmlElement) -> bool:
    return _unfold_each(tree, ("noscript",), _inner)


def _unfold_attribute(tree: HtmlElement) -> bool:
    def inner(element: HtmlElement) -> str:
        written = element.get("value") if element.tag == "input" else None
        return written or next((value for name in _CONTENT_ATTRIBUTES if (value := element.get(name))), "")

    return _unfold_each(tree, ("input", "div", "section", "article", "span"), inner)


def _unfold_each(tree: HtmlElement, tags: tuple[str, ...], inner: Callable[[HtmlElement], str]) -> bool:
    done = False
    for element in list(islice(tree.iter(*tags), _ELEMENTS)):
        written = inner(element)
        if len(written) >= _LONG_ENOUGH and (article := _article(written)) is not None:
            _put(element, article)
            done = True
    return done


def _unfold_hidden(tree: HtmlElement) -> bool:
    done = False
    for element in list(islice(tree.iter("div", "section", "article", "td", "pre", "p"), _ELEMENTS)):
        is_hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "")
        if is_hidden and _is_prose(element.text_content()):
            element.attrib.pop("hidden", None)
            element.attrib.pop("style", None)
            done = True
    return done


def _unfold_script(tree: HtmlElement) -> bool:
    for element in list(tree.iter("script")):
        kind = (element.get("type") or "").lower()
        code = (element.text or "")[:_SCRIPT_LIMIT]
        if kind.startswith("application/ld+json") or len(code) < _LONG_ENOUGH:
            continue
        article = _article("".join(text for text in _literals(code) if _TAG.search(text) or _is_prose(text)))
        if article is None:
            continue
        targets = (tree.xpath("//*[@id=$id]", id=name) for name in _TARGET.findall(code))
        empty = next((found[0] for found in targets if found and not found[0].text_content().strip()), None)
        if empty is not None:
            empty.append(article)
        else:
            _put(element, article)
        return True
    return False


def _literals(code: str) -> Iterator[str]:
    """Yield the long string literals of a script in decoded form.

    Escapes, percent-encoding, Base64 and HTML entities are decoded.
    """
    for literal in string_literals(_SUM.sub("", code), _LITERAL):
        text = _ESCAPE.sub(_unescaped, literal)
        if "%u" in text or "%3C" in text.upper() or text.count("%") * 4 > len(text):
            text = unquote(_PERCENT_U.sub(lambda found: chr(int(found[1], 16)), text))
        elif _BASE64.fullmatch(text):
            text = _from_base64(text)
        yield html.unescape(text) if "&lt;" in text and "<" not in text else text


def _unescaped(match: re.Match[str]) -> str:
    escape = match[1]
    if escape[0] in "ux" and len(escape) > 1:
        return chr(int(escape[1:], 16))
    return {"n": "\n", "r": "", "t": "\t", "\n": ""}.get(escape, escape)


def _from_base64(text: str) -> str:
    try:
        plain = base64.b64decode(text, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return text
    return unquote(plain) if plain.upper().startswith("%3C") else plain


def _inner(element: HtmlElement) -> str:
    """Return the markup inside an element."""
    if len(element):
        return (element.text or "") + "".join(tostring(child, encoding="unicode") for child in element)
    return element.text or ""


def _article(written: str) -> HtmlElement | None:
    """Return an element with the text in `written`, or None if this text is not prose.

    `written` is markup, plain text, or JSON that contains either of them.
    """
    if written.lstrip()[:1] in ("{", "["):
        written = _of_json(written)
    if "&lt;" in written and "<" not in written:
        written = html.unescape(written)
    if not _TAG.search(written):
        written = f"<pre>{html.escape(written)}</pre>"
    try:
        element = fragment_fromstring(written, create_parent="div")
    except (etree.LxmlError, ValueError):
        return None
    for script in list(element.iter("script", "style")):
        script.drop_tree()
    return element if _is_prose(element.text_content()) else None


def _of_json(written: str) -> str:
    try:
        value = json.loads(written, strict=False)
    except (ValueError, RecursionError):
        return written
    texts: list[str] = []
    waiting = [value]
    while waiting and len(texts) < 1000:
        part = waiting.pop()
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, dict):
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
    return max(texts, key=len, default="")


def _is_prose(text: str) -> bool:
    """Return whether a text consists of sentences and not of code, labels or a request to enable JavaScript."""
    words = " ".join(text.split())
    if re.search(r"(?i)javascript|启用脚本|浏览器版本", words) and len(words) < 200:
        return False
    if len(_CODE.findall(words)) * _PROSE_PER_CODE >= max(len(words), 1):
        return False
    if han_of(words) >= _LONG_ENOUGH // 2:
        return re.search(r"[。，；：,;:]", words) is not None
    return len(re.findall(r"[A-Za-zÀ-ÿ]{2,}", words)) >= 12 and re.search(r"[.!?]", words) is not None


def _put(element: HtmlElement, article: HtmlElement) -> None:
    """Replace an element in the element tree by the article."""
    parent = element.getparent()
    if parent is None:
        return
    article.tail = element.tail
    parent.replace(element, article)
    while parent is not None and parent.tag in ("frameset", "noframes", "head"):
        parent.tag = "div"
        parent = parent.getparent()
