"""The editors of topics and subscriptions, as a browser without scripts uses them."""

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from threading import Barrier

import pytest

from monitor.config import load_config
from monitor.service.config_edits import Edit, apply_edit
from monitor.service.edited_files import EditConflictError, read_edited
from tests.monitor.web.editors import FILES, editing_site, events_of
from tests.monitor.web.sites import client

HOSTILE = [
    "x'\n- id: evil\n  trusted: true",
    "x\r\n  query: y",
    '"\n- {id: evil, query: z}',
    "a: b # c",
    "&a *a !!python/object:os.system [",
    "\u202e\u2066hidden",
    "\u2028- id: evil",
    "\x00\x1b[31m",
    "${HOME}",
    "${file:/etc/passwd}",
    "x" * 10_001,
]


@pytest.fixture
def of(tmp_path):
    return editing_site(tmp_path)


@pytest.fixture
def opened(of):
    with client(of) as opened:
        yield opened


def version(opened, path):
    return re.search(r'name="version" value="(\w*)"', opened.get(path).text)[1]


def alert(answer):
    found = re.search(r'role="alert"[^>]*>(.*?)</div>', answer.text, re.DOTALL)
    return unescape(re.sub("<[^>]+>", " ", found[1])) if found else ""


def save(opened, **fields):
    page = "/topics/new" if fields.get("is_new") else f"/topics/edit?id={fields['id']}"
    return opened.post("/topics/save", data={"version": version(opened, page)} | fields)


def subscribe(opened, **fields):
    page = "/subscriptions/new" if fields.get("is_new") else f"/subscriptions/edit?id={fields['id']}"
    given = {"version": version(opened, page), "channels": ["ops"], "on": ["new"], "enabled": "1"} | fields
    return opened.post("/subscriptions/save", data=given)


class TestTopics:
    def test_a_changed_topic_keeps_the_comments(self, of, opened):
        assert save(opened, id="talent", name="人才", query="人才 OR 补贴").status_code == 303
        text = (of.config.folder / "topics" / "web.yaml").read_text()
        assert text == FILES["topics/web.yaml"].replace("人才 AND 补贴", "'人才 OR 补贴'")
        assert events_of(of) == [
            ("config.changed", {"what": "topic", "id": "talent", "by": "web:reader", "fields": ["query"]})
        ]

    def test_a_new_topic_gets_its_id_from_its_name(self, of, opened):
        answer = save(opened, is_new="1", id="", name="绿色 工厂", query="绿色工厂\n OR 节能")
        assert (answer.status_code, answer.headers["location"]) == (303, "/topics")
        topic = load_config(of.config.folder).topics[-1]
        assert (topic.id, topic.name, topic.query) == ("绿色-工厂", "绿色 工厂", "绿色工厂 OR 节能")
        assert "绿色 工厂" in opened.get("/topics").text
        assert "already used" in alert(save(opened, is_new="1", id="talent", name="x", query="y"))
        assert "already used" in alert(save(opened, is_new="1", id="clusters", name="x", query="y"))

    def test_the_first_topic_makes_the_file(self, of, opened):
        path = of.config.folder / "topics" / "web.yaml"
        (of.config.folder / "subscriptions" / "web.yaml").unlink()
        path.unlink()
        assert save(opened, is_new="1", id="a", name="", query="(").status_code == 400
        assert not path.exists()
        assert save(opened, is_new="1", id="a", name="", query="b").status_code == 303
        assert path.read_text().startswith("# Written by the web page")

    def test_a_deleted_topic_is_gone_but_not_if_it_is_used(self, of, opened):
        answer = opened.post("/topics/delete", data={"id": "talent", "version": version(opened, "/topics/new")})
        assert "there is no topic 'talent'" in alert(answer)
        (of.config.folder / "subscriptions" / "web.yaml").unlink()
        answer = opened.post("/topics/delete", data={"id": "talent", "version": version(opened, "/topics/new")})
        assert answer.status_code == 303
        assert (of.config.folder / "topics" / "web.yaml").read_text() == "# Ours.\n# the end\n"
        assert [kind for kind, _ in events_of(of)] == ["config.removed"]

    def test_two_people_who_edit_at_once_lose_nothing(self, of, opened):
        seen = version(opened, "/topics/edit?id=talent")
        assert save(opened, id="talent", name="Anna's", query="人才").status_code == 303
        answer = opened.post("/topics/save", data={"id": "talent", "name": "Bert's", "query": "补贴", "version": seen})
        assert answer.status_code == 409
        assert "Anna" in alert(answer)
        assert 'value="Bert&#39;s"' in answer.text
        assert load_config(of.config.folder).topics[-1].name == "Anna's"
        again = re.search(r'name="version" value="(\w*)"', answer.text)[1]
        given = {"id": "talent", "name": "Bert's", "query": "补贴", "version": again}
        assert opened.post("/topics/save", data=given).status_code == 303

    def test_what_was_deleted_meanwhile_is_created_again_only_knowingly(self, of, opened):
        (of.config.folder / "subscriptions" / "web.yaml").unlink()
        seen = version(opened, "/topics/edit?id=talent")
        opened.post("/topics/delete", data={"id": "talent", "version": seen})
        answer = opened.post("/topics/save", data={"id": "talent", "name": "n", "query": "补贴", "version": seen})
        assert answer.status_code == 409
        assert "deleted this entry in the meantime" in alert(answer)
        assert 'name="is_new" value="1"' in answer.text

    def test_the_preview_without_scripts_keeps_the_values_and_the_version(self, of, opened):
        seen = version(opened, "/topics/edit?id=talent")
        save(opened, id="talent", name="Anna's", query="人才")
        parameters = {"id": "talent", "name": "Bert's", "query": "产业链", "version": seen, "then": ""}
        html = opened.get("/topics/edit", params=parameters).text
        assert 'value="Bert&#39;s"' in html
        assert "<mark>产业链</mark>" in html
        assert f'name="version" value="{seen}"' in html

    def test_topics_of_other_files_are_read_only(self, opened):
        html = opened.get("/topics/edit?id=clusters").text
        assert "topics/hand.yaml" in html
        assert ">Save</button>" not in html
        answer = opened.post("/topics/save", data={"id": "clusters", "version": version(opened, "/topics/new")})
        assert answer.status_code == 400

    @pytest.mark.parametrize("value", HOSTILE)
    @pytest.mark.parametrize("field", ["id", "name", "query"])
    def test_no_value_reaches_another_field(self, of, opened, field, value):
        before = load_config(of.config.folder)
        given = {"is_new": "1", "id": "mine", "name": "n", "query": "集群"} | {field: value}
        answer = save(opened, **given)
        after = load_config(of.config.folder)
        assert after.topics[: len(before.topics)] == before.topics
        assert len(after.topics) - len(before.topics) == (answer.status_code == 303)
        assert not [topic for topic in after.topics if topic.id == "evil"]
        assert "${" not in (of.config.folder / "topics" / "web.yaml").read_text()
        assert "\u202e" not in answer.text

    def test_a_large_form_is_refused(self, opened):
        assert opened.post("/topics/save", data={"query": "x" * 2**20}).status_code == 413

    @pytest.mark.parametrize("path", ["/topics/save", "/topics/delete", "/subscriptions/save", "/subscriptions/pause"])
    def test_other_sites_change_nothing(self, opened, path):
        assert opened.post(path, headers={"sec-fetch-site": "cross-site"}).status_code == 403

    def test_an_invalid_folder_is_shown_and_not_changed(self, of, opened):
        # The site holds the last valid configuration.
        loaded = of.config
        object.__setattr__(of, "current", lambda: loaded)
        (loaded.folder / "topics" / "hand.yaml").write_text("- {id: [")
        html = opened.get("/topics").text
        assert "topics/hand.yaml:1" in html
        assert str(loaded.folder) not in html
        answer = opened.post("/topics/save", data={"is_new": "1", "id": "a", "query": "b", "version": "x"})
        assert answer.status_code in (400, 409)


class TestSubscriptions:
    def test_a_changed_subscription_keeps_comments_and_defaults(self, of, opened):
        given = {"topics": ["talent", "clusters"], "deliver": "0 8 * * mon", "regions": "CN/浙江省\n"}
        assert subscribe(opened, id="people", **given).status_code == 303
        assert (of.config.folder / "subscriptions" / "web.yaml").read_text() == (
            "- id: people  # ours\n  topics: [talent, clusters]\n  channels: [ops]\n"
            "  filters: {regions: ['CN/浙江省']}\n  deliver: '0 8 * * mon'\n"
        )

    def test_fields_that_the_form_does_not_have_are_kept(self, of, opened):
        path = of.config.folder / "subscriptions" / "web.yaml"
        path.write_text(
            "- id: people\n  topics: [talent]\n  channels: [ops]\n  quiet: {from: '22:00', to: '07:00'}\n"
            "  deliver: {cron: 0 8 * * *, timezone: UTC}\n  filters: {regions: [CN/浙江省], include_parents: true}\n"
        )
        html = opened.get("/subscriptions/edit?id=people").text
        assert "CN/浙江省</textarea>" in html
        assert subscribe(opened, id="people", topics=["talent"], regions="CN/山东省").status_code == 303
        [found] = [item for item in load_config(of.config.folder).subscriptions if item.id == "people"]
        assert found.quiet
        assert found.deliver.timezone == "UTC"
        assert found.filters.include_parents
        assert found.filters.regions == ("CN/山东省",)

    def test_pause_resume_and_snooze(self, of, opened):
        for path, fields, expected in (
            ("pause", {}, {"enabled": False}),
            ("pause", {"enabled": "1"}, {"enabled": True}),
            ("snooze", {"days": "7"}, {"snooze": "2024-06-13"}),
            ("snooze", {"days": "0"}, {"snooze": None}),
        ):
            given = {"id": "people", "version": version(opened, "/subscriptions")} | fields
            assert opened.post(f"/subscriptions/{path}", data=given).status_code == 303
            [found] = [item for item in load_config(of.config.folder).subscriptions if item.id == "people"]
            assert found.model_dump(mode="json").items() >= expected.items()
        given = {"id": "team", "version": version(opened, "/subscriptions")}
        assert opened.post("/subscriptions/pause", data=given).status_code == 400
        assert opened.post("/subscriptions/pause", data={"id": "people", "version": "x"}).status_code == 409

    def test_a_deleted_subscription_is_gone(self, of, opened):
        given = {"id": "people", "version": version(opened, "/subscriptions")}
        assert opened.post("/subscriptions/delete", data=given).status_code == 303
        assert [item.id for item in load_config(of.config.folder).subscriptions] == ["team"]

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"topics": ["nothing"]}, "there is no topic"),
            ({"channels": ["json://evil.example/"]}, "there is no channel"),
            ({"topics": []}, "topics"),
            ({"deliver": "sometimes"}, "cron"),
            ({"snooze": "tomorrow"}, "date"),
            ({"days_before": "a week"}, "numbers of days"),
            ({"language": "fr"}, "zh"),
            ({"scope": "all"}, "measure"),
            ({"sources": "nothing"}, "there is no source"),
            ({"issuers": "\u202eevil"}, "invisible"),
            ({"issuers": "a\n" * 300}, "at most 200 lines"),
            ({"channels": ["${HOME}"]}, "noticewatch.yaml"),
        ],
    )
    def test_an_invalid_value_is_refused_with_the_reason(self, of, opened, fields, said):
        answer = subscribe(opened, **{"is_new": "1", "id": "mine", "topics": ["talent"]} | fields)
        assert answer.status_code == 400
        assert said in alert(answer)
        assert (of.config.folder / "subscriptions" / "web.yaml").read_text() == FILES["subscriptions/web.yaml"]
        assert events_of(of) == []

    def test_fields_that_the_form_does_not_have_are_not_taken(self, of, opened):
        given = {"is_new": "1", "id": "mine", "topics": ["talent"], "quiet": "x", "trusted": "1", "hourly_cap": "1"}
        assert subscribe(opened, **given).status_code == 303
        entry = (of.config.folder / "subscriptions" / "web.yaml").read_text().split("\n\n")[1]
        assert entry == "- id: mine\n  topics: [talent]\n  channels: [ops]\n"

    def test_the_preview_passes_the_filters(self, opened):
        given = {"action": "preview", "is_new": "1", "topics": ["clusters"], "on": ["new"], "scope": "notice"}
        html = opened.post("/subscriptions/save", data=given).text
        assert "2 notices match." in html
        assert html.count('<ul class="matches"><li>') == 1
        html = opened.post("/subscriptions/save", data=given | {"issuers": "别的市人民政府"}).text
        assert "2 notices match." in html
        assert '<ul class="matches"><li>' not in html
        assert '<input type="checkbox" name="topics" value="clusters" checked>' in html

    def test_the_preview_has_the_alerts_before_dates(self, opened):
        given = {"action": "preview", "is_new": "1", "topics": ["clusters"], "on": ["deadline"], "scope": "notice"}
        html = opened.post("/subscriptions/save", data=given | {"days_before": "3"}).text
        [alerts] = re.findall(r"Reminders that would have been sent in the last 30 days.*?</ul>", html, re.DOTALL)
        assert re.findall(r"<li>(\w+) <time[^>]*>([\d-]+)</time>.*?/notices/(\d)", alerts) == [
            ("deadline", "2024-06-09", "4"),
            ("deadline", "2024-06-06", "1"),
        ]
        assert html.count('<ul class="matches"><li>') == 2
        assert (
            "Reminders that would have been sent"
            not in opened.post("/subscriptions/save", data=given | {"on": ["new"]}).text
        )

    def test_the_days_before_each_kind_of_date_are_saved(self, of, opened):
        leads = {"days_before": "14, 3", "targets_before": "180", "expected_before": "30，7"}
        given = {"is_new": "1", "id": "mine", "topics": ["talent"], "on": ["deadline", "target", "expected"]}
        answer = subscribe(opened, **given | leads)
        assert alert(answer) == ""
        [found] = [item for item in load_config(of.config.folder).subscriptions if item.id == "mine"]
        assert (found.days_before, found.targets_before, found.expected_before) == ((14, 3), (180,), (30, 7))
        html = opened.get("/subscriptions/edit?id=mine").text
        assert re.findall(r'name="(\w+_before)" value="([^"]*)"', html) == [
            ("days_before", "14, 3"),
            ("targets_before", "180"),
            ("expected_before", "30, 7"),
        ]


def follow(opened, html):
    address = unescape(re.search(r'href="([^"]*)">Subscribe', html)[1])
    return address, opened.get(address).text


class TestSubscribeToASearch:
    def test_a_query_becomes_a_topic_and_then_a_subscription(self, of, opened):
        address, html = follow(opened, opened.get("/search?q=节能&issuer=云溪市人民政府").text)
        assert address.startswith("/topics/new?")
        given = {name: unescape(value) for name, value in re.findall(r'name="(then|version)" value="([^"]*)"', html)}
        given |= {"is_new": "1", "id": "energy", "name": "节能", "query": "节能"}
        answer = opened.post("/topics/save", data=given)
        html = opened.get(answer.headers["location"]).text
        assert 'value="energy" checked' in html
        assert "云溪市人民政府</textarea>" in html

    def test_the_query_of_a_topic_is_not_made_a_topic_again(self, opened):
        for path in ("/search?topic=talent", "/search?q=人才 AND 补贴"):
            address, html = follow(opened, opened.get(path).text)
            assert address == "/subscriptions/new?topics=talent"
            assert 'value="talent" checked' in html

    def test_the_next_page_is_never_another_site(self, opened):
        for then in ("//evil.example", "https://evil.example/subscriptions/new", "/subscriptions/new\\evil\r\n"):
            answer = save(opened, is_new="1", id=f"t{len(then)}", name="n", query="集群", then=then)
            assert answer.headers["location"].split("?")[0] in ("/topics", "/")


class TestPreview:
    def test_matches_are_counted_by_week(self, opened):
        html = opened.get("/preview?query=集群").text
        assert "2 notices match." in html
        assert re.search(r"<title>2024-06-03: 2</title>", html)
        assert "<mark>集群</mark>" in html

    def test_mistakes_are_named(self, opened):
        assert "OR" in re.search(r'class="warning">([^<]*)', opened.get("/preview?query=集群 or 人才").text)[1]
        assert 'role="alert"' in opened.get("/preview?query=(").text
        assert 'role="alert"' in opened.get("/preview", params={"query": "x" * 10_001}).text
        assert opened.get("/preview").status_code == 200

    def test_htmx_gets_only_the_part(self, opened):
        html = opened.get("/preview?query=集群", headers={"hx-request": "true"}).text
        assert "<html" not in html
        assert "<svg" in html

    def test_the_excluded_is_left_out_as_by_subscriptions(self, of, opened):
        path = of.config.folder / "noticewatch.yaml"
        path.write_text(path.read_text() + "exclude: 产业链\n")
        assert "0 notices match." in opened.get("/preview?query=集群").text


def test_a_subscription_can_mark_notices_in_the_inbox_and_send_nothing(of, opened):
    given = {"topics": ["talent"], "channels": [], "on": ["new", "gone"]}
    refused = subscribe(opened, is_new="1", id="marks", **given)
    assert "at least one channel in `channels`, or the field `inbox`" in alert(refused)
    assert subscribe(opened, is_new="1", id="marks", inbox="star", **given).status_code == 303
    made = load_config(of.config.folder).subscriptions[-1]
    assert (made.id, made.inbox, made.channels, made.on) == ("marks", "star", (), ("new", "gone"))


def test_subscriptions_in_the_folder_and_in_the_file_have_unique_ids(of, opened):
    answer = subscribe(opened, is_new="1", id="team", topics=["talent"])
    assert "already used at" in alert(answer)


class TestFaultyEntries:
    """Entries with faults that were there before do not stop changes of others."""

    @pytest.fixture(autouse=True)
    def _faulty(self, of):
        path = of.config.folder / "topics" / "hand.yaml"
        path.write_text(path.read_text() + "- {id: wrong, query: 'a AND ('}\n- {id: misspelt, qury: b}\n")

    def test_others_can_be_changed(self, of, opened):
        assert save(opened, id="talent", name="人才", query="补贴").status_code == 303
        assert load_config(of.config.folder, lenient=True).topics[-1].query == "补贴"
        assert [kind for kind, _ in events_of(of)] == ["config.changed"]

    def test_a_new_fault_is_refused_and_named_alone(self, of, opened):
        answer = save(opened, id="talent", name="人才", query="补贴 AND (")
        assert answer.status_code == 400
        assert "web.yaml" in alert(answer)
        assert "misspelt" not in alert(answer)
        assert "hand.yaml" not in alert(answer)

    def test_a_topic_that_is_used_is_not_deleted(self, of, opened):
        answer = opened.post("/topics/delete", data={"id": "talent", "version": version(opened, "/topics/new")})
        assert "there is no topic 'talent'" in alert(answer)

    def test_they_are_shown(self, of, opened):
        html = opened.get("/topics").text
        assert "topics/hand.yaml:3" in html
        assert str(of.config.folder) not in html


def test_of_changes_made_at_the_same_time_one_is_written_and_the_others_are_refused(of):
    folder = of.config.folder
    seen = read_edited(folder, "topic").version
    together = Barrier(4)

    def change(number: int) -> bool:
        together.wait()
        try:
            apply_edit(of.store, folder, Edit("topic", f"t{number}", {"query": "集群"}, is_new=True), seen, "web:me")
        except EditConflictError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        written = [number for number, done in enumerate(pool.map(change, range(4))) if done]
    assert len(written) == 1
    assert [topic.id for topic in load_config(folder).topics] == ["clusters", "talent", f"t{written[0]}"]
    assert len(events_of(of)) == 1
