import re

from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.file_addresses import in_script
from tests.crawler.builders import unhurried

LITERAL = re.compile(r"""(?i)["'`]([^"'`<>\\\n]{1,1000}?\.(?:pdf|docx?|xlsx?))\\?["'`]""")
PIECES = ("'", '"', "`", "<", ">", "\\", "\n", " ", "a", "/f/", ".pdf", ".doc", ".DOCX", ".document", ".x")


@unhurried
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_the_file_names_are_those_that_a_search_of_the_whole_script_finds(code):
    literals = [match[1].strip() for match in LITERAL.finditer(code) if not re.search(r"\s", match[1].strip())]
    paths = [literal for literal in literals if "/" in literal]
    assert in_script(code) == [("", literal) for literal in dict.fromkeys(paths or literals)]


def test_words_that_begin_with_a_file_extension_do_not_hide_a_file_behind_them():
    code = "var a = window.document; b = 'x.document'; load('/f/a.doc'); c = \"/f/b.PDF?v=1\"; d = '/f/c.docx\\\n'"
    assert in_script(code) == [("", "/f/a.doc"), ("", "/f/b.PDF?v=1")]


def test_objects_name_their_file_wherever_the_name_is():
    code = 'x = {a: 1}; y = {"url": "/file/1", "name": "a.docx"}; z = {"name": "b.pdf", "url": "/file/2", n: {}}'
    assert in_script(code) == [("a.docx", "/file/1")]


def test_a_literal_longer_than_a_url_is_no_file():
    assert in_script(f"'/{'a' * 998}.pdf'") == [("", f"/{'a' * 998}.pdf")]
    assert in_script(f"'/{'a' * 1000}.pdf'") == []
