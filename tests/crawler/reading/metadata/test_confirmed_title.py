import pytest

from crawler.reading import read_page
from tests.crawler.builders import a_page

TITLE = "Repair grants for old pumps in cellars"
WORDS = "<p>The grants pay a third of the costs, and at most 900 euros for each pump.</p>" * 4


def _page(body, *, tag="", og="", ld=""):
    meta = f'<meta property="og:title" content="{og}">' if og else ""
    meta += f'<script type="application/ld+json">{{"@type": "Article", "headline": "{ld}"}}</script>' if ld else ""
    return a_page(f"<html><head><title>{tag}</title>{meta}</head><body>{body}<div>{WORDS}</div></body></html>")


@pytest.mark.parametrize(
    ("body", "given"),
    [
        # A heading that the title tag repeats
        (f"<h1>Cellar Office</h1><h1>{TITLE}</h1>", {"tag": f"{TITLE} | Cellar Office"}),
        (f"<h1>{TITLE}</h1><h2>Grants</h2>", {"tag": f"{TITLE} - Grants - Cellar Office"}),
        (f"<h1>{TITLE}</h1>", {"tag": f"{TITLE} | Cellar Office", "ld": f"{TITLE} | Cellar Office"}),
        (f"<h1>{TITLE}</h1>", {"tag": f"{TITLE} • Cellar Office", "og": f"{TITLE} • Cellar Office"}),
        (f"<h1>{TITLE}</h1><h2>Types of grants</h2>", {"tag": "Grants: the types of grants explained", "og": TITLE}),
        (f"<h1>Pump!</h1><h2>{TITLE}</h2>", {"tag": f"{TITLE} | Cellar Office"}),
        (
            f"<p>Opinion|{TITLE}</p><h1>{TITLE}</h1>",
            {"tag": f"Opinion | {TITLE} - The Pump", "og": f"Opinion | {TITLE}"},
        ),
        # A heading with other words than the title tag
        (f"<h1>{TITLE}</h1><h2>Grants</h2>", {"tag": "Grants and loans for pumps | Cellar Office"}),
        (f"<h1>{TITLE}</h1>", {"tag": "Money for pumps | Cellar Office", "ld": "Money for pumps"}),
        # No heading, or only headings of other parts of the page
        ("<p>Hello again--</p>", {"tag": f"{TITLE} - Cellar Office"}),
        ("<p>Photo by Ines</p>", {"tag": TITLE, "og": TITLE}),
        ("<h1>Rules</h1><h1>Moderators</h1>", {"tag": f"{TITLE} : pumps", "og": TITLE}),
        ("<h1>First steps</h1><h1>Details</h1>", {"tag": f"Cellar Office: {TITLE}", "og": TITLE}),
        # Marks and labels in the heading
        (f"<h1>{TITLE}<a href=#top>¶</a></h1>", {"tag": f"{TITLE} - Cellar Office"}),
        (f"<h1>{TITLE} #</h1>", {"tag": f"{TITLE} - Cellar Office"}),
        (f"<h1><span>News</span> {TITLE}</h1>", {"tag": f"News - {TITLE} | Cellar Office", "ld": TITLE}),
    ],
)
def test_the_title_is_the_one_that_elements_of_the_page_agree_on(body, given):
    assert read_page(_page(body, **given)).title == TITLE


def test_a_sign_that_belongs_to_the_title_stays():
    assert read_page(_page("<h1>All of C#</h1>", tag="All of C# | Cellar Office")).title == "All of C#"
