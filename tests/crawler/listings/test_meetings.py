"""Lists of meetings, agendas and minutes, whose rows repeat their names and have several links each."""

from datetime import date, timedelta

import pytest

from crawler.model.dates import date_in_url
from tests.crawler.builders import SITE, dates_of, document, links_of, titles_of, urls_of

DAYS = [date(2024, 5, 28) - timedelta(days=7 * n) for n in range(16)]
BOARDS = ("Planning Commission", "City Council Meeting", "Board of Zoning Appeals", "Library Trustees")


def table(row, count=16):
    rows = "".join(row.format(n=n, day=DAYS[n], board=BOARDS[n % 4]) for n in range(count))
    return document(f"<table>{rows}</table>")


def test_meetings_that_recur_are_named_by_their_board():
    page = table("<tr><td>{board}</td><td>{day:%B %d, %Y}</td><td><a href='/a?clip={n}'>Agenda</a></td></tr>")
    assert titles_of(page) == [BOARDS[n % 4] for n in range(16)]
    assert dates_of(page) == DAYS


def test_rows_with_the_same_label_are_notices_if_their_dates_differ():
    page = table("<tr><td>{day:%m/%d/%Y}</td><td>9:30 a.m.</td><td><a href='/a?clip={n}'>Agenda</a></td></tr>", 9)
    assert dates_of(page) == DAYS[:9]


@pytest.mark.parametrize(
    "icon",
    [
        "<a href='/files/{n}.pdf' title='{board} {day:%m/%d/%Y} agenda packet'><img src='pdf.svg'></a>",
        "<a href='/packet?meeting={n}'><img src='pdf.svg' alt='Packet of {board} {n}'></a>",
    ],
)
def test_the_link_to_the_details_of_a_meeting_precedes_icons_of_files(icon):
    row = f"<tr><td>{{day:%m/%d/%Y}}</td><td>{{board}}</td><td>{icon}</td><td><a href='/m/{{n}}'>Details</a></td></tr>"
    assert urls_of(table(row)) == [f"{SITE}/m/{n}" for n in range(16)]


def test_a_link_that_several_rows_share_is_not_that_of_a_row():
    row = "<tr><td>{day:%B %d, %Y} - {board}</td><td><a href='/map?q={board}'>map it</a></td><td>{agenda}</td></tr>"
    agenda = "<a href='/agenda?meeting={n}'>Agenda</a>"
    assert urls_of(table(row.replace("{agenda}", agenda))) == [f"{SITE}/agenda?meeting={n}" for n in range(16)]


def test_the_topic_of_a_forum_precedes_the_link_to_its_last_post():
    topic = "<dt><a href='/t{n}.html'>{board} of week {n}</a> by <a href='/u{n}'>user{n}</a> {day:%d %b %Y}</dt>"
    last = "<dd><a href='/post{n}.html#p{n}'><img src='latest.gif' alt='View the last post'></a> {day:%d %b %Y}</dd>"
    rows = "".join(
        f"<li class='row'><dl>{topic}{last}</dl></li>".format(n=n, day=DAYS[n], board=BOARDS[n % 4]) for n in range(16)
    )
    assert urls_of(document(f"<ul>{rows}</ul>")) == [f"{SITE}/t{n}.html" for n in range(16)]


def test_of_two_links_to_one_page_the_name_precedes_the_label():
    name = "<td><p><a href='/v/{n}'>{board}</a></p><h4>{day:%b %d, %Y}</h4></td>"
    row = f"<tr>{name}<td><a href='/v/{{n}}'>Agenda</a></td></tr>"
    assert titles_of(table(row)) == [BOARDS[n % 4] for n in range(16)]


@pytest.mark.parametrize(
    "form",
    [
        "<strong><abbr title='Month'>{day:%b}</abbr> {day:%d}, {day:%Y}</strong>",
        "<b>{day:%d}<sup>th</sup> {day:%B} {day:%Y}</b>",
    ],
)
def test_a_part_of_a_date_may_be_marked_up(form):
    page = table(f"<tr><td>{form}</td><td><a href='/v/{{n}}'>Minutes of the {{board}} no. {{n}}</a></td></tr>", 8)
    assert dates_of(page) == DAYS[:8]


def test_the_day_of_posting_is_taken_of_two_days():
    posted = "<h4><b><abbr>{day:%b}</abbr> {day:%d}, {day:%Y}</b> — Posted <abbr>Jan</abbr> {n}, 2024 4:55 PM</h4>"
    row = f"<tr><td>{posted}<p><a href='/v/{{n}}'>Agenda of the {{board}} no. {{n}}</a></p></td></tr>"
    days = [date(2024, 1, n + 1) for n in range(8)]
    page = document("<table>" + "".join(row.format(n=n + 1, day=DAYS[n], board=BOARDS[n % 4]) for n in range(8)))
    assert dates_of(page) == days


def test_several_items_of_a_month_that_have_the_same_label_are_notices():
    item = "<li><span>Regular meeting of {day:%B %d, %Y}</span> <a href='/files/{n}.pdf'>View</a></li>"
    items = [item.format(n=n, day=day) for n, day in enumerate(DAYS)]
    months = (f"<article><h4>Month {n}</h4><ul>{''.join(items[n : n + 2])}</ul></article>" for n in range(0, 16, 2))
    assert len(links_of(document(*months))) == 16


def test_undated_paragraphs_before_the_list_are_not_rows():
    prose = "<p><a href='/videos'>Videos of the meetings</a> are not official transcripts, which you can order.</p>"
    rows = "".join(f"<p>{day:%A, %B %d, %Y} - <a href='/pm{n}.pdf'>Agenda</a></p>" for n, day in enumerate(DAYS[:9]))
    assert urls_of(document(f"<article>{prose}{rows}</article>")) == [f"{SITE}/pm{n}.pdf" for n in range(9)]


def test_the_documents_of_a_meeting_are_one_row_although_its_group_has_only_one_of_a_kind():
    agenda = "<li>{day:%B %d, %Y} - <a href='/media/{n}-agenda.docx'>Agenda</a> | {minutes}</li>"
    minutes = "<a href='/media/{n}-minutes.docx'>Minutes</a>"
    items = [
        agenda.format(n=n, day=day, minutes="Minutes" if 0 < n < 5 else minutes.format(n=n))
        for n, day in enumerate(DAYS)
    ]
    bylaws = "<p><a href='/media/bylaws.pdf'>Read the bylaws of the advisory board</a> of 8/1/2022</p>"
    years = (f"<h3>Year {n}</h3><ul>{''.join(items[n : n + 5])}</ul>" for n in range(0, 16, 5))
    page = document(bylaws, *years)
    assert urls_of(page) == [f"{SITE}/media/{n}-agenda.docx" for n in range(16)]
    assert dates_of(page) == DAYS
    assert titles_of(page) == ["Agenda"] * 16


def test_the_address_of_an_online_meeting_is_not_the_title_of_a_row():
    address = "<p>Join at <a href='https://call.example.net/{n}'>https://call.example.net/{n}-{board}</a></p>"
    about = "title='Read more about {day:%B %d, %Y}'"
    more = f"<div><a {about} href='/meetings/{{day:%B-%d-%Y}}'>Read more</a></div>"
    row = f"<div class='item'><h2>{{day:%B %d, %Y}}</h2>{address}{more}</div>"
    boards = ("board", "council", "trustees", "appeals")
    rows = [row.format(n=n, day=day, board=boards[n % 4]) for n, day in enumerate(DAYS[:9])]
    assert urls_of(document(*rows)) == [f"{SITE}/meetings/{day:%B-%d-%Y}" for day in DAYS[:9]]


def test_a_long_summary_is_the_title_of_a_row_whose_other_texts_are_alike():
    words = "approve the agreement on the maintenance of the stations and authorise the payment of the costs by "
    row = "<tr><td><a href='/item?id={n}'>2024-{n}</a></td><td>{kind}</td><td>{day:%m/%d/%Y}</td><td>{text}</td></tr>"
    texts = [f"{chr(65 + n) * 3}: {words * 3}{chr(97 + n) * 4}" for n in range(16)]
    rows = (row.format(n=n, kind=("Contract", "Program")[n % 2], day=day, text=texts[n]) for n, day in enumerate(DAYS))
    assert titles_of(document(f"<table>{''.join(rows)}</table>")) == texts


def test_tabs_of_one_list_are_joined():
    item = "<div class='post'><p class='day'>{:%B %d, %Y}</p><h2 class='name'><a href='/e/{}'>Hearing {}</a></h2></div>"
    tabs = ["".join(item.format(DAYS[n], n, BOARDS[n % 4]) for n in numbers) for numbers in (range(10), range(10, 14))]
    page = document(f"<div class='tab'>{tabs[0]}</div><div class='active tab'><h3>Meetings</h3>{tabs[1]}</div>")
    assert len(links_of(page)) == 14


def test_a_link_within_a_paragraph_is_no_list():
    prose = "The trustees of the foundation were ordered to repay all donations to the public, as the court held. "
    link = "<a href='/charities/'>The Charitable Activities Section</a>"
    assert links_of(document(f"<article class='hentry'><p>{prose}{link} {prose}</p></article>")) == []


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/wp-content/uploads/2022/02/02.22.22-Board-Packet.pdf", None),
        ("/sites/default/files/2024-02/15_minutes.pdf", None),
        ("/uploads/2024/02/15/minutes.pdf", date(2024, 2, 15)),
        ("/html/2024-02/15/content_1.htm", date(2024, 2, 15)),
    ],
)
def test_the_month_of_an_upload_and_the_name_of_a_file_are_no_day(path, day):
    assert date_in_url(SITE + path) == day
