"""The pages in a real browser: a journey through each. A violation of the policy or an error in the console fails.

With NOTICEWATCH_BROWSER=all, as in `make test-all`, each page is opened in both languages, wide and narrow, light and
dark, with and without scripts, and checked with axe.
"""

import os
import shutil
from contextlib import contextmanager
from itertools import pairwise, product

import pytest

from monitor.web.serving import serving
from tests.monitor.web.editors import editing_site
from tests.monitor.web.sites import site

pytestmark = pytest.mark.slow
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PAGES = [
    "",
    "?view=unread",
    "search",
    "search?q=集群",
    "search?q=(",
    "notices/1",
    "notices/1/diff",
    "measures",
    "measures?view=units",
    "lists",
    "lists/support",
    "targets",
    "series",
    "trends",
    "deadlines",
    "deadlines?view=month&month=2024-06",
    "sources",
    "sources/gov",
    "deliveries",
    "feeds",
    "status",
    "nothing",
]  # fmt: skip - a row of paths
EDITORS = [
    "add-source",
    "topics",
    "topics/new?query=集群",
    "topics/edit?id=talent",
    "subscriptions",
    "subscriptions/new?topics=clusters&issuers=市政府",
    "subscriptions/edit?id=people",
    "subscriptions/edit?id=team",
    "preview?query=集群 or 人才",
    "sources/mirror",
    "deliveries",
]  # fmt: skip - a row of paths
SCROLLED = "[...document.querySelectorAll('.scroll')].filter(box => box.scrollWidth > box.clientWidth).length"
"""The number of boxes whose content is wider than the box."""
THOROUGH = os.environ.get("NOTICEWATCH_BROWSER") == "all"
ALL_FORMS = list(product(("en", "zh-CN"), (360, 1280), ("light", "dark"), (True, False)))
FORMS = ALL_FORMS if THOROUGH else [("en", 1280, "light", True)]


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def address(tmp_path):
    of = site(tmp_path, hostile=True, listen="127.0.0.1:0")
    with serving(of.store, of.current) as address:
        yield address


@pytest.fixture
def editors(tmp_path):
    of = editing_site(tmp_path, hostile=True, listen="127.0.0.1:0")
    with serving(of.store, of.current) as address:
        yield address


@contextmanager
def page_of(browser, **options):
    """A page of a browser whose console stays empty."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "en"} | options)
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text) if "404" not in message.text else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(f"dialog: {dialog.message}"))
    page.set_default_timeout(20_000)
    yield page
    assert said == []
    context.close()


def test_a_reader_finds_the_way_through_all_pages(browser, address):
    with page_of(browser) as page:
        page.goto(address)
        page.click("text=Mark as read >> nth=0")
        page.wait_for_selector(".entry:not(.unread)")
        page.click("text=☆ Star >> nth=1")
        page.wait_for_selector("text=★ Unstar")
        page.click("h2 a >> nth=0")
        page.wait_for_selector("text=Reasons for the match")
        page.click("text=Changes in the latest revision")
        page.wait_for_selector("ins")
        page.click("nav >> text=Search")
        page.fill("input[type=search]", "集群")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=2 notices match.")
        page.click("aside a >> nth=0")
        page.wait_for_selector(".chip")
        page.click("main >> text=Publish at a secret address")
        page.wait_for_selector("text=atom.xml")
        page.click('button:has-text("Revoke")')
        page.wait_for_selector("text=Nothing is published yet.")
        for name, expected in (
            ("Measures", "到2027年达到100家"),
            ("Deadlines", "2024-06-06"),
            ("Sources", "市政府"),
            ("Deliveries", "no answer"),
            ("Status", "not running"),
        ):
            page.click(f"nav >> text={name}")
            if name == "Deadlines":
                page.goto(f"{address}deadlines?view=month&month=2024-06")
                expected = "关于第0号"
            page.wait_for_selector(f"text={expected}")
        page.click("text=中文")
        page.wait_for_selector("text=收件箱")


def test_the_keys_move_open_mark_and_star(browser, address):
    with page_of(browser) as page:
        page.goto(address)
        for key in ("j", "j", "k", "j"):
            page.keyboard.press(key)
        second = page.locator(".entry").nth(1)
        assert "current" in second.get_attribute("class")
        page.keyboard.press("s")
        second.locator("text=★").wait_for()
        page.keyboard.press("m")
        page.wait_for_selector(".entry.current:not(.unread)")
        page.keyboard.press("?")
        page.wait_for_selector("dialog[open]")
        page.keyboard.press("Escape")
        page.keyboard.press("j")
        page.keyboard.press("o")
        page.wait_for_url("**/notices/*")
        page.keyboard.press("/")
        page.wait_for_url("**/search")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.type") == "search"


def test_keys_in_quick_succession_all_take_effect_in_place(browser, address):
    """Keys during a request, and in the instant after its response, before a default htmx has activated the buttons."""
    with page_of(browser) as page:
        page.goto(address)
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.evaluate(
            """() => {
              window.isSamePage = true;
              const press = (key) =>
                document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
              ["s", "m", "s"].forEach(press);
              document.addEventListener("htmx:afterSwap", (event) => {
                if (document.querySelectorAll(".entry")[1].querySelector("input[name=starred]").value === "0")
                  setTimeout(() => press("m"), 0);
              }, { once: true });
            }"""
        )
        second = page.locator(".entry").nth(1)
        page.wait_for_function("""() => performance.getEntriesByType("resource").filter(
            (entry) => entry.initiatorType === "xmlhttprequest" && entry.responseEnd).length === 4""")
        second.locator("text=☆ Star").wait_for()
        second.locator("text=Mark as read").wait_for()
        assert page.evaluate("window.isSamePage")
        assert "current" in second.get_attribute("class")


def test_a_mark_keeps_the_place_with_and_without_htmx(browser, address):
    with page_of(browser) as page:
        page.goto(address)
        page.locator(".entry").nth(1).locator("text=☆ Star").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("text=★ Unstar")
        assert page.evaluate("document.activeElement.dataset.key") == "s"
        # A key that is pressed before htmx is loaded submits the form.
        page.route("**/htmx-*.js", lambda route: route.fulfill(content_type="text/javascript", body=""))
        page.goto(f"{address}?view=")
        for key in ("j", "j", "m"):
            page.keyboard.press(key)
        page.wait_for_url("**/?view=#marks-*")
        second = page.locator(".entry").nth(1)
        second.locator("text=Mark as unread").wait_for()
        assert "current" in second.get_attribute("class")
        page.keyboard.press("k")
        assert "current" in page.locator(".entry").nth(0).get_attribute("class")


def test_the_pages_work_without_scripts(browser, address):
    with page_of(browser, java_script_enabled=False) as page:
        page.goto(f"{address}?view=unread")
        page.click("text=Mark as read >> nth=0")
        page.wait_for_selector("li.entry >> nth=4")
        assert page.locator("li.entry").count() == 5
        page.click("text=☆ Star >> nth=0")
        page.wait_for_selector("text=★ Unstar")
        page.goto(f"{address}search?q=集群")
        assert page.locator("li.entry").count() == 2


@pytest.mark.parametrize("scripts", [True, False])
def test_a_search_becomes_a_subscription(browser, editors, scripts):
    with page_of(browser, java_script_enabled=scripts) as page:
        page.goto(f"{editors}search?q=节能")
        page.click("text=Subscribe to this search")
        page.fill("input[name=name]", "节能服务")
        page.fill("textarea[name=query]", "节能 or 绿色工厂")
        if not scripts:
            page.click('main button:has-text("Preview")')
        page.wait_for_selector("#preview .warning")
        page.fill("textarea[name=query]", "节能 OR 绿色工厂")
        if not scripts:
            page.click('main button:has-text("Preview")')
        page.wait_for_selector("#preview:not(:has(.warning)) >> text=0 notices match.")
        page.click('button:has-text("Save")')
        assert page.is_checked("input[value=节能服务]")
        page.check("input[name=channels][value=ops]")
        page.click('button:has-text("Save")')
        page.wait_for_selector('th:has-text("节能服务")')
        page.click('[aria-label="Pause: 节能服务"]')
        page.wait_for_selector('tr:has-text("节能服务") >> text=paused')
        page.click('nav >> text="Topics"')
        page.wait_for_selector("text=节能 OR 绿色工厂")


def test_a_phone_shows_all_of_each_page(browser, address):
    with page_of(browser, viewport={"width": 360, "height": 740}, color_scheme="dark", locale="zh-CN") as page:
        for path in PAGES:
            page.goto(address + path)
            assert (path, page.evaluate("document.documentElement.scrollWidth")) == (path, 360)
            assert (path, page.evaluate(SCROLLED)) == (path, 0)


def test_cells_on_a_phone_have_the_heading_of_their_column(browser, editors):
    with page_of(browser, viewport={"width": 360, "height": 740}, locale="zh-CN") as page:
        page.goto(editors + "subscriptions")
        row = page.locator("tbody tr", has=page.get_by_role("link", name="team", exact=True))
        shown = "cells => cells.map(cell => getComputedStyle(cell, '::before').content)"
        assert row.locator("td").evaluate_all(shown) == ['"主题"', '"渠道"', '"状态"', '"文件"']
        assert row.locator("td").first.inner_text().startswith("先进制造业集群")
        boxes = [cell.bounding_box() for cell in row.locator("td").all()]
        assert all(above["y"] < below["y"] for above, below in pairwise(boxes))
        page.set_viewport_size({"width": 1280, "height": 740})
        assert len({cell.bounding_box()["y"] for cell in row.locator("td").all()}) == 1


def test_each_cell_has_a_heading(browser, address, editors):
    with page_of(browser, viewport={"width": 360, "height": 740}) as page:
        for root, path in [*((address, path) for path in PAGES), *((editors, path) for path in EDITORS)]:
            page.goto(root + path)
            without = "cells => cells.filter(cell => !cell.dataset.label).map(cell => cell.outerHTML)"
            assert (path, page.locator(".stacked td").evaluate_all(without)) == (path, [])


@pytest.mark.parametrize(("language", "width", "scheme", "scripts"), FORMS)
def test_each_page_in_each_form(browser, address, language, width, scheme, scripts):
    options = {"locale": language, "viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    with page_of(browser, java_script_enabled=scripts, bypass_csp=True, **options) as page:
        check(page, address, PAGES, width, scripts)


@pytest.mark.parametrize(("language", "width", "scheme", "scripts"), FORMS)
def test_each_editor_in_each_form(browser, editors, language, width, scheme, scripts):
    options = {"locale": language, "viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    with page_of(browser, java_script_enabled=scripts, bypass_csp=True, **options) as page:
        check(page, editors, EDITORS, width, scripts)


def check(page, address, paths, width, scripts):
    from axe_playwright_python.sync_playwright import Axe

    for path in paths:
        page.goto(address + path)
        assert (path, page.evaluate("document.documentElement.scrollWidth")) == (path, width)
        if scripts:
            found = Axe().run(page)
            assert (path, found.violations_count) == (path, 0), found.generate_report()
