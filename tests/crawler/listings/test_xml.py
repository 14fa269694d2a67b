"""Whoever parses markup of strangers: no entity is expanded without end, and nothing outside the text is looked at."""

import ast
import io
import socket
import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

import crawler
from crawler.files.markup import read_office_xml
from crawler.files.read import read_file
from crawler.listings import read_listing
from crawler.model.errors import CrawlerError
from crawler.reading import read_page
from tests.crawler.builders import SITE, a_page, a_source
from tests.crawler.files.made import an_xlsx, zip_of

LINK = f"{SITE}/a.html"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
XI = 'xmlns:xi="http://www.w3.org/2001/XInclude"'
XL = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def listing(kind):
    return lambda body: str(read_listing(a_page(body), a_source(type=kind), date(2024, 6, 13)))


def file_of(parts, name):
    return lambda body: str(read_file(zip_of({**parts, name: body})))


def parts_of(body):
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


SHEET = parts_of(an_xlsx(a=[["x"]]))
OFD = {"OFD.xml": "<OFD><DocBody><DocRoot>D/Document.xml</DocRoot></DocBody></OFD>"}
PARSERS = {
    "feed": (
        listing("feed"),
        "rss",
        f'<rss version="2.0" {XI}><channel><item><title>%s</title><link>{LINK}</link></item></channel></rss>',
    ),
    "atom": (
        listing("feed"),
        "feed",
        f'<feed xmlns="http://www.w3.org/2005/Atom" {XI}><entry><title>%s</title><link href="{LINK}"/></entry></feed>',
    ),
    "sitemap": (
        listing("sitemap"),
        "urlset",
        '<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9" '
        f"{XI}><url><loc>{LINK}</loc><n:news><n:title>%s</n:title></n:news></url></urlset>",
    ),
    "listing": (listing("html"), "html", f'<html {XI}><body><ul><li><a href="{LINK}">%s</a></li></ul></body></html>'),
    "notice": (
        lambda body: read_page(a_page(body), None, a_source()).text,
        "html",
        f"<html {XI}><body><h1>通知</h1><p>%s</p></body></html>",
    ),
    "docx": (
        file_of({}, "word/document.xml"),
        "w:document",
        f"<w:document {W} {XI}><w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>",
    ),
    "word xml": (
        lambda body: read_office_xml(body.encode()),
        "w:document",
        f"<w:document {W} {XI}><w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>",
    ),
    "ofd": (
        file_of(OFD, "D/Document.xml"),
        "Document",
        f"<Document {XI}><Pages><Page BaseLoc='%s'/></Pages></Document>",
    ),
    "xlsx": (
        file_of(SHEET, "xl/worksheets/sheet1.xml"),
        "worksheet",
        f'<worksheet {XL} {XI}><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>%s</t></is></c></row></sheetData></worksheet>',
    ),
}
ATTACKS = {
    "entity of a file": ('<!DOCTYPE {root} [<!ENTITY x SYSTEM "{file}">]>', "&x;"),
    "entity of an address": ('<!DOCTYPE {root} [<!ENTITY x PUBLIC "p" "{url}">]>', "&x;"),
    "parameter entity": ('<!DOCTYPE {root} [<!ENTITY % p SYSTEM "{url}"> %p;]>', "a"),
    "file into an address": (
        '<!DOCTYPE {root} [<!ENTITY % f SYSTEM "{file}"><!ENTITY % e "<!ENTITY x SYSTEM \'{url}?%f;\'>"> %e;]>',
        "&x;",
    ),
    "external definition": ('<!DOCTYPE {root} SYSTEM "{url}">', "&x;"),
    "external definition of a file": ('<!DOCTYPE {root} PUBLIC "p" "{file}">', "&x;"),
    "XInclude of a file": ("", '<xi:include href="{file}" parse="text"/>'),
    "XInclude of an address": ("", '<xi:include href="{url}"/>'),
    "stylesheet": ('<?xml-stylesheet type="text/xsl" href="{url}"?>', "a"),
    "entities of entities": (
        '<!DOCTYPE {root} [<!ENTITY e0 "boom">'
        + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
        + "]>",
        "&e11;",
    ),
    "one long entity, often": (f'<!DOCTYPE {{root}} [<!ENTITY e "{"boom" * 2500}">]>', "&e;" * 5000),
    "an entity of itself": ('<!DOCTYPE {root} [<!ENTITY e "&e;">]>', "&e;"),
}
MAKERS = {
    "XMLParser",
    "XMLPullParser",
    "fromstring",
    "XML",
    "iterparse",
    "parse_xml",
    "ElementTree",
    "xinclude",
    "XSLT",
    "XInclude",
    "minidom",
    "sax",
    "expat",
}
KNOWN = {"files/markup.py", "files/zips.py", "listings/sitemap.py", "model/selectors.py"}
"""Modules that make a parser of XML, each with its rows above; the last parses an empty page of our own."""


@pytest.fixture(scope="module")
def outside(tmp_path_factory):
    """A file with a secret, and an address where somebody listens: `nobody_came` says whether anybody did not."""
    secret = tmp_path_factory.mktemp("outside") / "secret.txt"
    secret.write_text("the-secret")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield {"file": secret.as_uri(), "url": f"http://127.0.0.1:{server.getsockname()[1]}/x"}, server


@pytest.mark.filterwarnings("ignore:To avoid breaking existing software:DeprecationWarning")
@pytest.mark.parametrize("parser", PARSERS)
@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.timeout(20)
def test_nothing_outside_the_text_is_read_and_nothing_grows(outside, parser, attack):
    places, server = outside
    parse, root, frame = PARSERS[parser]
    head, inside = (
        part.replace("{root}", root).replace("{file}", places["file"]).replace("{url}", places["url"])
        for part in ATTACKS[attack]
    )
    found = ""
    with suppress(CrawlerError):
        found = parse('<?xml version="1.0" encoding="UTF-8"?>' + head + frame % inside)
    assert "the-secret" not in found
    assert len(found) < 200_000
    with pytest.raises(BlockingIOError):
        server.accept()


@pytest.mark.parametrize("parser", PARSERS)
def test_each_parser_reads_what_is_no_attack(parser):
    parse, _, frame = PARSERS[parser]
    body = '<?xml version="1.0"?>' + frame % ("集群培育方案的通知" if parser != "ofd" else "P.xml")
    assert "集群培育" in parse(body) if parser != "ofd" else parse(body)


def test_no_other_module_makes_a_parser_of_xml():
    root = Path(crawler.__file__).parent
    found = set()
    for path in root.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [name.name for name in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            names += [node.attr] if isinstance(node, ast.Attribute) else []
            if MAKERS & {part for name in names for part in name.split(".")}:
                found.add(path.relative_to(root).as_posix())
    assert found == KNOWN
