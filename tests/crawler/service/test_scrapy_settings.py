from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from crawler import VERSION
from crawler.service.scrapy_settings import PAGE_LIMIT, scrapy_settings, user_agent


def test_the_visitor_says_its_name_and_whom_to_ask():
    assert user_agent() == f"noticewatch/{VERSION}"
    assert user_agent("mailto:ops@example.org") == f"noticewatch/{VERSION} (+mailto:ops@example.org)"


def test_only_http_and_https_are_fetched_and_both_behind_the_guard():
    handlers = Settings(scrapy_settings()).getwithbase("DOWNLOAD_HANDLERS")
    known = {scheme: handler for scheme, handler in handlers.items() if handler}
    assert known == dict.fromkeys(["http", "https"], "crawler.fetching.address_guard.GuardedDownloadHandler")


def test_the_parts_named_in_the_settings_exist():
    settings = scrapy_settings()
    for name in (*settings["DOWNLOAD_HANDLERS"].values(), *settings["DOWNLOADER_MIDDLEWARES"]):
        assert name is None or load_object(name)


def test_proxies_of_the_environment_are_off_and_pages_are_limited():
    settings = scrapy_settings()
    assert settings["HTTPPROXY_ENABLED"] is False
    assert (settings["DOWNLOAD_MAXSIZE"], settings["CONCURRENT_REQUESTS_PER_DOMAIN"]) == (PAGE_LIMIT, 2)


def test_a_setting_may_be_overridden():
    assert scrapy_settings(DOWNLOAD_DELAY=0)["DOWNLOAD_DELAY"] == 0


def test_no_other_process_can_take_control():
    # Scrapy imports every extension that is named here, also a disabled one.
    assert not Settings(scrapy_settings()).getwithbase("EXTENSIONS")
    assert not Settings(scrapy_settings()).getbool("TELNETCONSOLE_ENABLED")
