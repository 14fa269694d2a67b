"""What a notice shows of itself when it is found nearer its origin, through the steps of taking in."""

from crawler.model.notice import Attachment
from crawler.model.reason import Reason
from monitor.delivery.worker import deliver_one
from monitor.identity.reasons import ChangeReason, ComparisonReason, OriginReason, VerdictReason
from monitor.ingest.pipeline import Policy, Publisher
from monitor.model import canonical_revision
from monitor.service.retention import index_first
from tests.fakes import FakeSender
from tests.ingesting import ingest_result
from tests.monitor.builders import DAY, HOUR, NOW, events, kinds, matcher, measure, polled, result, subscription
from tests.monitor.identity.texts import LINES, TEXT, TITLE, gist

MIRROR_URL = "https://www.mirror.com/7.html"
GOV_URL = "https://www.yunxi.gov.cn/7.html"
OTHER_URL = "https://other.com/7.html"
POLICY = Policy(30 * DAY, "always")
TEAM = matcher(subscription(), clusters="车间")
CHROME = "首页 > 通知\n{}\n主办单位"


def take(store, *notices, source="mirror", match=TEAM, policy=POLICY, now=NOW):
    with store.writing() as tx:
        return ingest_result(tx, result(*notices, source=source), HOUR, match, policy, now).decisions


def notice(url=MIRROR_URL, text=TEXT, title=TITLE, **fields):
    return polled(url, text=text, title=title, **{"issuers": ("云溪市工业和信息化局",)} | fields)


def seen(store, number=1):
    with store.reading() as tx:
        return tx.notices.get(number), tx.notices.revisions(number), tx.locations.of_notice(number)


def queued(store):
    with store.reading() as tx:
        return tx.deliveries.backlog().queued


def messages(store):
    sender = FakeSender()
    while deliver_one(store, sender, lambda: NOW + DAY, "me"):
        pass
    return [message for _, message in sender.sent]


class TestFace:
    def test_the_original_that_came_later_is_shown_and_nobody_is_told_again(self, store):
        [first] = take(store, notice(text=CHROME.format(TEXT)))
        [second] = take(store, notice(GOV_URL), source="gov", now=NOW + HOUR)
        assert (second.verdict.kind, second.notice, second.revision, second.alerts) == ("copy", first.notice, 2, 0)
        record, revisions, places = seen(store)
        assert (record.notice.url, record.source, record.origin, record.revision) == (GOV_URL, "mirror", "gov", 2)
        assert (record.changed, record.first_seen_at) == (1, NOW)
        assert [(one.number, one.cause, one.source) for one in revisions] == [
            (1, "change", "mirror"),
            (2, "origin", "gov"),
        ]
        assert revisions[0].notice.text == CHROME.format(TEXT)
        assert [one.url for one in places] == [MIRROR_URL, GOV_URL]
        assert queued(store) == 1
        assert kinds(store) == ["notice.new", "notice.copied", "notice.traced"]
        traced = events(store)[-1]
        assert (traced.source, traced.notice, traced.detail["revision"]) == ("gov", 1, 2)
        assert (traced.detail["url"], traced.detail["before"]) == (GOV_URL, MIRROR_URL)
        reason = Reason.from_json(traced.detail["reason"])
        assert reason.code == OriginReason.BETTER_SITE
        assert reason.params["here"] == Reason.of(OriginReason.ISSUER_SITE, host="www.yunxi.gov.cn")
        assert reason.params["there"].code == OriginReason.OTHER_SITE

    def test_a_repost_that_came_later_changes_nothing(self, store):
        take(store, notice(GOV_URL), source="gov")
        take(store, notice())
        record, revisions, _ = seen(store)
        assert (record.notice.url, len(revisions)) == (GOV_URL, 1)
        assert "notice.traced" not in kinds(store)

    def test_the_configuration_says_whose_site_a_source_is(self, store):
        take(store, notice(OTHER_URL), source="other")
        policy = Policy(30 * DAY, "always", {"mirror": Publisher("云溪市工业和信息化局")})
        take(store, notice(), policy=policy)
        assert seen(store)[0].notice.url == MIRROR_URL

    def test_a_message_that_waited_shows_the_original_first_and_the_repost_beside_it(self, store):
        take(store, notice())
        take(store, notice(GOV_URL), source="gov")
        [message] = messages(store)
        assert f"原文：{GOV_URL}" in message.body
        assert f"另见：{MIRROR_URL}" in message.body

    def test_what_is_polled_again_changes_nothing(self, store):
        for _ in range(3):
            take(store, notice(text=CHROME.format(TEXT)))
            take(store, notice(GOV_URL), source="gov")
        assert len(seen(store)[1]) == 2
        assert kinds(store).count("notice.traced") == 1
        assert queued(store) == 1

    def test_a_revision_at_the_origin_is_compared_with_the_originals_text_and_told(self, store):
        take(store, notice())
        take(store, notice(GOV_URL), source="gov")
        revised = TEXT.replace("50万元", "80万元")
        [decision] = take(store, notice(GOV_URL, revised), source="gov")
        assert (decision.verdict.kind, decision.revision, decision.alerts) == ("revision", 3, 1)
        record, revisions, _ = seen(store)
        assert (record.changed, record.origin) == (3, "gov")
        assert canonical_revision(revisions, 1) == 2
        assert [one.title.split("]")[0] for one in messages(store)] == ["[新", "[修订"]

    def test_a_repost_that_changes_after_the_original_came_is_still_watched(self, store):
        take(store, notice())
        take(store, notice(GOV_URL), source="gov")
        [decision] = take(store, notice(text=TEXT.replace("50万元", "80万元")))
        assert decision.verdict.kind == "revision"

    def test_chrome_that_changes_around_a_repost_is_no_revision(self, store):
        take(store, notice(GOV_URL), source="gov")
        take(store, notice(text=CHROME.format(TEXT)))
        for link in ("相关阅读：甲", "相关阅读：乙丙丁戊己", "最新公告：某某某某"):
            [decision] = take(store, notice(text=CHROME.format(TEXT) + link))
            assert (decision.verdict.kind, decision.alerts) == ("known", 0)
            assert decision.verdict.reason.code == VerdictReason.STILL_COPY
        assert len(seen(store)[1]) == 1

    def test_a_counter_at_the_origin_is_none_whatever_was_read_elsewhere_since(self, store):
        count = "\n浏览次数：{}"
        take(store, notice(GOV_URL, TEXT + count.format(1)), source="gov")
        take(store, notice(text=CHROME.format(TEXT) + "友情链接：某某某某" * 9))
        [decision] = take(store, notice(GOV_URL, TEXT + count.format(2)), source="gov")
        assert decision.verdict.kind == "known"
        counters = Reason.of(ChangeReason.ONLY, parts=(Reason.of(ChangeReason.COUNTERS, count=1),))
        assert decision.verdict.reason == Reason.of(VerdictReason.TRIVIAL, change=counters)

    def test_each_text_is_compared_once(self, store):
        take(store, notice(text="\n".join(LINES[8:])))
        take(store, notice(GOV_URL), source="gov")
        with store.reading() as tx:
            assert [one.revision for one in tx.identity.texts([1])] == [2, 1]

    def test_the_page_of_the_original_is_read_again_as_its_source_reads_it(self, store):
        take(store, notice(GOV_URL, body=b"page"), source="gov")
        take(store, notice(MIRROR_URL, body=b"mirror"))
        policy = Policy(30 * DAY, "always", {"mirror": Publisher("云溪市工业和信息化局"), "gov": Publisher()})
        take(store, notice(MIRROR_URL, kind="通知", body=b"mirror"), policy=policy)
        with store.reading() as tx:
            assert {one.sources for one in tx.retention.kept_pages("?", (0, 0), 9, None, None)} == {("gov",)}

    def test_a_copy_of_an_earlier_text_is_not_shown(self, store):
        take(store, notice())
        take(store, notice(text=TEXT.replace("50万元", "80万元")))
        [decision] = take(store, notice(GOV_URL), source="gov")
        assert (decision.verdict.kind, decision.revision) == ("copy", 1)
        assert seen(store)[0].notice.url == MIRROR_URL

    def test_a_notice_whose_text_was_pruned_gets_the_originals(self, store):
        take(store, notice())
        for message in messages(store):
            assert message
        with store.writing() as tx:
            assert tx.retention.drop("text", [1], NOW + DAY, NOW) == 1
        [decision] = take(store, notice(GOV_URL, CHROME.format(TEXT)), source="gov")
        record, _, _ = seen(store)
        assert (decision.verdict.kind, decision.alerts) == ("copy", 0)
        assert (record.notice.url, record.pruned_at) == (GOV_URL, None)
        [again] = take(store, notice(OTHER_URL, CHROME.format(TEXT) + "尾页"), source="other")
        assert (again.verdict.kind, again.notice) == ("copy", 1)


class TestFullerText:
    """A fragment is seen first, the whole document later."""

    FRAGMENT = "\n".join(LINES[8:])
    MATCH = matcher(
        subscription("early"),
        subscription("late", topics=["rewards"]),
        clusters="工业企业服务平台",
        rewards="一次性奖励",
    )

    def test_those_whose_words_only_appear_now_are_told_once_as_of_a_new_notice(self, store):
        [fragment] = take(store, notice(text=self.FRAGMENT, title=None), match=self.MATCH)
        assert fragment.alerts == 1
        [first] = messages(store)
        for _ in range(2):
            whole = notice(GOV_URL, clauses=(measure(LINES[7]),))
            [decision] = take(store, whole, source="gov", match=self.MATCH)
        take(store, notice(OTHER_URL), source="other", match=self.MATCH)
        assert (decision.verdict.kind, decision.notice) == ("known", fragment.notice)
        [second] = messages(store)
        assert "订阅：early" in first.body
        assert "订阅：late" in second.body
        assert second.title == f"[新] {TITLE}"
        assert "【一次性奖励】50万元" in second.body
        assert f"原文：{GOV_URL}" in second.body

    def test_a_baseline_and_an_old_notice_stay_quiet(self, store):
        policy = Policy(30 * DAY)
        for name in ("mirror", "gov", "third"):
            take(store, source=name, policy=policy, now=NOW - DAY)
        take(store, notice(text=self.FRAGMENT, title=None), match=self.MATCH, policy=policy)
        old = notice(GOV_URL, published_on=NOW.date() - 90 * DAY)
        [decision] = take(store, old, source="gov", match=self.MATCH, policy=policy)
        assert (decision.verdict.kind, decision.alerts, decision.fuller) == ("copy", 0, True)

    def test_a_fuller_text_of_no_other_words_tells_nobody(self, store):
        take(store, notice(text=self.FRAGMENT, title=None), match=self.MATCH)
        match = matcher(subscription("early"), clusters="工业企业服务平台")
        [decision] = take(store, notice(GOV_URL), source="gov", match=match)
        assert (decision.fuller, decision.alerts) == (True, 0)


class TestPlaces:
    def test_a_place_says_why_it_is_the_notices(self, store):
        take(store, notice())
        take(store, notice(GOV_URL, CHROME.format(TEXT)), source="gov")
        take(store, notice(GOV_URL, CHROME.format(TEXT)), source="gov")
        new, copied = [location.reason for location in seen(store)[2]]
        assert new == Reason.of(VerdictReason.NEW)
        around = Reason.of(ComparisonReason.AROUND_HERE, count=8)
        assert (copied.code, copied.params["notice"]) == (VerdictReason.COPY_SIMILAR, 1)
        assert copied.params["comparison"] == Reason.of(ComparisonReason.SAME_TEXT_EXCEPT, parts=(around,))

    def test_a_place_that_becomes_another_notices_says_why(self, store):
        take(store, notice(), notice(OTHER_URL, LINES[7] * 3, "奖励办法公布"))
        take(store, notice(OTHER_URL))
        assert seen(store, 2)[2] == []
        [place] = [one for one in seen(store)[2] if one.url == OTHER_URL]
        assert place.reason.code == VerdictReason.COPY_MOVED


class TestAddressesUsedAgain:
    NEXT = TEXT.replace("第三批", "第四批").replace("6月30日", "9月30日"), TITLE.replace("第三批", "第四批")

    def test_another_notice_at_a_known_address_is_new_and_told(self, store):
        take(store, notice())
        [decision] = take(store, notice(text="食品安全抽检合格，公布名单如下。车间卫生良好。" * 5, title="抽检通告"))
        assert (decision.verdict.kind, decision.notice, decision.alerts) == ("new", 2, 1)
        reason = decision.verdict.reason
        assert (reason.code, reason.params["notice"]) == (VerdictReason.REUSED_URL, 1)
        assert [len(seen(store, number)[2]) for number in (1, 2)] == [0, 1]
        [again] = take(store, notice(text="食品安全抽检合格，公布名单如下。车间卫生良好。" * 5, title="抽检通告"))
        assert (again.verdict.kind, again.notice) == ("known", 2)

    def test_the_next_of_its_kind_is_new_and_linked(self, store):
        take(store, notice())
        [decision] = take(store, notice(MIRROR_URL, *self.NEXT))
        assert (decision.verdict.kind, decision.notice, decision.alerts) == ("new", 2, 1)
        with store.reading() as tx:
            assert [(one.notice, one.other, one.relation) for one in tx.identity.links(1)] == [(2, 1, "follows")]

    def test_the_text_of_another_known_notice_is_that_one_moved(self, store):
        other = notice(OTHER_URL, *self.NEXT)
        take(store, notice(), other)
        [decision] = take(store, notice(MIRROR_URL, CHROME.format(self.NEXT[0]), self.NEXT[1]))
        assert (decision.verdict.kind, decision.notice, decision.alerts) == ("copy", 2, 0)
        reason = decision.verdict.reason
        assert (reason.code, reason.params["notice"]) == (VerdictReason.COPY_SIMILAR_MOVED, 2)
        assert {one.url for one in seen(store, 2)[2]} == {MIRROR_URL, OTHER_URL}

    def test_another_reader_makes_no_other_notice(self, store):
        take(store, notice(reader="1"))
        [decision] = take(store, notice(text="食品安全抽检合格，公布名单如下。" * 5, title="抽检通告", reader="2"))
        assert decision.verdict.kind == "known"

    def test_another_source_that_reads_the_other_notice_finds_it_too(self, store):
        take(store, notice())
        [decision] = take(store, notice(MIRROR_URL, *self.NEXT), source="other")
        assert decision.verdict.kind == "new"


class TestWording:
    def test_a_cosmetic_revision_is_kept_and_alerts_nobody(self, store):
        old = TEXT.replace("部署", "布署").replace("如实填报", "如实的填报").replace("专家评审", "专家专家评审")
        take(store, notice(text=old))
        [decision] = take(store, notice())
        assert (decision.verdict.kind, decision.verdict.cause, decision.alerts) == ("revision", "cosmetic", 0)
        typos = Reason.of(ChangeReason.ONLY, parts=(Reason.of(ChangeReason.TYPOS, count=3),))
        assert decision.verdict.reason == Reason.of(VerdictReason.COSMETIC, change=typos)
        assert [(one.number, one.cause) for one in seen(store)[1]] == [(1, "change"), (2, "cosmetic")]
        assert queued(store) == 1
        assert events(store)[-1].detail["cause"] == "cosmetic"
        [changed] = take(store, notice(text=TEXT.replace("50万元", "80万元")))
        assert (changed.verdict.cause, changed.alerts) == ("change", 1)


class TestMemory:
    """What was pruned, read again or completed is still recognised, by the text that holds now."""

    SIBLING = TEXT.replace("第三批", "第四批"), TITLE.replace("第三批", "第四批")

    def prune(self, store):
        assert messages(store)
        with store.writing() as tx:
            assert tx.retention.drop("text", [1], NOW + DAY, NOW) == 1

    def test_after_pruning_a_copy_is_a_copy_and_a_sibling_is_new(self, store):
        take(store, notice())
        self.prune(store)
        [copy] = take(store, notice(OTHER_URL, CHROME.format(TEXT)), source="other")
        [sibling] = take(store, notice(f"{OTHER_URL}?2", *self.SIBLING), source="other")
        assert (copy.verdict.kind, copy.notice, copy.alerts) == ("copy", 1, 0)
        assert (sibling.verdict.kind, sibling.alerts) == ("new", 1)

    def test_after_pruning_the_same_page_is_known_and_a_changed_one_a_revision(self, store):
        take(store, notice())
        self.prune(store)
        assert take(store, notice())[0].verdict.kind == "known"
        assert take(store, notice(text=TEXT.replace("50万元", "80万元")))[0].verdict.kind == "revision"

    def test_what_another_reader_reads_takes_the_place_of_what_was_compared(self, store):
        take(store, notice(text=f"首页\n导航\n{LINES[6]}", reader="1"))
        take(store, notice(reader="2"))
        with store.reading() as tx:
            assert [one.gist.title for one in tx.identity.texts([1])] == [gist().title]
            assert [one.gist.body for one in tx.identity.texts([1])] == [gist().body]
        [copy] = take(store, notice(OTHER_URL, CHROME.format(TEXT), reader="2"), source="other")
        assert (copy.verdict.kind, copy.notice) == ("copy", 1)

    def test_attachments_that_came_late_are_compared_too(self, store):
        out = Attachment(name="方案.pdf", url=f"{MIRROR_URL}.pdf", fault="timeout", passing=True)
        came = Attachment(name="方案.pdf", url=f"{MIRROR_URL}.pdf", type="pdf", text=TEXT, sha256="a" * 64)
        stub = "现将申报通知印发给你们，请认真组织。附件：方案"
        take(store, notice(text=stub, attachments=(out,)))
        assert take(store, notice(text=stub, attachments=(came,)))[0].verdict.kind == "known"
        with store.reading() as tx:
            [form] = tx.identity.texts([1])
        assert gist().body in form.gist.body
        [copy] = take(store, notice(OTHER_URL, CHROME.format(TEXT)), source="other")
        assert (copy.verdict.kind, copy.notice) == ("copy", 1)

    def test_forms_of_another_version_are_made_anew_and_nobody_is_told(self, store, monkeypatch):
        take(store, notice(), notice(OTHER_URL, *self.SIBLING))
        before = events(store), queued(store)
        for place in ("identity.normalized.VERSION", "identity.minhash.MARKS_VERSION", "store.identity.VERSION"):
            monkeypatch.setattr(f"monitor.{place}", 99)
        monkeypatch.setattr("monitor.store.identity.COMPARABLE", (99,))
        with store.reading() as tx:
            assert tx.identity.texts([1]) == []
            assert len(tx.identity.unindexed(9)) == 2
        assert index_first(store) == 2
        assert (events(store), queued(store)) == before
        [copy] = take(store, notice(GOV_URL, CHROME.format(TEXT)), source="gov")
        assert (copy.verdict.kind, copy.notice, copy.alerts) == ("copy", 1, 0)
        assert index_first(store) == 0
