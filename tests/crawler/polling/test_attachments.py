import asyncio
from time import process_time

import pytest

from crawler.files.values import FileText
from crawler.model.errors import AddressRefusedError, GoneError, HttpStatusError, RobotsError, TimedOutError
from crawler.model.notice import ArchiveMember, Attachment, Notice
from crawler.model.requests import Revisit
from crawler.polling import attachments
from crawler.polling.state import ATTACHMENT_TRIES
from crawler.reading import with_attachments
from tests.crawler.builders import LISTING, SITE, FakeFetcher, a_listing, a_page, a_source, never, poll
from tests.crawler.files.compounds import a_compound
from tests.crawler.files.made import PARAGRAPHS, a_docx, a_pdf, a_pptx, a_rar, a_scan, zip_of

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


def test_kinds_that_are_not_read_are_named_by_their_bytes():
    files = {"a.wps": a_compound(MatOST=b"x"), "b.rar": a_rar(a_txt=b"x"), "c.ppt": a_pptx(["解读"])}
    found = attached(poll(site(**{f"{SITE}/{name}": body for name, body in files.items()})))
    assert [(file.type, file.fault) for file in found] == [
        ("works", "unsupported"),
        ("rar", "program_missing"),
        ("pptx", None),
    ]


def test_the_files_of_an_archive_are_listed_with_the_spans_of_their_texts_and_are_read_one_by_one():
    rows = [("序号", "重点任务", "责任单位", "完成时限"), ("1", "建设平台", "市工业和信息化局", "2025年12月底前")]
    body = zip_of(
        {"附件1.docx": a_docx(rows=rows), "附件2.txt": "申报材料请于2024年12月20日前报送。", "x.exe": b"MZ\x00"}
    )
    [notice] = poll(site(**{f"{SITE}/a.zip": body})).notices
    [file] = notice.attachments
    assert (file.type, file.fault) == ("zip", "partly_read")
    assert [(member.name, member.type, member.fault) for member in file.members] == [
        ("附件1.docx", "docx", None),
        ("附件2.txt", "txt", None),
        ("x.exe", None, "unsupported"),
    ]
    second = file.members[1]
    assert file.text[second.start : second.end].startswith("申报材料")
    task = next(clause for clause in notice.clauses if "建设平台" in clause.text)
    assert task.headings[:2] == ("附件1", "附件1.docx")
    assert [target.by for target in task.targets] == ["2025-12-31"]
    assert [str(deadline.date) for deadline in notice.deadlines][-1] == "2024-12-20"


def test_a_recognized_text_is_marked_with_a_warning_that_counts_its_dates():
    file = Attachment(name="扫描件", url=PDF, type="pdf", text="申报材料请于2024年12月20日前报送。", recognized=0.934)
    warned = with_attachments(Notice(url=PAGE, text="见附件"), [file])
    assert [(warning.code, warning.params) for warning in warned.warnings] == [
        ("recognized", {"name": "扫描件", "percent": 93, "count": 1})
    ]
    plain = with_attachments(Notice(url=PAGE), [file.model_copy(update={"text": "说明", "recognized": 0.8})])
    assert [warning.reason for warning in plain.warnings] == ["warning.recognized"]


def test_a_text_named_as_an_office_file_is_read_unless_it_is_a_message_of_the_server():
    texts = {
        "a.doc": "关于开展申报工作的通知：请各单位于12月20日前报送。" * 12,
        "b.doc": "文件不存在",
        "c.pdf": "内容" * 200,
    }
    found = attached(poll(site(**{f"{SITE}/{name}": text.encode() for name, text in texts.items()})))
    assert [(file.type, file.fault) for file in found] == [("txt", None), (None, "not_a_file"), (None, "not_a_file")]


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


def test_thousands_of_sums_in_an_archive_take_linear_time():
    """A comparison of each sum with all others would take minutes."""
    lines = [[f"给予奖励{file * 1000 + number}万元。" for number in range(1, 301)] for file in range(12)]
    members = []
    text = ""
    for number, part in enumerate(lines):
        start = len(text)
        text += "\n".join(part)
        members.append(ArchiveMember(name=f"{number}.txt", start=start, end=len(text)))
        text += "\n"
    archive = Attachment(name="a.zip", url="https://gov.example.cn/a.zip", text=text, members=tuple(members))
    began = process_time()
    found = with_attachments(Notice(url=PAGE, text="见附件"), [archive]).amounts
    assert process_time() - began < 8
    assert [amount.value for amount in found] == list(range(1, 301))
