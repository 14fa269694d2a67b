"""Extraction of rows from a page's scripts: from markup written by the scripts, and from lists of objects."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from lxml.html import HtmlElement

from crawler.listings.found import weight
from crawler.model.addresses import Addresses
from crawler.model.handlers import ADDRESS
from crawler.model.link import Link
from crawler.text.dates import DateContext, publication_date

_STRING = r"""(?:'(?:[^'\\]|\\.){0,20000}'|"(?:[^"\\]|\\.){0,20000}"|`(?:[^`\\$]|\\.){0,20000}`)"""
_SCRIPT = re.compile(r"(?is)(<script\b[^<>]{0,500}>)(.*?)(</script\s{0,9}>|\Z)")
_WRITES = re.compile(
    rf"(?s)(?:document\.write(?:ln)?|\.(?:append|html|insertAdjacentHTML))\s*\(\s*(?:'beforeend'\s*,\s*)?({_STRING}(?:\s*[+,]\s*{_STRING}){{0,200}})\s*\)"
    rf"|\.innerHTML\s*\+?=\s*({_STRING}(?:\s*\+\s*{_STRING}){{0,200}})\s*(?:;|\n|$)"
)
_STRINGS = re.compile(
    r"""(?s)'(?:[^'\\]|\\.)*+(?:'|\\?\Z)|"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|`(?:[^`\\$]|\\.)*+(?:[`$]|\\?\Z)"""
)
"""Matches string literals. An unclosed literal extends to the end of the text, which keeps the search linear."""
_ESCAPED = re.compile(r"(?s)\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)")
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "b": " ", "f": " "}
_VALUE = re.compile(r"(?:[=(,:]|return|^)\s{0,20}(?=[\[{])")
_FLAT = re.compile(r"\{[^{}]{10,4000}\}")
_PAIR = re.compile(
    r"""(?s)['"]?([A-Za-z_]\w{0,60})['"]?\s{0,9}:\s{0,9}('(?:[^'\\]|\\.){0,1000}'|"(?:[^"\\]|\\.){0,1000}"|-?\d{1,20})"""
)
_TITLE = re.compile(r"(?i)(?:title|subject|headline|caption|biaoti|^bt|bt$|标题)")
_NAME = re.compile(r"(?i)^(?:name|text|label|topic)$|name$")
_URL = re.compile(r"(?i)(?:url|href|link|uri)$|^(?:url|link|path|address|to)")
_PICTURE = re.compile(r"(?i)img|image|pic|thumb|cover|icon|photo|logo|video|avatar|api")
_DAY = re.compile(r"(?i)date|time|day|rq$|sj$")
_PUBLISHED = re.compile(r"(?i)pub|release|issue|show|fb")
_LIBRARY = re.compile(
    r"(?i)jquery|bootstrap|vue|react|angular|echarts|swiper|layui|layer|polyfill|modernizr|min\.js|lodash|moment|axios"
    r"|analytics|hm\.js|stat|share|slider|respond|html5"
)
_LIMIT = 2_000_000
_OBJECTS = 5000
"""`_LIMIT` is the maximum number of script characters searched, and `_OBJECTS` is the maximum number of objects
extracted.
"""
_BEGINNING = 500
_TOKEN = 10
_ERRORS_LIMIT = 50 * _LIMIT
"""Limits of the decoding of JSON values.

A value is first decoded from its first `_BEGINNING` characters alone. `_TOKEN` is the length of the longest token,
except strings, in which these characters may end. `_ERRORS_LIMIT` is the maximum sum of the positions of errors in the
whole text.
"""


def with_written(text: str) -> str:
    """Return the text of a page, with the markup that scripts write inserted after each script.

    Only markup that is in the script as a literal is inserted.
    """
    if "document.write" not in text and ".innerHTML" not in text and ".append(" not in text and ".html(" not in text:
        return text
    return _SCRIPT.sub(lambda match: match[0] + (_written(match[2]) if match[3] else ""), text)


def _written(script: str) -> str:
    parts = []
    for match in _WRITES.finditer(script):
        markup = "".join(_unescaped(string) for string in _STRINGS.findall(match[1] or match[2]))
        if "<" in markup and "<script" not in markup.lower():
            parts.append(markup)
    return "".join(parts)


def _unescaped(string: str) -> str:
    def char(match: re.Match[str]) -> str:
        code = match[1]
        return chr(int(code[1:], 16)) if len(code) > 1 else _PLAIN.get(code, code)

    return _ESCAPED.sub(char, string[1:-1])


def links_in_data(root: HtmlElement, addresses: Addresses, context: DateContext) -> list[Link]:
    """Return the links of the most suitable list of objects in the page's scripts, or an empty list if there is none.

    The most suitable list is the one with the most dated links or, among lists with equally many, the one with the most
    links.
    """
    lists: dict[tuple[str, ...], list[Link]] = defaultdict(list)
    for fields in _objects(root):
        link = _link(fields, addresses, context)
        if link:
            lists[tuple(sorted(fields))].append(link)
    # Objects of one list may lack some fields, so they are grouped by their title and URL field names.
    together: dict[tuple[str, ...], list[Link]] = defaultdict(list)
    for names, links in lists.items():
        together[tuple(name for name in names if _TITLE.search(name) or _URL.search(name))] += links
    return max(together.values(), key=weight, default=[])


def _objects(root: HtmlElement) -> Iterator[dict[str, Any]]:
    room = _OBJECTS
    for text in _texts(root):
        found = list(_parsed(text)) or list(_flat(text))
        yield from found[:room]
        room -= len(found)
        if room <= 0:
            return


def _texts(root: HtmlElement) -> Iterator[str]:
    left = _LIMIT
    for script in root.iter("script"):
        text = (script.text or "")[:left]
        left -= len(text)
        if len(text) > 20:
            yield text
    for element in root.iter():
        if isinstance(element, HtmlElement):
            for value in element.values():
                if value.lstrip().startswith("[{"):
                    yield value[:left]


def _parsed(text: str) -> Iterator[dict[str, Any]]:
    """Yield the objects in a script's JSON values, including JSON in string literals."""
    decoder = _JsonDecoder()
    at = 0
    text = text.strip()
    strings = _json_strings(text)
    while match := _VALUE.search(text, at):
        while strings and strings[0][0] < match.end():
            _, end, value = strings.pop(0)
            if end > at:
                yield from _walk(value)
                at = end
        if at > match.start():
            continue
        decoded = decoder.decode(text, match.end())
        if decoded is None:
            at = match.end() + 1
            continue
        value, at = decoded
        yield from _walk(value)
    for _, end, value in strings:
        if end > at:
            yield from _walk(value)


class _JsonDecoder:
    """A decoder of JSON values in a script, which limits the time that errors cost.

    Most positions where it is tried are not the beginning of a JSON value. An error costs more time the later in the
    text it occurs, because its message states the line. Therefore, the decoder first tries only a short piece of text.
    It decodes the whole value only if the value is valid up to the end of this piece.
    """

    def __init__(self) -> None:
        self._decoder = json.JSONDecoder()
        self._room = _ERRORS_LIMIT

    def decode(self, text: str, start: int) -> tuple[Any, int] | None:
        """Return the value that begins at `start` and the position of its end, or None if it is not JSON."""
        beginning = text[start : start + _BEGINNING]
        try:
            value, length = self._decoder.raw_decode(beginning)
        except json.JSONDecodeError as error:
            is_cut = error.pos > len(beginning) - _TOKEN or error.msg.startswith("Unterminated string")
            return self._decode_whole(text, start) if is_cut and len(beginning) == _BEGINNING else None
        except (ValueError, RecursionError):
            return None
        return value, start + length

    def _decode_whole(self, text: str, start: int) -> tuple[Any, int] | None:
        if self._room <= 0:
            return None
        try:
            return self._decoder.raw_decode(text, start)
        except json.JSONDecodeError as error:
            self._room -= error.pos
        except (ValueError, RecursionError):
            self._room -= len(text)
        return None


def _json_strings(text: str) -> list[tuple[int, int, Any]]:
    """Return the string literals in a script that contain a JSON list or object.

    The result is a tuple for each of them: its start, its end, and the parsed value.
    """
    found = []
    for match in _STRINGS.finditer(text):
        if match[0][1:2] in "[{" and len(match[0]) > 40:
            try:
                found.append((match.start(), match.end(), json.loads(_unescaped(match[0]))))
            except (ValueError, RecursionError):
                continue
    return found


def _walk(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 30:
        return
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(inner, dict | list):
            yield from _walk(inner, depth + 1)


def _flat(text: str) -> Iterator[dict[str, Any]]:
    """Yield the objects in a script that are not nested and not valid JSON, such as those with unquoted names."""
    for written in _FLAT.findall(text):
        fields = {
            match[1]: _unescaped(match[2]) if match[2][0] in "'\"" else match[2] for match in _PAIR.finditer(written)
        }
        if len(fields) > 1:
            yield fields


def _link(fields: dict[str, Any], addresses: Addresses, context: DateContext) -> Link | None:
    texts = {name: value for name, value in fields.items() if isinstance(value, str)}
    title = _first(texts, _TITLE) or _first(texts, _NAME)
    href = next(
        (
            value
            for name, value in texts.items()
            if _URL.search(name) and not _PICTURE.search(name) and ADDRESS.match(value.strip())
        ),
        None,
    )
    url = addresses.resolve(href) if href else None
    if not title or not url:
        return None
    plain = " ".join(re.sub(r"<[^<>]{0,200}>", "", title).split())
    return Link(url=url, title=plain, published_on=_day(fields, context)) if plain else None


def _first(texts: dict[str, str], names: re.Pattern[str]) -> str | None:
    return next((value for name, value in texts.items() if names.search(name) and value.strip()), None)


def _day(fields: dict[str, Any], context: DateContext) -> date | None:
    dated = [(name, value) for name, value in fields.items() if _DAY.search(name)]
    dated.sort(key=lambda pair: not _PUBLISHED.search(pair[0]))
    return next(filter(None, (_day_of(value, context) for _, value in dated)), None)


def _day_of(value: Any, context: DateContext) -> date | None:
    if isinstance(value, str) and not (value.isdigit() and len(value) in (10, 13)):
        return publication_date(value[:40], context)
    digits = str(value)
    if not isinstance(value, int | str) or not digits.isdigit() or len(digits) not in (10, 13):
        return None
    return datetime.fromtimestamp(int(digits[:10]), UTC).date()


def frames_of(root: HtmlElement, addresses: Addresses) -> Iterable[str]:
    """Yield the URLs of a page's frames."""
    for element in root.iter("iframe", "frame"):
        url = addresses.resolve(element.get("src") or "") if element.get("src") else None
        if url and not addresses.is_own(url):
            yield url


def scripts_of(root: HtmlElement, addresses: Addresses) -> Iterable[str]:
    """Yield the URLs of a page's external scripts, except for common libraries such as jQuery."""
    for element in root.iter("script"):
        source = element.get("src") or ""
        url = addresses.resolve(source) if source and not _LIBRARY.search(source) else None
        if url:
            yield url
