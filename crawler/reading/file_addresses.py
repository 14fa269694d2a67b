"""Extraction of file URLs from viewers' URLs, event handlers, scripts and data attributes."""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from crawler.files.kinds import EXTENSIONS, ending_of, ending_of_url

WRITTEN_LIMIT = 4_000
"""The maximum number of characters of a URL, an event handler or an attribute that are parsed."""
SCRIPT_LIMIT = 300_000
"""The maximum number of characters of a script that are searched."""
SCRIPT_FILES = 10
"""The maximum number of files in a script. A script with more files probably lists the files of other pages."""
_ENDINGS = "|".join(sorted(EXTENSIONS, key=len, reverse=True))
_QUOTED = re.compile(r"""(?<!\\)(["'`])((?:(?!\1)[^\\\n<>]|\\.){1,1000}?)\1""")
_FILE_TEXT = re.compile(
    rf"""(?i)["'`]([^"'`<>\\\n]{{1,1000}}?\.(?:{_ENDINGS})(?:[?#;][^"'`<>\\\n]{{0,500}})?)\\?["'`]"""
)
_EXTENSION = re.compile(
    rf"(?i)\.(?=[{''.join(sorted({ending[0] for ending in EXTENSIONS}))}])(?:{_ENDINGS})(?![a-z0-9])"
)
_VIEWER_TEXT = re.compile(r"""["'`]([^"'`<>\\\s]{1,500}\?[^"'`<>\\\s]{5,2000})\\?["'`]""")
_SUM = re.compile(r"""(["'])\s{0,9}\+\s{0,9}\1""")
_OBJECT = re.compile(r"\{[^{}]{5,1500}\}")
_PAIR = re.compile(r"""["']?([A-Za-z_]\w{0,40})["']?\s{0,5}:\s{0,5}["']([^"'\n]{1,1000})["']""")
_URL_KEY = re.compile(r"(?i)url|href|path|src|link|address|download|uri")
_UNICODE_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
# pdf.js, kkFileView, Google Docs, Office Online, FlexPaper, and portals' own viewers named by their function.
_VIEWER = re.compile(
    r"(?i)viewer|preview|pdf\.?js|gview|/op/(?:view|embed)|flexpaper|flow_?paper|kkfile|web_?office|office_?(?:web|online)"
    r"|(?:read|show|view|open|display)_?(?:pdf|file|doc|online|office)|(?:pdf|file|doc|office)_?(?:read|show|view|open)"
    r"|docs\.google|officeapps"
)
_VIEWER_PART = re.compile("view|pdf|paper|office|file|doc|online")
_DOWNLOADS = re.compile(r"(?i)down_?load|file_?down|down_?file|get_?file|getattach")
_PARAMETERS = re.compile(
    r"(?i)(?:pdf|file|doc|document|attach(?:ment)?|real|full|src|source|f|target|download|view)?_?-?"
    r"(?:url|file|src|path|pdf|doc|uri|address|document|source|u|link)"
)
_AROUND = 1_600
"""The maximum number of characters before a file extension in the texts that _FILE_TEXT and _OBJECT match, or more."""
_QUERY = re.compile(
    r"""\?[^?"'`<>\\\s]{0,2000}?(?:(?i:url|file|src|path|pdf|doc|uri|address|document|source|u|link)|%[0-9a-fA-F]{2})="""
)
"""Matches part of each text that _VIEWER_TEXT matches and that has a parameter of _PARAMETERS, possibly encoded."""
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
_ADDRESS = re.compile(r"(?i)(?:https?:)?//[^\s/]|\.{0,2}/\S")


def in_viewer(address: str, frame: bool) -> str | None:
    """Return the absolute URL of the file shown by a document viewer, or None if `address` is not a viewer's URL.

    `address` is an absolute URL with the URL of a file in a parameter. The parameter may be percent-encoded twice or
    encoded in Base64 (kkFileView). If `frame` is true, `address` is the URL of a frame or an embedded object, and no
    other condition applies. If it is false, `address` is the URL of a link. It must also be named like a viewer,
    because download URLs may have a file name as parameter, too.
    """
    if len(address) > WRITTEN_LIMIT or not (frame or may_be_viewer(address)):
        return None
    try:
        parts = urlsplit(address)
        query = "&".join(part.partition("?")[2] or part for part in (parts.query, parts.fragment) if part)
        pairs = parse_qsl(query, max_num_fields=30)
    except ValueError:
        return None
    place = f"{parts.hostname or ''}{parts.path}"
    named = may_be_viewer(place) and _VIEWER.search(place) is not None and not _DOWNLOADS.search(parts.path)
    if not (named or (frame and not _DOWNLOADS.search(parts.path))):
        return None
    for key, value in pairs:
        if not _PARAMETERS.fullmatch(key):
            continue
        inside = _decoded(value)
        if inside and (ending_of_url(inside) or (named and _ADDRESS.match(inside))):
            return _joined(address, inside)
    return None


def may_be_viewer(address: str) -> bool:
    """Return whether a URL may match the pattern `_VIEWER`.

    Every viewer's URL contains one of a few substrings. Searching for these is faster than the pattern.
    """
    return _VIEWER_PART.search(address.lower()) is not None


def _decoded(value: str) -> str | None:
    """Return the URL in a parameter's value, or None if the value contains no URL.

    The URL may be plain, percent-encoded a second time, or encoded in Base64.
    """
    value = value.strip()
    for _ in range(2):
        if _ADDRESS.match(value) or (ending_of_url(value) and "%2f" not in value.lower()):
            return value
        value = unquote(value)
    packed = value.replace(" ", "+")
    if not _BASE64.fullmatch(packed):
        return None
    packed = packed.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        plain = base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    plain = unquote(plain) if "%2f" in plain.lower() and not _ADDRESS.match(plain) else plain
    return plain if _ADDRESS.match(plain) or ending_of_url(plain) else None


def _joined(base: str, address: str) -> str | None:
    try:
        return urljoin(base, address)
    except ValueError:
        return None


def in_handler(code: str, is_file: bool) -> str | None:
    """Return the file URL in an event handler or a `javascript:` URL as it is written there, or None.

    If several strings have a file extension, a path takes precedence over a file name. If `is_file` is true, the link
    is known to lead to a file, and a path without an extension is accepted, too.
    """
    code = _SUM.sub("", code[:WRITTEN_LIMIT])
    texts = [_unescaped(match[2]).strip() for match in _QUOTED.finditer(code)]
    files = [text for text in texts if ending_of_url(text)]
    paths = [text for text in texts if _ADDRESS.match(text) and " " not in text]
    with_path = [text for text in files if "/" in text]
    if with_path:
        return with_path[0]
    if is_file and paths and len(paths[0]) > 1:
        return paths[0]
    return files[0] if files and not any(map(_is_identity, texts)) else None


def _is_identity(text: str) -> bool:
    """Return whether a string in an event handler is a record id.

    If a record id is passed together with a file name, the file name is not the URL of the file.
    """
    return len(text) >= 3 and re.fullmatch(r"[0-9a-fA-F-]+", text) is not None


def in_attribute(value: str) -> list[str]:
    """Return the file URLs in the value of an attribute.

    This is the value itself if it is a file URL. If the value is JSON, these are the file URLs among its strings.
    """
    value = value.strip()
    if value[:1] in ("{", "["):
        return [address for _, address in in_script(value)]
    plain = "\n" not in value and "<" not in value and len(value) <= WRITTEN_LIMIT
    return [value] if plain and ending_of_url(value) else []


def in_script(code: str) -> list[tuple[str, str]]:
    """Return the names and URLs of files that a script's string literals contain; names may be empty.

    Recognized are URLs with a file extension, URLs of viewers, and objects with a name and a URL. Return an empty list
    for a script with more than SCRIPT_FILES files, because it probably lists the files of other pages.
    """
    code = _unescaped(code[:SCRIPT_LIMIT])
    found: dict[str, str] = {}
    extensions = [match.start() for match in _EXTENSION.finditer(code)]
    for name, address in _in_objects(code, extensions):
        found.setdefault(address, name)
    names = set(found.values())
    for match in _VIEWER_TEXT.finditer(code) if _QUERY.search(code) else ():
        if in_viewer(_joined("http://host/", match[1]) or "", frame=True):
            found.setdefault(match[1], "")
    for match in _around(_FILE_TEXT, code, extensions, "\"'`<>\\\n"):
        if match[1] not in names and not re.search(r"\s", match[1].split("?")[0].strip()):
            found.setdefault(match[1].strip(), "")
    bare = [address for address in found if "/" not in address and not found[address]]
    if len(bare) < len(found):
        found = {address: name for address, name in found.items() if address not in bare}
    return [(name, address) for address, name in found.items()] if len(found) <= SCRIPT_FILES else []


def _around(pattern: re.Pattern[str], code: str, places: Iterable[int], marks: str) -> Iterator[re.Match[str]]:
    """Yield the matches of `pattern` that contain one of `places`, without searching all of `code`.

    `places` ascend. A match begins with the last of the characters `marks` before its first place.
    """
    end = 0
    for place in places:
        start = max(code.rfind(mark, max(end, place - _AROUND), place) for mark in marks) if place >= end else -1
        if start >= 0 and (match := pattern.match(code, start)):
            yield match
            end = match.end()


def _in_objects(code: str, extensions: Sequence[int]) -> Iterator[tuple[str, str]]:
    """Yield the file name and the URL in each object of the form {"name": "a.docx", "url": "/file/1"}.

    `extensions` are the places of file extensions in `code`.
    """
    for match in _around(_OBJECT, code, extensions, "{}"):
        pairs = _PAIR.findall(match[0])
        address = next((value for key, value in pairs if _URL_KEY.search(key) and _ADDRESS.match(value)), None)
        name = next((value for _, value in pairs if value != address and ending_of(value)), None)
        if address and name and "/" not in name:
            yield name, address


def _unescaped(code: str) -> str:
    r"""Return the code with the escapes \/ and \uXXXX resolved."""
    code = code.replace("\\/", "/")
    return _UNICODE_ESCAPE.sub(lambda match: chr(int(match[1], 16)), code) if "\\u" in code else code
