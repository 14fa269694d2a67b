"""Extraction of text from office documents saved as markup: HTML, web archives (MHT) and Office 2003 XML.

Word, Excel, WPS and the exports of portals save such documents with the extensions .doc, .xls and .wps.
"""

import email
import email.policy
import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

from crawler.model.details.files import FileDetail
from crawler.model.encoding import decode
from crawler.model.errors import DamagedFileError, NotAFileError, NoTextError
from crawler.model.page import parse_html

_OFFICE = re.compile(
    r"(?i)urn:schemas-microsoft-com:office"
    r"|<meta[^<>]{0,200}(?:Microsoft (?:Word|Excel)|WPS Office|LibreOffice|OpenOffice)"
    r"|(?:Word\.Document|Excel\.Sheet)|class=[\"']?Mso|mso-"
)
_SITE = re.compile(r"(?i)<(?:script|form|nav|frameset|iframe|link)\b|http-equiv\s*=\s*[\"']?refresh")
"""Matches markup that occurs in web pages of a site, but not in tables or texts saved as HTML."""
_ERROR = re.compile(
    r"(?i)\b(?:40[0-9]|50[0-9])\b|not found|error|denied|forbidden"
    r"|错误|出错|不存在|无法|登录|无权|维护|过期|失效|請登入"
)
_ERROR_LENGTH = 300
"""The maximum number of letters and digits of an error page."""
_SHORTEST = 8
_SKIPPED = ("script", "style", "head", "noscript", "template", "xml")
_BLOCKS = frozenset("p div h1 h2 h3 h4 h5 h6 li dt dd pre blockquote table tr br caption section article body".split())
_BLANKS = re.compile(r"\s+")


def read_html(body: bytes, in_archive: bool = False) -> str:
    """Return the text of a document that was saved as HTML.

    Raise NotAFileError if the HTML is an ordinary page of a site, or only an error message, unless the file is in an
    archive: nobody puts a server's answer there. Raise DamagedFileError if it cannot be parsed.
    """
    text = decode(body)
    is_document = in_archive or _OFFICE.search(text[:20_000]) is not None
    if not is_document and _SITE.search(text):
        raise NotAFileError()
    try:
        tree = parse_html(text)
    except ValueError as error:
        raise DamagedFileError(FileDetail.MARKUP.of(reason=error)) from error
    said = "\n".join(_lines(tree))
    if not is_document and is_error_message(said):
        raise NotAFileError()
    return said


def is_error_message(text: str) -> bool:
    """Return whether a text is a server's error message, such as `file not found`, rather than a document.

    Very short texts are regarded as error messages, too.
    """
    letters = sum(map(str.isalnum, text))
    return letters < _SHORTEST or (letters < _ERROR_LENGTH and _ERROR.search(text) is not None)


def read_mht(body: bytes) -> str:
    """Return the text of a web archive (RFC 2557). Raise FileError if it has no text or cannot be parsed."""
    message = email.message_from_bytes(body, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content.strip():
                label = part.get_content_charset()
                text = decode(content, f"text/html; charset={label}" if label else None)
                return "\n".join(_lines(_parsed(text)))
    raise NoTextError()


def read_office_xml(body: bytes) -> str:
    """Return the text of WordprocessingML, SpreadsheetML or a flat OPC package.

    Raise FileError if the XML has no text or cannot be parsed.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.LxmlError, ValueError) as error:
        raise DamagedFileError(FileDetail.XML.of(reason=error)) from error
    lines = [line for line in _xml_lines(root) if line.strip()]
    if not lines:
        raise NoTextError()
    return "\n".join(lines)


def _parsed(text: str) -> HtmlElement:
    try:
        return parse_html(text)
    except ValueError as error:
        raise DamagedFileError(FileDetail.MARKUP.of(reason=error)) from error


def _xml_lines(root: etree._Element) -> Iterator[str]:
    """Yield the text of each paragraph and table row. The cells of a row are separated by tabs."""
    for element in root.iter("{*}p", "{*}Row"):
        name = etree.QName(element).localname
        if name == "Row":
            yield "\t".join(" ".join("".join(map(str, data.itertext())).split()) for data in element.iter("{*}Data"))
        elif not any(etree.QName(ancestor).localname == "Row" for ancestor in element.iterancestors()):
            yield "".join(map(str, (text.text or "" for text in element.iter("{*}t"))))


def _lines(tree: HtmlElement) -> list[str]:
    """Return the lines of a document's text, one line per block or table row. `tree` is modified."""
    etree.strip_elements(tree, *_SKIPPED, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    for cell in tree.iter("td", "th"):
        if next(cell.iter("table"), None) is None:
            for inner in cell.iterdescendants():
                inner.set("in-cell", "")
    for element in tree.iter():
        element.text = _BLANKS.sub(" ", element.text or "")
        element.tail = _BLANKS.sub(" ", element.tail or "")
        if element.tag in _BLOCKS:
            mark = "\n" if element.get("in-cell") is None else " "
            element.text = mark + element.text
            element.tail = mark + element.tail
        elif element.tag in ("td", "th"):
            element.tail = "\t" + element.tail
    lines = "".join(map(str, tree.itertext())).split("\n")
    cells = (line.strip().split("\t") for line in lines)
    rows = ("\t".join(" ".join(cell.split()) for cell in row) for row in cells)
    return [row.strip("\t ") for row in rows if row.strip()]
