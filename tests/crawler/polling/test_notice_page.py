"""What listings lead to straight: files without a page."""

import hashlib

import pytest

from crawler.model.details.fetching import FetchDetail
from crawler.model.errors import GoneError, NotAPageError, UnreachableError
from crawler.model.link import Link
from crawler.model.requests import Revisit
from tests.crawler.builders import LISTING, SITE, FakeFetcher, a_listing, a_page, an_article, poll
from tests.crawler.files.compounds import a_compound
from tests.crawler.files.made import PARAGRAPHS, a_docx, a_pdf, a_scan, zip_of

TITLE = "关于印发先进制造业集群培育方案的通知"
NO_PAGE = NotAPageError(FetchDetail.NOT_A_PAGE.of(kind="application/pdf"))


def site(address, answer):
    fetcher = FakeFetcher()
    other = ("/art/2.html", "关于开展其他工作的通知", "2024-06-09")
    fetcher[LISTING] = a_page(a_listing((address, TITLE, "2024-06-10"), other))
    fetcher[f"{SITE}/art/2.html"] = a_page(an_article("关于开展其他工作的通知"), url=f"{SITE}/art/2.html")
    fetcher[f"{SITE}{address}"] = answer
    return fetcher


@pytest.mark.parametrize(("address", "body"), [("/files/plan.docx", a_docx()), ("/files/plan.pdf", a_pdf())])
def test_a_file_is_a_notice_with_the_listings_title(address, body):
    result = poll(site(address, body))
    notice = result.notices[0]
    assert (notice.url, notice.title, str(notice.published_on)) == (f"{SITE}{address}", TITLE, "2024-06-10")
    assert PARAGRAPHS[0][:8] in notice.text
    assert (notice.page, result.failures) == (None, ())
    [file] = notice.attachments
    assert (file.url, file.text, file.sha256) == (notice.url, None, hashlib.sha256(body).hexdigest())


def test_an_address_that_says_nothing_may_lead_to_a_file():
    fetcher = site("/download?id=7", a_docx())

    async def fetch(url, source, validators=None, ends=None, post=None, role=None, records=None):
        if url.endswith("id=7"):
            raise NO_PAGE
        return fetcher.answers[url]

    fetcher.fetch = fetch
    assert PARAGRAPHS[0][:8] in poll(fetcher).notices[0].text


def test_a_picture_is_no_notice():
    fetcher = site("/download?id=7", b"\x89PNG" + bytes(100))

    async def fetch(url, source, validators=None, ends=None, post=None, role=None, records=None):
        if url.endswith("id=7"):
            raise NO_PAGE
        return fetcher.answers[url]

    fetcher.fetch = fetch
    result = poll(fetcher)
    assert [notice.url for notice in result.notices] == [f"{SITE}/art/2.html"]
    assert [failure.code for failure in result.failures] == ["not_a_page"]


def test_a_scan_is_a_notice_by_its_title():
    notice = poll(site("/files/plan.pdf", a_scan())).notices[0]
    assert (notice.title, notice.text, notice.attachments[0].fault) == (TITLE, TITLE, "scan")


def test_a_file_of_a_kind_that_is_not_read_is_a_notice_by_its_title():
    notice = poll(site("/files/plan.wps", a_compound(MatOST=b"x"))).notices[0]
    assert (notice.text, notice.attachments[0].fault) == (TITLE, "unsupported")


def test_an_archive_is_a_notice_with_the_texts_of_its_files():
    notice = poll(site("/files/plan.zip", zip_of({"方案.docx": a_docx()}))).notices[0]
    assert PARAGRAPHS[3] in notice.text
    [file] = notice.attachments
    assert [(member.name, member.start, member.end) for member in file.members] == [("方案.docx", 0, 0)]


@pytest.mark.parametrize("error", [UnreachableError(), GoneError()])
def test_a_file_that_cannot_be_had_is_tried_again(error):
    fetcher = site("/files/plan.docx", error)
    first = poll(fetcher)
    assert [failure.code for failure in first.failures] == [error.code]
    fetcher[f"{SITE}/files/plan.docx"] = a_docx()
    assert [notice.title for notice in poll(fetcher, first).notices] == [TITLE]


def test_a_page_at_a_files_address_is_read_as_a_page():
    url = f"{SITE}/files/plan.pdf"
    fetcher = site("/files/plan.pdf", a_page(an_article(TITLE), url=url))

    async def fetch_file(*_):
        return an_article(TITLE).encode()

    fetcher.fetch_file = fetch_file
    notice = poll(fetcher).notices[0]
    assert (notice.title, notice.page.url) == (TITLE, url)


def test_a_file_is_looked_at_again_by_its_bytes():
    url = f"{SITE}/files/plan.docx"
    body = a_docx()
    fetcher = site("/files/plan.docx", body)
    first = poll(fetcher)
    known = Revisit(url=url, page_hash=hashlib.sha256(body).hexdigest(), link=Link(url=url, title=TITLE))
    again = poll(fetcher, first, revisit=(known,))
    assert (again.notices, again.revisited) == ((), (url,))
    fetcher[url] = a_docx(["另一个方案的全文在此,请认真执行。"])
    changed = poll(fetcher, first, revisit=(known,))
    assert [notice.title for notice in changed.notices] == [TITLE]
