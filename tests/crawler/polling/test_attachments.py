import asyncio

import pytest

from crawler.files.values import FileText
from crawler.model.errors import AddressRefusedError, GoneError, HttpStatusError, RobotsError, TimedOutError
from crawler.model.notice import Attachment, Notice
from crawler.model.requests import Revisit
from crawler.polling import attachments
from crawler.polling.state import ATTACHMENT_TRIES
from crawler.reading import with_attachments
from tests.crawler.builders import LISTING, SITE, FakeFetcher, a_listing, a_page, a_source, never, poll
from tests.crawler.files.made import PARAGRAPHS, a_docx, a_pdf, a_scan

PAGE, PDF, DOCX, SCAN = (f"{SITE}/art/{name}" for name in ("1.html", "a.pdf", "b.docx", "c.pdf"))
STUB = '<h1>关于印发方案的通知</h1><div class="content"><p>现将方案印发给你们，请认真贯彻执行。</p>{}</div>'


def stub(*urls):
    body = STUB.format("".join(f'<p><a href="{url}">附件{place}</a></p>' for place, url in enumerate(urls, 1)))
    return a_page(f"<html><head><title>通知</title></head><body>{body}</body></html>", url=PAGE)


def site(**files):
    fetcher = FakeFetcher(**{LISTING: a_page(a_listing((PAGE, "关于印发方案的通知", "2024-06-10")))})
    fetcher.answers.update(files)
    fetcher[PAGE] = stub(*files)
    return fetcher


def attached(result):
    [notice] = result.notices
    return notice.attachments


def codes(result):
    return [(failure.url, failure.code) for failure in result.failures]


def test_attachments_are_fetched_after_the_page_and_their_text_is_part_of_the_notice():
    fetcher = site(**{PDF: a_pdf(), DOCX: a_docx()})
    result = poll(fetcher)
    assert fetcher.taken() == [LISTING, PAGE, PDF, DOCX]
    first, second = attached(result)
    assert (first.name, first.url, first.type, first.fault) == ("附件1", PDF, "pdf", None)
    assert PARAGRAPHS[3] in first.text
    assert PARAGRAPHS[3] in second.text
    assert len(first.sha256) == 64
    assert result.failures == ()


def test_a_scan_is_said_to_be_one_and_is_no_failure():
    [one] = attached(result := poll(site(**{SCAN: a_scan()})))
    assert (one.type, one.text, one.fault, one.passing) == ("pdf", None, "scan", False)
    assert one.sha256
    assert codes(result) == []


@pytest.mark.parametrize(
    ("answer", "fault", "passing"),
    [
        (GoneError(), "gone", False),
        (RobotsError(), "robots", False),
        (AddressRefusedError(), "address_refused", False),
        (HttpStatusError(), "http_status", True),
        (b"<!DOCTYPE html><title>404</title>", "not_a_file", False),
        (b'{"code": 404, "message": "no such file"}', "not_a_file", False),
        (b"%PDF-1.7 broken", "damaged", False),
        (b"x" * (attachments.FILE_BYTES + 1), "too_large", False),
    ],
)
def test_an_attachment_that_fails_costs_neither_the_notice_nor_the_others(answer, fault, passing):
    result = poll(site(**{PDF: answer, DOCX: a_docx()}))
    first, second = attached(result)
    assert (first.fault, first.text, first.passing) == (fault, None, passing)
    assert second.text
    assert codes(result) == [(PDF, fault)]


def test_kinds_that_are_not_read_are_named_and_not_fetched():
    fetcher = site(**{f"{SITE}/a.ppt": None, f"{SITE}/b.rar": None})
    result = poll(fetcher)
    assert fetcher.taken() == [LISTING, PAGE]
    assert [(attachment.type, attachment.fault) for attachment in attached(result)] == [
        ("ppt", "unsupported"),
        ("rar", "unsupported"),
    ]


@pytest.mark.parametrize("ending", ["doc", "wps", "dot", "rtf", "xls", "et"])
def test_a_file_is_read_by_its_bytes_whatever_its_name(ending):
    page = "<html><body><p>申报材料请于2026年12月20日前报送。</p></body></html>".encode()
    found = attached(poll(site(**{f"{SITE}/a.{ending}": a_docx(), f"{SITE}/b.{ending}": page})))
    assert [(file.type, file.fault) for file in found] == [("docx", None), ("html", None)]
    assert "12月20日" in found[1].text


def test_a_web_page_in_the_place_of_a_pdf_is_no_file():
    page = "<html><body><p>申报材料请于2026年12月20日前报送。</p></body></html>".encode()
    assert attached(poll(site(**{PDF: page})))[0].fault == "not_a_file"


def test_at_most_so_many_are_fetched():
    files = {f"{SITE}/{number}.txt": b"text" for number in range(attachments.MOST + 2)}
    found = attached(poll(site(**files)))
    assert [attachment.fault for attachment in found] == [None] * attachments.MOST + ["not_fetched"] * 2


def test_the_bytes_of_a_notice_are_limited_together(monkeypatch):
    monkeypatch.setattr(attachments, "NOTICE_BYTES", 10)
    files = {f"{SITE}/{number}.txt": b"123456" for number in range(3)}
    assert [attachment.fault for attachment in attached(poll(site(**files)))] == [None, "too_large", "too_large"]


def test_the_characters_of_a_notice_are_limited_together(monkeypatch):
    monkeypatch.setattr(attachments, "TEXT_LIMIT", 8)
    found = attached(poll(site(**{f"{SITE}/{number}.txt": b"123456" for number in range(2)})))
    assert [(attachment.text, attachment.fault) for attachment in found] == [("123456", None), ("12", "cut")]


def test_a_server_that_hangs_costs_no_notice():
    result = poll(site(**{PDF: never}), deadline_s=3)
    assert [(attachment.fault, attachment.passing) for attachment in attached(result)] == [("deadline", True)]
    assert codes(result) == [(PDF, "deadline")]


def test_a_host_that_timed_out_is_not_waited_for_again_in_the_same_poll():
    fetcher = site(**{PDF: TimedOutError(), DOCX: a_docx()})
    result = poll(fetcher)
    assert fetcher.taken() == [LISTING, PAGE, PDF]
    assert [attachment.fault for attachment in attached(result)] == ["timeout", "timeout"]


def test_what_fails_in_passing_is_tried_again_with_the_page():
    fetcher = site(**{PDF: HttpStatusError()})
    first = poll(fetcher)
    assert attached(first)[0].passing
    fetcher[PDF] = a_pdf()
    fetcher.taken()
    second = poll(fetcher, first)
    assert attached(second)[0].text
    fetcher.taken()
    assert poll(fetcher, second).notices == ()
    assert PDF not in fetcher.taken()


def test_what_fails_in_passing_is_given_up_after_some_polls():
    fetcher = site(**{PDF: HttpStatusError()})
    result = poll(fetcher)
    for _ in range(ATTACHMENT_TRIES):
        result = poll(fetcher, result)
        assert len(result.notices) == 1
    assert poll(fetcher, result).notices == ()


def test_what_fails_for_good_is_not_tried_again():
    fetcher = site(**{PDF: GoneError()})
    assert poll(fetcher, poll(fetcher)).notices == ()


def test_a_revisit_brings_the_attachments_too():
    fetcher = site(**{PDF: a_pdf()})
    known = poll(fetcher)
    fetcher[PAGE] = stub(PDF, DOCX)
    fetcher[DOCX] = a_docx()
    result = poll(fetcher, known, revisit=(Revisit(url=PAGE, page_hash=known.notices[0].page.sha256),))
    assert [attachment.type for attachment in attached(result)] == ["pdf", "docx"]


def test_a_short_page_takes_its_script_from_its_attachments():
    notice = Notice(url=PAGE, text="附件", attachments=(Attachment(name="附件", url=PDF),))
    done = with_attachments(notice, [notice.attachments[0].model_copy(update={"text": "發佈關於產業的實施意見"})])
    assert done.script == "Hant"


def test_one_poll_does_not_hold_many_files_at_once():
    held = 0
    most = 0

    class Reader:
        async def read(self, body, patience):
            nonlocal held, most
            held += 1
            most = max(most, held)
            await asyncio.sleep(0.001)
            held -= 1
            return FileText("txt", "x")

    class Fetcher:
        async def fetch_file(self, url, source, limit, ends):
            await asyncio.sleep(0.001)
            return b"x"

    async def work():
        made = attachments.Attachments(Fetcher(), Reader())
        errand = attachments.FetchBudget(a_source(), asyncio.get_running_loop().time() + 60)
        notice = Notice(url=PAGE, attachments=(Attachment(name="x", url=f"{SITE}/x.txt"),) * 3)
        done = await asyncio.gather(*(made.complete(notice, errand) for _ in range(8)))
        assert all(attachment.text == "x" for found, _ in done for attachment in found.attachments)

    asyncio.run(work())
    assert most == attachments.AT_ONCE_PER_POLL
