import pytest

from crawler.model.page import parse_html
from crawler.reading.main_text import by_trafilatura
from crawler.reading.main_text.layout import page_layout
from crawler.reading.main_text.visible import visible_text

POSTS = "".join(f"<div class='post'><p>Post {number} says a few words of its own.</p></div>" for number in range(60))


@pytest.mark.parametrize(("article", "runs"), [("Too short for an article.", 0), ("An article. " * 10, 1)])
def test_the_default_settings_are_used_only_if_the_text_is_long_enough_for_an_article(article, runs, monkeypatch):
    tree = parse_html(f"<html><body>{POSTS}</body></html>")
    asked = []

    def extracted(tree, **options):
        asked.append(options)

    monkeypatch.setattr(by_trafilatura, "_article", lambda tree, visible: article)
    monkeypatch.setattr(by_trafilatura, "bare_extraction", extracted)
    by_trafilatura.extract_text(tree, visible_text(page_layout(tree)), False, lambda: "the posts")
    assert asked == [{"include_comments": False}] * runs
