import random
import re

import pytest

from tests.crawler.builders import links_of
from tests.crawler.listings.portals import TODAY, portal
from tests.crawler.listings.templates import TEMPLATES

PORTALS = [portal(template, seed) for template in TEMPLATES for seed in range(5)]
each = pytest.mark.parametrize("page", [pytest.param(case, id=case.name) for case in PORTALS])


def listed(page, html=None, url=None):
    return [
        (link.url, link.title, link.published_on)
        for link in links_of(html or page.html, url=url or page.url, today=TODAY)
    ]


def expected(page):
    return [(notice.url, notice.title, notice.day) for notice in page.notices]


@each
def test_a_made_portal_gives_its_notices(page):
    assert listed(page) == expected(page)


@each
def test_names_of_classes_make_no_difference(page):
    names = {}
    choices = random.Random(page.name)

    def other(match):
        parts = (re.fullmatch(r"(.*?)(\d*)", name).groups() for name in match[2].split())
        renamed = (names.setdefault(name, f"c{choices.randrange(10**6)}x") + number for name, number in parts)
        return f'{match[1]}="{" ".join(renamed)}"'

    assert listed(page, re.sub(r'\b(class|id)="([^"]*)"', other, page.html)) == expected(page)


@each
def test_wrappers_make_no_difference(page):
    html = re.sub(r"<body>(.*)</body>", r'<body><div id="app"><div><section>\1</section></div></div></body>', page.html)
    html = html.replace('<div class="center">', '<div class="center"><div><div>').replace("</ul></div>", "</ul></div>")
    assert listed(page, html) == expected(page)


@each
def test_words_of_another_language_make_no_difference(page):
    words = {
        "首页": "Accueil",
        "下一页": "Suivant",
        "尾页": "Fin",
        "政务公开": "Publications",
        "通知公告": "Avis",
        "网站地图": "Plan du site",
        "联系我们": "Contact",
        "关于我们": "À propos",
        "备案号": "Mentions",
        "热点": "À la une",
    }
    html = page.html
    for word, other in words.items():
        html = html.replace(f">{word}<", f">{other}<")
    assert listed(page, html) == expected(page)
