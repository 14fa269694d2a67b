"""Configuration folders as people and systems leave them, and secrets in them."""

import json
import os

import pytest

from crawler.model.details.fetching import FetchDetail
from crawler.model.results import Failure, PollResult
from crawler.model.source import Source
from crawler.model.yaml_file import ConfigError
from monitor.config import load_config
from monitor.config.addresses import address_fault
from monitor.config.source_secrets import secret_values, shown_url, without_secrets
from monitor.config.unread_files import unread_files
from monitor.config.watcher import stamp

SOURCE = "- {{id: {name}, url: 'https://www.gov.example/{name}/'}}\n"


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "config"
    (folder / "sources").mkdir(parents=True)
    (folder / "noticewatch.yaml").write_text("")
    return folder


def put(path, name="a", text=None):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text or SOURCE.format(name=name))


def names(folder):
    return [source.id for source in load_config(folder).sources]


def fault(folder, **environment):
    with pytest.raises(ConfigError) as refused:
        load_config(folder, environment)
    return str(refused.value)


def test_a_configmap_is_taken_in_once_and_its_change_is_seen(folder):
    mounted = folder / "sources"
    put(mounted / "..2026_11_28_20_00_00.123" / "p.yaml")
    (mounted / "..data").symlink_to("..2026_11_28_20_00_00.123")
    (mounted / "p.yaml").symlink_to("..data/p.yaml")
    assert names(folder) == ["a"]
    before = stamp(folder)
    put(mounted / "..2026_11_28_21_00_00.456" / "p.yaml", "b")
    (mounted / "..data_tmp").symlink_to("..2026_11_28_21_00_00.456")
    (mounted / "..data_tmp").replace(mounted / "..data")
    assert names(folder) == ["b"]
    assert stamp(folder) != before


@pytest.mark.parametrize(
    "left_over",
    [
        "._p.yaml",
        ".p.yaml",
        ".#p.yaml",
        "#p.yaml",
        "~$p.yaml",
        ".ipynb_checkpoints/p-checkpoint.yaml",
        ".git/p.yaml",
        "__MACOSX/p.yaml",
        "@eaDir/p.yaml",
        "p.yaml~",
        "p.yaml.bak",
        ".p.yaml.swp",
        "p.yaml.swp",
        "p.yaml.orig",
        "#p.yaml#",
        "p~.yaml",
        "p~.YAML",
        "p.bak.yaml",
        "p.orig.yml",
        "p.swp.yaml",
        "old~/p.yaml",
        "old.bak/p.yaml",
    ],
)
def test_what_systems_and_editors_leave_behind_is_no_configuration(folder, left_over):
    put(folder / "sources" / "p.yaml")
    path = folder / "sources" / left_over
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"\x00\x05\x16\x07\x00\x02\xff")
    assert names(folder) == ["a"]


@pytest.mark.parametrize("name", ["p~1.yaml", "2021~2025.yaml", "c#.yaml", "bak.yaml", "p.original.yaml", "p.2.yaml"])
def test_an_ordinary_name_with_such_characters_is_read(folder, name):
    put(folder / "sources" / name)
    assert names(folder) == ["a"]


@pytest.mark.parametrize(
    ("unread", "expected"),
    [
        ("topics.yaml", "topics/*.yaml"),
        ("Sources/p.yaml", "sources/*.yaml"),
        ("source/p.yaml", "sources/*.yaml"),
        ("subscriptions.yml", "subscriptions.yaml"),
        ("synonyms.yaml.txt", "synonyms.yaml"),
        ("noticewatch.yml", "noticewatch.yaml"),
        ("sources/p.yaml.txt", "end in .yaml or .yml"),
        ("topics/team/p.json", "end in .yaml or .yml"),
        ("sources/readme.txt", None),
        ("sources/p.yaml.disabled", None),
        ("subscriptions.yaml", None),
        ("compose.yaml", None),
    ],
)
def test_files_that_look_like_configuration_and_are_not_read_are_warned_of(folder, unread, expected):
    put(folder / unread)
    warnings = [str(warning) for warning in unread_files(folder)]
    assert len(warnings) == (expected is not None)
    assert all(expected in warning and unread.partition("/")[0] in warning for warning in warnings)


def test_linked_folders_and_files_are_read_and_nothing_twice(folder, tmp_path):
    put(tmp_path / "elsewhere" / "deep" / "x.yaml", "x")
    put(tmp_path / "file.yaml", "f")
    put(folder / "sources" / "city" / "C.YAML", "c")
    (folder / "sources" / "linked").symlink_to(tmp_path / "elsewhere")
    (folder / "sources" / "again").symlink_to(tmp_path / "elsewhere")
    (folder / "sources" / "loop").symlink_to(folder / "sources")
    (folder / "sources" / "up").symlink_to("..")
    (folder / "sources" / "f.yaml").symlink_to(tmp_path / "file.yaml")
    (folder / "sources" / "g.yaml").symlink_to(tmp_path / "file.yaml")
    assert sorted(names(folder)) == ["c", "f", "x"]
    before = stamp(folder)
    put(tmp_path / "elsewhere" / "deep" / "y.yaml", "y")
    assert stamp(folder) != before


@pytest.mark.parametrize("environment", [{}, {"TOK": ""}])
def test_a_default_stands_for_a_variable_that_is_not_set_and_is_warned_of(folder, environment):
    (folder / "noticewatch.yaml").write_text('channels: {ops: "json://me:${TOK:-s3cret-value}@127.0.0.1/"}\n')
    loaded = load_config(folder, environment)
    assert loaded.settings.channels["ops"].url == "json://me:s3cret-value@127.0.0.1/"
    [warning] = loaded.warnings
    assert "TOK" in str(warning)
    assert "s3cret" not in str(warning)
    assert "s3cret-value" not in loaded.secrets.hide("s3cret-value")


def test_a_variable_that_is_not_utf_8_is_named(folder):
    (folder / "noticewatch.yaml").write_text('channels: {ops: "json://me:${TOK}@127.0.0.1/"}\n')
    assert "the environment variable TOK is not UTF-8 text" in fault(folder, TOK="\udcff\udcfe")


@pytest.mark.parametrize("value", ["", " ", "\n", "\u3000"])
@pytest.mark.parametrize("written", ["json://me:${TOK}@127.0.0.1/", "${TOK}", "json://127.0.0.1/${TOK}/x"])
def test_an_empty_variable_is_named(folder, written, value):
    (folder / "noticewatch.yaml").write_text(f'channels: {{ops: "{written}"}}\n')
    assert "the environment variable TOK is empty; `${TOK:-}` allows an empty value" in fault(folder, TOK=value)


def test_an_empty_value_can_be_allowed(folder):
    (folder / "noticewatch.yaml").write_text('channels: {ops: "json://127.0.0.1/${TOK:-}"}\n')
    assert load_config(folder, {"TOK": ""}).settings.channels["ops"].url == "json://127.0.0.1/"


def test_a_variable_goes_before_its_default(folder):
    (folder / "noticewatch.yaml").write_text('channels: {ops: "json://me:${TOK:-x}@127.0.0.1/"}\n')
    loaded = load_config(folder, {"TOK": "given"})
    assert loaded.settings.channels["ops"].url == "json://me:given@127.0.0.1/"
    assert loaded.warnings == ()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("json://me:$TOK3N@host/", "write `${NAME}` for a variable"),
        ("json://me:$tok3n@host/", "write `${NAME}` for a variable"),
        ("json://me:${TOK3N@host/", "invalid `${…}`"),
        ("json://me:${TOK3N:?missing}@host/", "invalid `${…}`"),
        ("json://me:${TOK3N-x}@host/", "invalid `${…}`"),
        ("json://me:${}@host/", "invalid `${…}`"),
        ("json://me:$(TOK3N)@host/", "write `${NAME}` for a variable"),
        ("json://me:{{ TOK3N }}@host/", "this placeholder is not replaced"),
        ("json://me:<TOK3N>@host/", "this placeholder is not replaced"),
        ("json://me:%TOK3N%@host/", "this placeholder is not replaced"),
        ("json://me:TOK3N@home@host/", "must be written `%40`"),
        ("json://me:TOK3N#1@host/", "must be written `%23`"),
        ("webhook+https://host/TOK3N#1", "must be written `%23`"),
        ("json://me:${WITH_BREAK}@host/", "a line break"),
    ],
)
def test_an_address_that_is_not_meant_so_is_named_and_not_shown(folder, written, said):
    secret = ', secret: "whsec_c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"' if written.startswith("webhook") else ""
    (folder / "noticewatch.yaml").write_text(f'channels: {{ops: {{url: "{written}"{secret}}}}}\n')
    found = fault(folder, WITH_BREAK="TOK3N\nX: 1")
    assert "noticewatch.yaml:1: channels.ops" in found
    assert said in found
    assert "TOK3N" not in found
    assert "tok3n" not in found


@pytest.mark.parametrize(
    "address",
    [
        "slack://A/B/C/#channel",
        "mailto://me:a%40b%23@host/?to=team@example.org",
        "mailtos://host/team@example.org",
        "tgram://123:abc/1",
        "postgresql://me:p%24x@host/db",
        "sqlite:///noticewatch.db",
        "matrixs://me:x@host/#room/@user",
    ],
)
def test_marks_that_belong_there_are_no_fault(address):
    assert address_fault(address) is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("url: 'http://bob:PASSW0RD@host/list/'", "without user name or password"),
        ("url: 'http://bob:PASSW0RD@host:99999/'", "with a port"),
        ("url: 'ftp://bob:PASSW0RD@host/'", "an http or https URL"),
        ("url: 'http:// host/?access_token=PASSW0RD'", "without spaces"),
        ("url: 'http://host/', headers: {Authorization: \"Bearer PASSW0RD\\r\\nX: 1\"}", "without line breaks"),
        ("url: 'http://host/', headers: {Authorization: [PASSW0RD]}", "headers"),
        ("url: 'http://host/', headers: {Authorization: 'PASSW0RD ${TOK}'}", "no `${…}`"),
        ("url: 'http://host/?a=PASSW0RD&b=${TOK}'", "no `${…}`"),
        ("url: 'http://host/?a=PASSW0RD&b=$TOK'", "no `$TOK`"),
        ("url: 'http://host/$TOK/?a=PASSW0RD'", "no `$TOK`"),
        ("url: 'http://host/', headers: {X-A: PASSW0RD, Authorization: 'Bearer $TOK_2'}", "no `$TOK_2`"),
        ("url: 'http://host/', request: {params: {a: PASSW0RD, b: '${TOK:-x}'}}", "no `${…}`"),
        ("url: 'http://host/', headers: {Authorization: 1234567890}", "headers"),
    ],
)
def test_a_refused_value_of_a_source_that_may_be_secret_is_not_shown(folder, fields, said):
    (folder / "sources" / "s.yaml").write_text(f"- {{id: s, {fields}}}\n")
    found = fault(folder)
    assert said in found
    assert "PASSW0RD" not in found
    assert "1234567890" not in found


SECRET = Source(
    id="s",
    url="https://www.gov.example/api?access_token=t0ps3cr3t&page=1&key=x1",
    headers={"Authorization": "Bearer abcdef-123456", "Accept": "text/html"},
)


def failures(*texts):
    nested = [FetchDetail.AT_URL.of(url=SECRET.url, cause=FetchDetail.INVALID_URL.of(reason=text)) for text in texts]
    found = tuple(Failure.because(SECRET.url, "http_status", detail) for detail in nested)
    return PollResult(id="1", source="s", outcome="failed", failures=found, state={})


def test_failures_of_a_source_do_not_repeat_its_secrets():
    result = failures(
        f"the answer of {SECRET.url} is 404", "redirected to /login?back=t0ps3cr3t", "sent Bearer abcdef-123456"
    )
    text = json.dumps([failure.model_dump() for failure in without_secrets(result, SECRET).failures])
    for secret in ("t0ps3cr3t", "key=x1", "abcdef-123456"):
        assert secret not in text
    assert "page=1" in text
    assert "404" in text


@pytest.mark.parametrize(
    "url",
    [
        "?ACCESS_TOKEN=t0ps3cr3t&page=1",
        "?page=1&access-token=t0ps3cr3t",
        "?page=1;accessToken=t0ps3cr3t",
        "?access%5Ftoken=t0ps3cr3t&page=1",
        "?acces%73_token=t0ps3cr3t&page=1",
        "?api_token=t0ps3cr3t&page=1",
        "?csrfToken=t0ps3cr3t&page=1",
        "?page=1&X-Amz-Signature=t0ps3cr3t",
        "?page=1&refresh_token=t0ps3cr3t",
        "?page=1&auth[token]=t0ps3cr3t",
        "?page=1&filter%5Bpassword%5D%5B%5D=t0ps3cr3t",
        "?page=1&ak=t0ps3cr3t",
        ";jsessionid=t0ps3cr3t?page=1",
        "?page=1#token=t0ps3cr3t",
        "?page=1&token=t0p%2Bs3cr3t",
        "?page=1&token=t0p;s3cr3t",
    ],
)
def test_a_parameter_is_secret_however_its_name_is_written(url):
    source = Source(id="s", url=f"https://www.gov.example/api{url}")
    failed = Failure(url=source.url, code="http_status", detail=f"the answer of {source.url} is 404")
    result = PollResult(id="1", source="s", outcome="failed", failures=(failed,), state={})
    text = without_secrets(result, source).model_dump_json()
    assert "s3cr3t" not in text
    assert "https://www.gov.example/api" in text


@pytest.mark.parametrize(
    "url",
    [
        "/bot123456789:AAHs3cr3tTOKENvalue99-aBcDeFgHiJkLm/getUpdates",
        "/services/T00000000/B00000000/s3cr3tTOKENvalue99abcd",
        "/services/s3cr3t%54OKENvalue99abcd",
        "/private/9f86d081884c7d659a2feaa0c5s3cr3t/rss.xml",
        "/feed/6f1c9f8e-1b5d-4d0c-9a55-1d6as3cr3tf0/rss",
        "/proxy?url=https%3A%2F%2Fx.example%2Fa%3Ftoken%3Ds3cr3tvalue",
        "/proxy?url=https%253A%252F%252Fx.example%252Fa%253Ftoken%253Ds3cr3tvalue",
        "/proxy?url=https://x.example/a?token=s3cr3tvalue",
        "/proxy?u=https://bob:s3cr3tvalue@x.example/",
        "/proxy?u=https%3A%2F%2Fbob%3As3cr3tvalue%40x.example%2F",
        "/https://bob:s3cr3tvalue@x.example/feed",
    ],
)
def test_a_secret_in_a_path_or_in_a_nested_url_is_hidden(folder, url):
    source = Source(id="s", url=f"https://www.gov.example{url}")
    failed = Failure(url=source.url, code="http_status", detail=f"the answer of {source.url} is 404")
    result = PollResult(id="1", source="s", outcome="failed", failures=(failed,), state={})
    text = without_secrets(result, source).model_dump_json()
    put(folder / "sources" / "s.yaml", text=json.dumps([source.model_dump(mode="json", exclude_defaults=True)]))
    for shown in (text, load_config(folder).secrets.hide(source.url)):
        assert "s3cr3t" not in shown
        assert "https://www.gov.example/" in shown


@pytest.mark.parametrize(
    "path",
    [
        "/zwgk/art/2026/11/30/art_1229_56789.html",
        "/W020261130590123456789.pdf",
        "/col/col1229278347/index.html",
        "/zhengwuGongKai2026/tongzhiGonggao/",
        "/module/web/jpage/dataproxy.jsp?startrecord=1&endrecord=45&columnid=1229278347",
        "/policy-and-regulation-of-the-ministry/2026-11-30/",
    ],
)
def test_an_ordinary_path_has_no_secrets(path):
    assert not list(secret_values(Source(id="s", url=f"https://www.gov.example{path}")))


def test_what_has_no_secrets_stays_as_it_is():
    result = failures("404")
    assert without_secrets(result, SECRET) is not result
    plain = Source(id="s", url="https://www.gov.example/list?page=1&code=7")
    assert without_secrets(result, plain) is result


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://www.gov.example/a?page=1&pwd=x1", "https://www.gov.example/a?page=1&pwd=…"),
        ("https://www.gov.example/a?page=1;jsessionid=12345678", "https://www.gov.example/a?page=1;jsessionid=…"),
        (
            "https://www.gov.example/proxy?u=https://bob:x1@x.example/",
            "https://www.gov.example/proxy?u=https://…@x.example/",
        ),
        ("https://www.gov.example/list?page=1&code=7", "https://www.gov.example/list?page=1&code=7"),
    ],
)
def test_the_shown_url_of_a_source_has_no_secrets_however_short(url, shown):
    assert shown_url(Source(id="s", url=url)) == shown


def test_the_secrets_of_sources_are_kept_out_of_the_log(folder):
    (folder / "sources" / "s.yaml").write_text(json.dumps([SECRET.model_dump(mode="json", exclude_defaults=True)]))
    hidden = load_config(folder).secrets.hide(f"GET {SECRET.url} Authorization: Bearer abcdef-123456")
    assert "t0ps3cr3t" not in hidden
    assert "abcdef-123456" not in hidden
    assert os.sep in hidden


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.symlink_to("nowhere.yaml"),
        lambda path: path.symlink_to(path.name),
        lambda path: path.symlink_to("/dev/zero"),
        os.mkfifo,
    ],
    ids=["dangling", "loop", "device", "pipe"],
)
@pytest.mark.parametrize(
    "place", ["sources/p.yaml", "topics/p.yml", "lists/p.yaml", "subscriptions.yaml", "synonyms.yaml"]
)
def test_what_is_no_file_is_named_and_not_left_out(folder, make, place):
    path = folder / place
    path.parent.mkdir(exist_ok=True)
    make(path)
    assert place in fault(folder)
    stamp(folder)


def test_a_link_that_an_editor_left_is_skipped(folder):
    put(folder / "sources" / "p.yaml")
    (folder / "sources" / ".#p.yaml").symlink_to("user@host.1234:5678")
    put(folder / "sources" / "__pycache__" / "p.yaml")
    assert names(folder) == ["a"]
