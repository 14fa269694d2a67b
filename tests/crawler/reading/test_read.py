from datetime import date

import pytest

from crawler import reading
from crawler.model.errors import ReadingError
from crawler.model.link import Link
from crawler.model.notice import Deadline, Facts
from crawler.reading import READER, notice_of_text, read_page
from tests.crawler.builders import SITE, TITLE, a_page, a_source, an_article

ONE = f"{SITE}/art/1.html"
LINE = Link(url=ONE, title="列表上的标题", published_on=date(2024, 6, 10))


def article(**fields):
    return a_page(an_article(), url=ONE, **fields)


def test_a_notice_has_the_title_and_the_text_of_its_page():
    notice = read_page(article())
    assert (notice.url, notice.title, notice.script, notice.reader) == (ONE, TITLE, "Hans", READER)
    assert "认真贯彻执行" in notice.text
    assert notice.warnings == ()


def test_the_text_has_no_navigation_and_no_footer():
    text = read_page(article()).text
    assert "首页" not in text
    assert "版权所有" not in text


def test_the_paragraphs_stay_in_order_on_lines_of_their_own():
    assert [line[:2] for line in read_page(article()).text.splitlines()] == ["各县", "一、", "二、"]


def test_a_notice_is_found_at_the_address_that_answered():
    assert read_page(article(final_url=f"{SITE}/moved.html")).url == f"{SITE}/moved.html"


def test_the_title_of_the_page_goes_before_that_of_the_listing():
    assert read_page(article(), LINE).title == TITLE


def test_the_title_of_the_listing_stands_in_for_one_the_page_lacks():
    assert read_page(a_page("<html><body><p>短文</p></body></html>", url=ONE), LINE).title == "列表上的标题"


def test_the_listing_knows_the_date_of_publication():
    assert read_page(article(), LINE).published_on == date(2024, 6, 10)


def test_the_page_knows_its_date_where_the_listing_does_not():
    page = an_article().replace("<head>", '<head><meta name="PubDate" content="2024-06-08 10:00">')
    assert read_page(a_page(page, url=ONE)).published_on == date(2024, 6, 8)


def test_the_region_is_that_of_the_source():
    assert read_page(article(), source=a_source(region=("CN", "山东省", "滨州市"))).region == ("CN", "山东省", "滨州市")


@pytest.mark.parametrize(
    "body", ["", "<html></html>", "<html><body> </body></html>", "<!-- x -->", "<script>x()</script>"]
)
def test_a_page_without_text_cannot_be_read(body):
    with pytest.raises(ReadingError):
        read_page(a_page(body))


def test_a_page_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "SIZE_LIMIT", 100)
    with pytest.raises(ReadingError, match="the limit is"):
        read_page(article())


def test_characters_that_could_not_be_decoded_are_told():
    raw = an_article().encode()
    at = raw.index("认真".encode())
    notice = read_page(a_page(raw[:at] + b"\xff" + raw[at:], url=ONE))
    assert [warning.code for warning in notice.warnings] == ["damaged"]
    assert notice.text.count("\ufffd") == 1


@pytest.mark.parametrize(
    "body", ["just words", "<p>短</p>", "<p>&#0;&#xD800;字</p>", '<?xml version="1.0"?><p>字</p>', "\x00字"]
)
def test_whatever_has_text_is_read(body):
    assert read_page(a_page(body)).text


def test_a_text_is_a_notice():
    notice = notice_of_text("  關於印發先進製造業集群培育方案的通知\n", ONE, a_source(region=("CN",)))
    assert (notice.text, notice.script, notice.region) == ("關於印發先進製造業集群培育方案的通知", "Hant", ("CN",))


def test_an_empty_text_is_no_notice():
    with pytest.raises(ReadingError):
        notice_of_text(" \n", ONE)


def test_what_the_listing_knows_goes_into_the_notice():
    facts = Facts(
        document_number="2024-00001",
        issuers=("Commerce Department",),
        kind="Rule",
        issued_on=date(2024, 6, 1),
        effective_on=date(2024, 7, 1),
        comments_close_on=date(2024, 8, 12),
    )
    notice = read_page(article(), LINE.model_copy(update={"facts": facts}))
    assert (notice.document_number, notice.issuers, notice.kind) == ("2024-00001", ("Commerce Department",), "Rule")
    assert (notice.issued_on, notice.effective_on) == (date(2024, 6, 1), date(2024, 7, 1))
    assert notice.deadlines == (Deadline(date=date(2024, 8, 12), text="comments close on 2024-08-12"),)


def test_facts_that_are_not_there_change_nothing():
    assert read_page(article(), LINE.model_copy(update={"facts": Facts()})) == read_page(article(), LINE)


def test_a_text_from_another_address_is_known_by_the_notices_own():
    link = LINE.model_copy(update={"page": f"{SITE}/text/1"})
    notice = read_page(a_page(an_article(), url=f"{SITE}/text/1"), link)
    assert (notice.url, notice.title) == (ONE, LINE.title)
