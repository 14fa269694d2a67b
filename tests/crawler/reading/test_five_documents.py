"""The five documents read alike wherever in a page they stand: every portal, layout and encoding."""

from datetime import date

import pytest

from crawler.reading import read_page
from tests.crawler.builders import a_page
from tests.crawler.reading.portals import ENCODINGS, LAYOUTS, PORTALS, Shown, portal_page
from tests.crawler.reading.test_portals import DOCUMENTS
from tests.pages import load, names, seen

CASES = [name for name in names() if name.startswith("document_")]
MISLEADING = {"document_002_opinions_twice": "6月1日起施行!《江西省先进制造业促进条例》全文来了→"}
COLUMN = "工业资讯"


def page_of(name, portal, layout, encoding):
    """The document of a case in a portal that says of it what it says itself, but for a misleading title."""
    expected = load(name).expected
    issued = expected["issued_on"]
    shown = Shown(
        issuer=next(iter(expected["issuers"]), None),
        issued_on=date.fromisoformat(issued) if issued else None,
        published_on=None,
        names_title=expected["title"] is not None,
    )
    text = (DOCUMENTS / f"{name.split('_')[1]}.txt").read_text(encoding="utf-8")
    title = MISLEADING.get(name) or expected["title"] or COLUMN
    return a_page(portal_page(text, title, portal, layout, encoding, shown=shown))


def test_there_are_five():
    assert len(CASES) == 5


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("portal", PORTALS)
@pytest.mark.parametrize("name", CASES)
def test_every_field_is_read(name, portal, layout, encoding):
    notice = read_page(page_of(name, portal, layout, encoding))
    for field, wanted in load(name).expected.items():
        assert seen(notice, field, wanted) == wanted, field


@pytest.mark.parametrize("portal", PORTALS)
def test_a_portal_that_knows_the_day_of_publication_is_believed(portal):
    text = (DOCUMENTS / "003.txt").read_text(encoding="utf-8")
    assert str(read_page(a_page(portal_page(text, portal=portal))).published_on) == "2024-06-13"


def test_a_misleading_title_is_told():
    (name, title), *_ = MISLEADING.items()
    notice = read_page(page_of(name, "city", "paragraphs", "utf-8"))
    assert [warning.detail for warning in notice.warnings if warning.code == "title" and title in warning.detail]
