import pickle

from tests.crawler.builders import a_page


def test_a_page_keeps_the_hash_of_its_bytes():
    page = a_page(b"abc")
    assert page.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_without_redirects_the_final_address_is_the_one_asked_for():
    assert a_page(url="https://example.org/a").final_url == "https://example.org/a"


def test_tree_is_shared_until_it_is_taken():
    page = a_page(b"<p>text</p>")
    shared = page.tree
    assert page.tree is shared
    assert page.take_tree() is shared
    assert page.tree is not shared


def test_page_with_a_tree_can_be_pickled():
    page = a_page(b"<p>text</p>")
    assert page.tree.text_content() == page.text[3:-4]
    copy = pickle.loads(pickle.dumps(page))
    assert copy == page
    assert copy.text == page.text
