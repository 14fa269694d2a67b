import json

from crawler.model.details.fetching import BrowserDetail
from crawler.model.results import BrowseResult, Failure, PollResult, SourceProposal
from monitor.cli.sources_check import _print, _print_json
from monitor.health.source_check import SourceCheck
from monitor.text.i18n import in_language

SELECT = {"item": "data.rows", "link": "url", "title": "title", "date": "publishDate"}
SETTINGS = {"type": "json", "url": "http://portal.cn/api/list", "select": SELECT}
CHECKED = SourceCheck("portal", 0, 0, None, ())
POLLED = PollResult(id="portal", source="portal", outcome="ok")
BROWSED = BrowseResult(
    id="portal",
    proposals=[
        SourceProposal(settings=SETTINGS, links_seen=8, dated=8),
        SourceProposal(settings={"render": "browser"}),
    ],
    failures=[
        Failure.because("http://portal.cn/", "no_browser", BrowserDetail.NO_CHROMIUM.of(command="apt-get install x"))
    ],
)


def test_proposals_can_be_copied_into_a_source(capsys):
    with in_language("en"):
        _print(CHECKED, POLLED, BROWSED)
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == (
        '  proposed settings (links found: 8, with a date: 8): type: "json", url: "http://portal.cn/api/list", '
        'select: {"item": "data.rows", "link": "url", "title": "title", "date": "publishDate"}'
    )
    assert lines[2] == '  proposed settings (links found: 0, with a date: 0): render: "browser"'
    assert lines[3].endswith("no_browser: Chromium is not installed; install it with: apt-get install x")


def test_proposals_are_in_chinese_where_the_rest_is(capsys):
    with in_language("zh"):
        _print(CHECKED, POLLED, BROWSED)
    said = capsys.readouterr().out
    assert "建议的设置（找到链接 8 条，其中有日期 8 条）" in said
    assert "没有可用的浏览器（未安装 Chromium，安装命令：apt-get install x）" in said


def test_proposals_are_data_in_json(capsys):
    _print_json(CHECKED, POLLED, BROWSED)
    _print_json(CHECKED, POLLED, None)
    with_browser, without = map(json.loads, capsys.readouterr().out.splitlines())
    assert [proposal["settings"] for proposal in with_browser["proposals"]] == [SETTINGS, {"render": "browser"}]
    assert without["proposals"] == []
