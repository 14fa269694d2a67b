from tests.crawler.builders import a_page


def test_a_page_keeps_the_hash_of_its_bytes():
    page = a_page(b"abc")
    assert page.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_without_redirects_the_final_address_is_the_one_asked_for():
    assert a_page(url="https://example.org/a").final_url == "https://example.org/a"
