"""Lists of notices as publishing systems write them: each template gives a list's HTML and what stands in it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from tests.crawler.listings.portals import OFFICES, SITE, TODAY, Draw, Listed


def written_in(draw: Draw) -> Callable[[date], str]:
    """A way in which a site writes dates."""
    return draw.choice(
        [
            lambda day: f"{day:%Y-%m-%d}",
            lambda day: f"[{day:%Y-%m-%d}]",
            lambda day: f"（{day:%Y/%m/%d}）",
            lambda day: f"{day.year}年{day.month}月{day.day}日",
            lambda day: f"{day:%Y.%m.%d}",
            lambda day: f"{day:%m-%d}",
            lambda day: f"[{day:%m/%d}]",
            lambda day: f"发布日期：{day:%Y-%m-%d}",
            lambda day: f"{day:%Y-%m-%d} 09:30",
        ]
    )


def link_to(draw: Draw, one: Listed) -> str:
    """The link to a notice: whole, or cut short with its title beside it."""
    if draw.cut and len(one.title) > 14:
        return f'<a href="{one.href}" target="_blank" title="{one.title}">{one.title[:14]}{draw.end}</a>'
    return f'<a href="{one.href}">{one.title}</a>'


def news_list(draw: Draw, found: list[Listed]) -> tuple[str, list[Listed]]:
    """`ul` of `li`, the date beside the link; some sites put a line between every five."""
    written = written_in(draw)
    before = draw.random() < 0.3
    rows = []
    for number, line in enumerate(found):
        day = f'<span class="date">{written(line.day)}</span>'
        rows.append(f"<li>{day}{link_to(draw, line)}</li>" if before else f"<li>{link_to(draw, line)}{day}</li>")
        if number % 5 == 4:
            rows.append('<li class="line"></li>')
    return f'<div class="news_box"><div class="list"><ul>{"".join(rows)}</ul></div></div>', found


def headings(draw: Draw, found: list[Listed]) -> tuple[str, list[Listed]]:
    """`h4` with the link and the date inside it, as policy libraries have them."""
    written = written_in(draw)
    rows = [f'<li><h4>{link_to(draw, line)} <span class="date">{written(line.day)}</span></h4></li>' for line in found]
    return f'<div class="news_box"><div class="list list_2"><ul>{"".join(rows)}</ul></div></div>', found


def pinned(draw: Draw, found: list[Listed]) -> tuple[str, list[Listed]]:
    """The first rows pinned: bold or red, and old or without a date."""
    written = written_in(draw)
    top = replace(found[0], day=None, href="/top/pinned.html", url=f"{SITE}/top/pinned.html")
    second = replace(found[1], day=date(2023, 7, 5))
    rest = "".join(f"<li>{link_to(draw, line)}<span>{written(line.day)}</span></li>" for line in found[2:])
    rows = (
        f'<li class="top"><b><a href="{top.href}"><font color="red">{top.title}</font></a></b></li>'
        f'<li class="top"><strong>{link_to(draw, second)}</strong><span>2023-07-05</span></li>{rest}'
    )
    in_address = replace(second, day=date(2023, 7, 5))
    return f'<ul class="u-list">{rows}</ul>', [top, in_address, *found[2:]]


def table_of_information(draw: Draw, found: list[Listed]) -> tuple[str, list[Listed]]:
    """The table of government information: index number, title, number, issuer, dates."""
    names = ("索引号", "标题", "发文字号", "发文机关", "成文日期", "发布日期")
    head = "".join(f"<th>{name}</th>" for name in names)
    rows = "".join(
        f"<tr><td>11330200MB{number:04}/2024-{number:05}</td><td>{link_to(draw, line)}</td>"
        f"<td>甬政办发〔2024〕{number}号</td>"
        f"<td>{draw.choice(OFFICES)}</td><td>{line.day - timedelta(days=draw.randint(1, 20)):%Y-%m-%d}</td>"
        f"<td>{line.day:%Y-%m-%d}</td></tr>"
        for number, line in enumerate(found)
    )
    return f'<table class="zfxxgk_table"><tr>{head}</tr>{rows}</table>', found


def row_tables(draw: Draw, found: list[Listed]) -> tuple[str, list[Listed]]:
    """Each row a table of its own with a bullet picture, as older systems write them."""
    written = written_in(draw)
    rows = "".join(
        f'<table width="100%"><tr><td width="10"><img src="/images/dot.gif"></td><td>{link_to(draw, line)}</td>'
        f'<td align="right" class="bt_time">{written(line.day)}</td></tr></table>'
        for line in found
    )
    return f'<table width="980"><tr><td valign="top">{rows}</td></tr></table>', found


def date_cells(draw: Draw, found: list[Listed]) -> tuple[str, list[Listed]]:
    """A table whose first cell is the date; a third names an office that is a link too."""
    rows = "".join(
        f'<tr><td class="td-date"><span>{line.day:%Y-%m-%d}</span></td><td>{link_to(draw, line)}</td>'
        f'<td><a href="/org/{draw.randint(1, 4)}/">{draw.choice(OFFICES)}</a></td></tr>'
        for line in found
    )
    return f'<div class="iframe-list"><table><tbody>{rows}</tbody></table></div>', found


def cards(draw: Draw, found: list[Listed]) -> tuple[str, list[Listed]]:
    """`div`s that are links as a whole: title, summary, date."""
    rows = "".join(
        f'<div class="item"><a href="{line.href}"><div class="t">{line.title}</div><div class="s">{draw.title()}，'
        f'请各有关单位认真组织实施，确保政策落到实处。</div><div class="d">{line.day:%Y-%m-%d}</div></a></div>'
        for line in found
    )
    return f'<div class="main-list">{rows}</div>', found


def big_days(draw: Draw, found: list[Listed]) -> tuple[str, list[Listed]]:
    """The day large, year and month small beside it."""
    rows = "".join(
        f'<li><div class="time"><b>{line.day:%d}</b><i>{line.day:%Y-%m}</i></div>'
        f'<div class="txt"><h3>{link_to(draw, line)}</h3><p>各有关单位：现将有关事项通知如下。</p></div></li>'
        for line in found
    )
    return f'<ul class="day-list">{rows}</ul>', found


def definitions(draw: Draw, found: list[Listed]) -> tuple[str, list[Listed]]:
    """`dl`: the link in `dt`, its date in the `dd` that follows."""
    written = written_in(draw)
    rows = "".join(f"<dt>{link_to(draw, line)}</dt><dd>{written(line.day)}</dd>" for line in found)
    return f"<dl>{rows}</dl>", found


def lines(draw: Draw, found: list[Listed]) -> tuple[str, list[Listed]]:
    """Links in one cell, with `br` between them and the date in brackets."""
    rows = "".join(f"·{link_to(draw, line)}&nbsp;({line.day:%m-%d})<br>\n" for line in found)
    return f'<table><tr><td class="content">{rows}</td></tr></table>', found


def days_apart(draw: Draw, found: list[Listed]) -> tuple[str, list[Listed]]:
    """A heading with the day above the notices of that day."""
    parts = []
    dated = []
    for start in range(0, len(found), 3):
        day = found[start].day
        dated += [replace(line, day=day) for line in found[start : start + 3]]
        rows = "".join(f"<li>{link_to(draw, line)}</li>" for line in found[start : start + 3])
        parts.append(f'<div class="day"><h3>{day.year}年{day.month}月{day.day}日</h3><ul>{rows}</ul></div>')
    return f'<div class="days">{"".join(parts)}</div>', dated


def months_apart(draw: Draw, found: list[Listed]) -> tuple[str, list[Listed]]:
    """Lists by month, each in a box of its own."""
    boxes: dict[str, list[str]] = {}
    for line in found:
        boxes.setdefault(f"{line.day:%Y%m}", []).append(f"<li>{link_to(draw, line)}<em>{line.day:%m-%d}</em></li>")
    parts = (
        f'<div class="month" id="m{month}"><h3>{month[:4]}年{int(month[4:])}月</h3><ul>{"".join(rows)}</ul></div>'
        for month, rows in boxes.items()
    )
    return "".join(parts), found


def two_columns(draw: Draw, found: list[Listed]) -> tuple[str, list[Listed]]:
    """A table with two notices in each row."""
    found = found[: len(found) // 2 * 2]
    cells = [f"<td>{link_to(draw, line)}</td><td>{line.day:%Y-%m-%d}</td>" for line in found]
    rows = "".join(f"<tr>{left}{right}</tr>" for left, right in zip(cells[::2], cells[1::2], strict=True))
    return f"<table>{rows}</table>", found


def pictures(draw: Draw, found: list[Listed]) -> tuple[str, list[Listed]]:
    """Undated pictures with their titles below; picture and title lead to the same page."""
    undated = [replace(line, day=None, href=f"/tp/{n}.html", url=f"{SITE}/tp/{n}.html") for n, line in enumerate(found)]
    rows = "".join(
        f'<li><a href="{line.href}"><img src="/img/{number}.jpg"></a><p><a href="{line.href}">{line.title}</a></p></li>'
        for number, line in enumerate(undated)
    )
    return f'<ul class="pic-list">{rows}</ul>', undated


def bare_pictures(draw: Draw, found: list[Listed]) -> tuple[str, list[Listed]]:
    """Undated pictures alone, their titles in `alt`."""
    undated = [replace(line, day=None, href=f"/tp/{n}.html", url=f"{SITE}/tp/{n}.html") for n, line in enumerate(found)]
    rows = "".join(
        f'<div class="pic"><a href="{line.href}"><img src="/i.jpg" alt="{line.title}"></a></div>' for line in undated
    )
    return f'<div class="pics">{rows}</div>', undated


def clicks(draw: Draw, found: list[Listed]) -> tuple[str, list[Listed]]:
    """Links that a function of the page puts together from an id."""
    numbered = [replace(line, url=f"{SITE}/detail.html?id={n}&type=1") for n, line in enumerate(found)]
    rows = "".join(
        f'<li><a href="javascript:;" onclick="openDoc(\'{n}\', 1); return false">{line.title}</a>'
        f"<span>{line.day:%Y-%m-%d}</span></li>"
        for n, line in enumerate(numbered)
    )
    goes = "function openDoc(id, type) { var t = 1; window.open('/detail.html?id=' + id + '&type=' + type); }"
    return f"<script>{goes}</script><ul>{rows}</ul>", numbered


def clickable_rows(draw: Draw, found: list[Listed]) -> tuple[str, list[Listed]]:
    """Rows without links, whose handler names the address."""
    rows = "".join(
        f"<li onclick=\"location.href='{line.href}'\"><span>{line.title}</span><span>{line.day:%Y-%m-%d}</span></li>"
        for line in found
    )
    return f'<ul class="rows">{rows}</ul>', found


def relative_days(draw: Draw, found: list[Listed]) -> tuple[str, list[Listed]]:
    """The newest are of today, yesterday and the day before."""
    words = ["今天", "昨天", "前天"]
    dated = [replace(line, day=TODAY - timedelta(days=n)) if n < 3 else line for n, line in enumerate(found)]
    rows = "".join(
        f"<li>{link_to(draw, line)}<span>{words[n] if n < 3 else format(line.day, '%m-%d')}</span></li>"
        for n, line in enumerate(dated)
    )
    return f"<ul>{rows}</ul>", dated


def articles(draw: Draw, found: list[Listed]) -> tuple[str, list[Listed]]:
    """English: `article`s with a heading, a `time`, a summary and a link that says to read on."""
    found = draw.notices(len(found), english=True)
    rows = "".join(
        f'<article><header><h2><a href="{line.href}">{line.title}</a></h2>'
        f'<time datetime="{line.day:%Y-%m-%d}T09:00:00Z">'
        f"{line.day:%d %B %Y}</time></header><p>The agency sets out what applies from next year, and to whom.</p>"
        f'<a class="more" href="{line.href}">Read more</a></article>'
        for line in found
    )
    return f"<main>{rows}</main>", found


def files(draw: Draw, found: list[Listed]) -> tuple[str, list[Listed]]:
    """English: a table of decisions whose links say PDF and DOC; the name stands beside them."""
    named = [
        replace(line, title=line.title, url=f"{SITE}/files/{n}.pdf")
        for n, line in enumerate(draw.notices(len(found), english=True))
    ]
    rows = "".join(
        f"<tr><td>{line.day:%B} {line.day.day}, {line.day.year}</td><td>{n:03}-{n * 7 % 90 + 10}</td>"
        f"<td>{line.title}</td>"
        f'<td>[<a href="/files/{n}.pdf">PDF</a>] [<a href="/files/{n}.docx">DOC</a>]</td></tr>'
        for n, line in enumerate(named)
    )
    return (
        f"<table class='views-table'><thead><tr><th>Date</th><th>No.</th><th>Title</th></tr></thead>{rows}</table>",
        named,
    )


def us_dates(draw: Draw, found: list[Listed]) -> tuple[str, list[Listed]]:
    """English: month, day and year in numbers."""
    found = draw.notices(len(found), english=True)
    rows = "".join(
        f'<div class="views-row"><span><a href="{line.href}">{line.title}</a></span><div><span>'
        f"{line.day.month}/{line.day.day}/{line.day.year}</span></div></div>"
        for line in found
    )
    return f'<div class="view-content">{rows}</div>', found


def labelled(draw: Draw, found: list[Listed]) -> tuple[str, list[Listed]]:
    """Each row begins with a link to its column and ends with its source."""
    rows = "".join(
        f'<li class="{"odd" if n % 2 else "even"}"><a href="/col/{n % 3}/">[{"通知 公告 公示".split()[n % 3]}]</a> '
        f"{link_to(draw, line)}<i>来源：{draw.choice(OFFICES)}</i><span>{line.day:%Y-%m-%d}</span></li>"
        for n, line in enumerate(found)
    )
    return f'<ul class="txt-list">{rows}</ul>', found


def dates_inside(draw: Draw, found: list[Listed]) -> tuple[str, list[Listed]]:
    """Links that hold the title and the date, each in a `span`, or the title bare."""
    form = draw.choice(
        [
            "<a href='{0}'><span>{1}</span><span>{2}</span></a>",
            "<a href='{0}'>{1}<span>{2}</span></a>",
            "<a href='{0}'><em>{2}</em>{1}</a>",
            "<a href='{0}'><i>{2}</i><b>{1}</b></a>",
        ]
    )
    rows = "".join(f"<li>{form.format(line.href, line.title, line.day)}</li>" for line in found)
    return f"<ul>{rows}</ul>", found


def dates_as_links(draw: Draw, found: list[Listed]) -> tuple[str, list[Listed]]:
    """The date is a link to the line too."""
    rows = "".join(
        f'<tr><td>{n + 1}</td><td>{link_to(draw, line)}</td><td><a href="{line.href}">{line.day:%Y-%m-%d}</a></td></tr>'
        for n, line in enumerate(found)
    )
    return f"<table>{rows}</table>", found


def hints(draw: Draw, found: list[Listed]) -> tuple[str, list[Listed]]:
    """Each row hides a box with all that is known of the line: its index number, issuer, dates and name."""
    rows = "".join(
        f"<tr><td>{n + 1}</td><td>{link_to(draw, line)}<div class='tip' style='display:none'><p>索引号：{n:05}/2024</p>"
        f"<p>生成日期：{line.day - timedelta(days=draw.randint(0, 9)):%Y-%m-%d}</p><p>名称：{line.title}</p></div></td>"
        f"<td>{line.day:%Y-%m-%d}</td></tr>"
        for n, line in enumerate(found)
    )
    return f"<table><tr><th>序号</th><th>名称</th><th>发布日期</th></tr>{rows}</table>", found


TEMPLATES = (
    news_list,
    headings,
    pinned,
    table_of_information,
    row_tables,
    date_cells,
    cards,
    big_days,
    definitions,
    lines,
    days_apart,
    months_apart,
    two_columns,
    pictures,
    bare_pictures,
    clicks,
    clickable_rows,
    relative_days,
    articles,
    files,
    us_dates,
    labelled,
    dates_inside,
    dates_as_links,
    hints,
)
