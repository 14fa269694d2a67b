"""One fake for each port, with the same method names."""

import copy
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from threading import RLock
from typing import Any

from crawler.model.notice import Notice
from crawler.model.page import url_key
from crawler.model.protocol import AnyResult, PollRequest, ReadRequest
from monitor.errors import ChannelError
from monitor.identity.flapping import FlapState
from monitor.identity.index_rank import FORMS, MARKED, by_rarity
from monitor.identity.verdict import Candidate
from monitor.messages.cloud_events import CloudEvent
from monitor.messages.render import Message
from monitor.model import (
    INTAKE,
    Alert,
    Backlog,
    Beat,
    CandidateSummary,
    ChannelBacklog,
    ChannelState,
    Delivery,
    DeliveryStatus,
    Event,
    EventKind,
    FlappingPage,
    KeptPage,
    LastPoll,
    LastRead,
    Location,
    NewAlert,
    NewRevision,
    NoticeLink,
    NoticeRecord,
    Outage,
    Outdated,
    PollCounts,
    PollRecord,
    Prunable,
    Queued,
    Reading,
    Revision,
    RevisionOrigin,
    ScheduledRevisit,
    SentAlert,
    Slot,
    SourceRecord,
    StoredText,
    SubscriptionStats,
    Trouble,
)


def _utc(value: Any) -> Any:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a naive datetime was about to be stored")
        return value.astimezone(UTC)
    return value


def _trouble(trouble: Trouble) -> Trouble:
    return replace(trouble, since=_utc(trouble.since), reminded_at=_utc(trouble.reminded_at))


@dataclass
class _Lease:
    until: datetime | None = None
    owner: str | None = None

    def is_free(self, now: datetime) -> bool:
        return self.until is None or self.until <= now


@dataclass
class _Queued:
    delivery: Delivery
    due_at: datetime
    status: DeliveryStatus = "queued"
    error: str | None = None
    ended_at: datetime | None = None
    lease: _Lease = field(default_factory=_Lease)

    def is_due(self, now: datetime) -> bool:
        return self.status == "queued" and self.due_at <= now and self.lease.is_free(now)


@dataclass
class FakeTransaction:
    """The port's `Transaction` on plain collections."""

    _sources: dict[str, SourceRecord] = field(default_factory=dict)
    _leases: dict[str, _Lease] = field(default_factory=dict)
    _polls: dict[int, PollRecord] = field(default_factory=dict)
    _notices: dict[int, NoticeRecord] = field(default_factory=dict)
    _revisions: dict[int, list[Revision]] = field(default_factory=dict)
    _places: dict[str, Location] = field(default_factory=dict)
    _looks: dict[str, tuple[str, ScheduledRevisit]] = field(default_factory=dict)
    _readings: dict[tuple[str, str, str], Reading] = field(default_factory=dict)
    _forms: dict[int, list[StoredText]] = field(default_factory=dict)
    _sizes: dict[tuple[int, int, tuple[int, ...]], tuple[int, int]] = field(default_factory=dict)
    _marks: dict[int, list[int]] = field(default_factory=dict)
    _links: dict[tuple[int, int], NoticeLink] = field(default_factory=dict)
    _unrest: dict[tuple[str, str], tuple[str, FlapState]] = field(default_factory=dict)
    _alerts: list[Alert] = field(default_factory=list)
    _slots: dict[int, tuple[datetime, Slot | None]] = field(default_factory=dict)
    _deliveries: list[_Queued] = field(default_factory=list)
    _channels: dict[str, ChannelState] = field(default_factory=dict)
    _outages: list[Outage] = field(default_factory=list)
    _events: list[Event] = field(default_factory=list)
    _positions: dict[str, int] = field(default_factory=dict)
    _beats: dict[str, Beat] = field(default_factory=dict)
    _pages: dict[int, NewRevision] = field(default_factory=dict)
    _page_of: dict[tuple[int, int], int] = field(default_factory=dict)
    _pages_ever: int = 0
    _polls_ever: int = 0
    _events_ever: int = 0

    def source(self, source: str) -> SourceRecord | None:
        return self._sources.get(source)

    def overdue_sources(self, before: datetime) -> list[SourceRecord]:
        return [one for one in self.sources() if one.due_at and one.due_at < _utc(before)]

    def hold_sources(self, sources: Sequence[str]) -> None:
        pass

    def sources(self) -> list[SourceRecord]:
        return sorted(self._sources.values(), key=lambda record: record.id)

    def register_source(self, source: str, due_at: datetime) -> None:
        self._sources.setdefault(source, SourceRecord(source, due_at=_utc(due_at)))
        self._leases.setdefault(source, _Lease())

    def due_sources(self, now: datetime) -> list[str]:
        now = _utc(now)
        due = [one for one in self._sources.values() if one.due_at <= now and self._leases[one.id].is_free(now)]
        return [record.id for record in sorted(due, key=lambda record: record.due_at)]

    def claim_sources(
        self, sources: Sequence[str], now: datetime, lease_until: datetime, owner: str
    ) -> list[SourceRecord]:
        claimed = [name for name in self.due_sources(now) if name in sources]
        self._leases.update({name: _Lease(_utc(lease_until), owner) for name in claimed})
        return [self._sources[name] for name in claimed]

    def release_source(self, source: str, due_at: datetime) -> None:
        self._sources[source] = replace(self._sources[source], due_at=_utc(due_at))
        self._leases[source] = _Lease()

    def put_source(self, record: SourceRecord) -> None:
        known = self._sources[record.id]
        instants = {one.name: _utc(getattr(record, one.name)) for one in fields(record)}
        trouble = _trouble(record.trouble) if record.trouble else None
        due_at = _utc(record.due_at) or known.due_at
        self._sources[record.id] = SourceRecord(**instants | {"trouble": trouble, "due_at": due_at})
        self._leases[record.id] = _Lease()

    def put_trouble(self, source: str, trouble: Trouble) -> None:
        self._sources[source] = replace(self._sources[source], trouble=_trouble(trouble))

    def troubles(self) -> dict[str, Trouble]:
        return {record.id: record.trouble for record in self._sources.values() if record.trouble}

    def last_polls(self, since: datetime) -> list[LastPoll]:
        polled = [one for one in self.sources() if one.last_poll_at and one.last_poll_at >= _utc(since)]
        return [
            LastPoll(one.id, one.last_poll_at, one.trouble.code if one.failures and one.trouble else None)
            for one in polled
        ]

    def hasten(self, sources: Sequence[str], due_at: datetime) -> None:
        due_at = _utc(due_at)
        for name in sources:
            if self._sources[name].due_at > due_at and self._leases[name].is_free(due_at):
                self._sources[name] = replace(self._sources[name], due_at=due_at)

    def outage(self) -> Outage | None:
        return self._outages[0] if self._outages else None

    def put_outage(self, outage: Outage | None) -> None:
        self._outages[:] = [Outage(_utc(outage.since), _utc(outage.reminded_at))] if outage else []

    def add_poll(self, poll: PollRecord) -> None:
        self._polls_ever += 1
        self._polls[self._polls_ever] = replace(poll, at=_utc(poll.at))

    def polls(self, source: str, limit: int) -> list[PollRecord]:
        return [poll for poll in reversed(self._polls.values()) if poll.source == source][:limit]

    def spent(self, since: datetime | None = None) -> dict[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        for poll in self._polls.values():
            if since is None or poll.at >= since:
                requests, received = found.get(poll.source, (0, 0))
                found[poll.source] = (requests + poll.requests, received + poll.bytes)
        return found

    def poll_counts(self, since: datetime) -> PollCounts:
        polls = [one for one in self._polls.values() if one.at >= _utc(since)]
        failed = sum(one.outcome == "failed" for one in polls)
        found = (sum(getattr(one, name) for one in polls) for name in ("new", "copies", "revisions"))
        return PollCounts(len(polls), failed, *found)

    def candidate_at(self, url: str) -> Candidate | None:
        place = self._places.get(url_key(url))
        return self._candidate(place.notice, self._notices[place.notice].revision) if place else None

    def candidate_with(self, fingerprint: str, prefer: int | None) -> Candidate | None:
        same = [one for one in self._readings.values() if one.fingerprint == fingerprint]
        first = min(same, key=lambda one: (one.notice != prefer, one.notice, one.revision), default=None)
        return self._candidate(first.notice, first.revision) if first else None

    def _candidate(self, notice: int, number: int) -> Candidate:
        document = self._revisions[notice][number - 1].notice
        record = self._notices[notice]
        issued = document.issued_on.isoformat() if document.issued_on else None
        return Candidate(
            notice,
            document.title,
            document.url,
            document.script,
            number,
            record.source,
            document.document_number,
            issued,
            document.reader,
            record.changed,
        )

    def resembling(self, marks: Sequence[int], limit: int) -> list[int]:
        return by_rarity({mark: self._marks[mark] for mark in marks if self._marks.get(mark)}, limit)

    def forms(self, notices: Sequence[int]) -> list[StoredText]:
        return [form for notice in notices for form in reversed(self._forms.get(notice, []))]

    def outlines(self, notices: Sequence[int]) -> list[CandidateSummary]:
        return [
            CandidateSummary(
                key, one.notice, one.revision, replace(one.gist, body=""), one.sketch, size, not one.gist.body
            )
            for one in self.forms(notices)
            for key, size in [self._sizes[one.notice, one.revision, one.sketch]]
        ]

    def bodies(self, forms: Sequence[int]) -> dict[int, str]:
        keys = {key: form for form, (key, _) in self._sizes.items()}
        return {
            key: one.gist.body
            for key in set(forms) & set(keys)
            for one in self._forms[keys[key][0]]
            if (one.notice, one.revision, one.sketch) == keys[key] and one.gist.body
        }

    def add_form(self, form: StoredText, marks: Sequence[int]) -> None:
        self._forms[form.notice] = [*self._forms.get(form.notice, []), form][-FORMS:]
        key = 1 + max((key for key, _ in self._sizes.values()), default=0)
        self._sizes[form.notice, form.revision, form.sketch] = key, len(form.gist.letters)
        for mark in marks:
            self._marks[mark] = sorted({*self._marks.get(mark, []), form.notice})[-MARKED:]

    def unformed(self, limit: int) -> list[NoticeRecord]:
        found = [one for one in self._notices.values() if one.id not in self._forms and one.pruned_at is None]
        return found[::-1][:limit]

    def add_link(self, link: NoticeLink) -> None:
        self._links.setdefault((link.notice, link.other), link)

    def links(self, notice: int) -> list[NoticeLink]:
        return [link for ends, link in self._links.items() if notice in ends]

    def last_read(self, url: str, source: str) -> LastRead | None:
        place = self._places.get(url_key(url))
        read = [one for key, one in self._readings.items() if key[:2] == (url_key(url), source)]
        here = [one for one in read if place and one.notice == place.notice] or read
        last = max(reversed(here), key=lambda one: one.revision, default=None)
        return LastRead(last.revision, last.reader) if last else None

    def origin(self, notice: int, revision: int) -> RevisionOrigin | None:
        record = self._notices[notice]
        text = self._revisions[notice][revision - 1]
        return (
            None
            if record.pruned_at
            else RevisionOrigin(self._source_of(text, notice), text.notice.url, text.notice.reader)
        )

    def _source_of(self, text: Revision, notice: int) -> str:
        at = (notice, text.number)
        read = [one.source for one in self._readings.values() if (one.notice, one.revision) == at]
        return text.source or (read[0] if read else self._notices[notice].source)

    def replace_document(self, notice: int, revision: int, by: NewRevision) -> None:
        self._put_document(notice, revision, by.notice)
        kept = self._pages.get(self._page_of.get((notice, revision), 0))
        if by.page and (kept is None or kept.page.sha256 != by.page.sha256):
            self._keep_page(notice, revision, by)

    def _put_document(self, notice: int, number: int, document: Notice) -> None:
        texts = self._revisions[notice]
        record = self._notices[notice]
        texts[number - 1] = replace(texts[number - 1], notice=document)
        if number == record.revision:
            self._notices[notice] = replace(record, notice=document)

    def _keep_page(self, notice: int, revision: int, new: NewRevision) -> None:
        if new.page:
            self._pages_ever += 1
            self._pages[self._pages_ever] = new
            self._page_of[notice, revision] = self._pages_ever

    def has_page(self, notice: int, sha256: str) -> bool:
        return any(one.notice == notice and one.page_sha256 == sha256 for one in self._readings.values())

    def add_reading(self, reading: Reading) -> None:
        key = (url_key(reading.url), reading.source, reading.fingerprint)
        known = self._readings.setdefault(key, reading)
        self._readings[key] = replace(known, page_sha256=reading.page_sha256, reader=reading.reader)

    def add_notice(self, source: str, revision: NewRevision, at: datetime, why: str = "") -> int:
        number = len(self._notices) + 1
        self._notices[number] = NoticeRecord(number, source, 0, _utc(at), revision.notice)
        self.add_revision(number, revision, at)
        self.put_place(revision.notice.url, source, number, at, why)
        return number

    def add_revision(self, notice: int, revision: NewRevision, at: datetime) -> int:
        known = self._notices[notice]
        number = known.revision + 1
        changed = known.changed if revision.cause == "origin" else number
        self._notices[notice] = replace(known, revision=number, notice=revision.notice, pruned_at=None, changed=changed)
        self._keep_page(notice, number, revision)
        text = Revision(number, _utc(at), revision.notice, revision.cause, revision.source or "")
        self._revisions.setdefault(notice, []).append(text)
        return number

    def put_place(self, url: str, source: str, notice: int, at: datetime, why: str = "") -> None:
        known = self._places.get(url_key(url), Location(url, source, notice, _utc(at), None, why))
        why = known.why if known.notice == notice else why
        self._places[url_key(url)] = replace(known, notice=notice, gone_at=None, why=why)

    def unrest(self, url: str, source: str) -> FlapState | None:
        return self._unrest.get((url_key(url), source), ("", None))[1]

    def put_unrest(self, url: str, source: str, unrest: FlapState | None) -> None:
        self._unrest.pop((url_key(url), source), None)
        if unrest is not None:
            instants = {name: _utc(getattr(unrest, name)) for name in ("changed_at", "recorded_at", "since")}
            self._unrest[url_key(url), source] = (url, replace(unrest, **instants))

    def restless_pages(self) -> list[FlappingPage]:
        found = [FlappingPage(url, key[1], one.since) for key, (url, one) in self._unrest.items() if one.since]
        return sorted(found, key=lambda page: (page.source, page.since, page.url))

    def drop_form(self, notice: int, sketch: Sequence[int]) -> None:
        self._forms[notice] = [one for one in self._forms.get(notice, []) if one.sketch != tuple(sketch)]

    def mark_gone(self, url: str, at: datetime) -> int | None:
        place = self._places.get(url_key(url))
        if place is None or place.gone_at is not None:
            return None
        self._places[url_key(url)] = replace(place, gone_at=_utc(at))
        return place.notice

    def look(self, url: str) -> ScheduledRevisit | None:
        found = self._looks.get(url_key(url))
        return found[1] if found else None

    def put_look(self, source: str, look: ScheduledRevisit) -> None:
        owner, _ = self._looks.get(url_key(look.url), (source, look))
        if owner == source:
            instants = {"first_seen_at": _utc(look.first_seen_at), "due_at": _utc(look.due_at)}
            self._looks[url_key(look.url)] = (source, replace(look, **instants))

    def due_looks(self, source: str, now: datetime, limit: int) -> list[ScheduledRevisit]:
        mine = [look for owner, look in self._looks.values() if owner == source]
        due = [look for look in mine if look.due_at and look.due_at <= _utc(now)]
        return sorted(due, key=lambda look: (look.due_at, look.url))[:limit]

    def with_due_looks(self, sources: Sequence[str], now: datetime) -> set[str]:
        return {one for one in sources if self.due_looks(one, now, 1)}

    def notice_count(self) -> int:
        return len(self._notices)

    def notice(self, notice: int) -> NoticeRecord | None:
        record = self._notices.get(notice)
        return self._with_origin(record) if record else None

    def _with_origin(self, record: NoticeRecord) -> NoticeRecord:
        return replace(record, origin=self._source_of(self._revisions[record.id][-1], record.id))

    def notices(self, limit: int, since: datetime | None, source: str | None) -> list[NoticeRecord]:
        return [
            self._with_origin(one)
            for one in reversed(self._notices.values())
            if (since is None or one.first_seen_at >= _utc(since)) and source in (None, one.source)
        ][:limit]

    def places(self, notice: int) -> list[Location]:
        found = [place for place in self._places.values() if place.notice == notice]
        return sorted(found, key=lambda place: (place.first_seen_at, place.url))

    def revisions(self, notice: int) -> list[Revision]:
        return [replace(one, source=self._source_of(one, notice)) for one in self._revisions.get(notice, [])]

    def add_alerts(self, alerts: Sequence[NewAlert]) -> list[int | None]:
        return [self._add_alert(one) for one in alerts]

    def _add_alert(self, new: NewAlert) -> int | None:
        told = (
            one
            for one in self._alerts
            if (one.event, one.notice, one.subscription) == (new.event, new.notice, new.subscription)
        )
        if any(one.occasion == new.occasion and (new.occasion or one.revision == new.revision) for one in told):
            return None
        alert = Alert(
            len(self._alerts) + 1,
            new.event,
            new.notice,
            new.revision,
            new.subscription,
            new.topics,
            new.terms,
            new.occasion,
            new.clauses,
        )
        self._alerts.append(alert)
        self._slots[alert.id] = (_utc(new.at), replace(new.slot, due_at=_utc(new.slot.due_at)))
        for channel in new.channels:
            self._queue(channel, alert, _utc(new.slot.due_at), new.slot.bundle)
        return alert.id

    def subscriptions_told(self, event: str, notice: int) -> frozenset[str]:
        return frozenset(one.subscription for one in self._alerts if (one.event, one.notice) == (event, notice))

    def _queue(self, channel: str, of: Alert, due_at: datetime, bundle: str | None) -> None:
        queued = self._waiting(channel, of, bundle)
        if queued is None:
            named = ("digest", None, None) if bundle else (of.event, of.notice, of.revision)
            new = Delivery(len(self._deliveries) + 1, channel, *named, 0, due_at, bundle=bundle)
            queued = _Queued(new, due_at)
            self._deliveries.append(queued)
        if queued.delivery.attempts == 0 and due_at < queued.due_at:
            queued.due_at = due_at
            queued.delivery = replace(queued.delivery, created_at=due_at)
        if queued.status != "sent" and of not in queued.delivery.alerts:
            queued.delivery = replace(queued.delivery, alerts=(*queued.delivery.alerts, of))

    def _waiting(self, channel: str, of: Alert, bundle: str | None) -> _Queued | None:
        mine = [one for one in self._deliveries if one.delivery.channel == channel]
        if bundle is None:
            message = (of.event, of.notice, of.revision)
            return next((one for one in mine if _message(one.delivery) == message), None)
        free = (one for one in mine if one.status == "queued" and one.lease.owner is None)
        return next((one for one in free if one.delivery.bundle == bundle), None)

    def due_between(self, subscription: str, start: datetime, end: datetime) -> int:
        start = _utc(start)
        end = _utc(end)
        slots = [self._slots[one.id][1] for one in self._alerts if one.subscription == subscription]
        return sum(one is not None and one.bundle is None and start <= one.due_at < end for one in slots)

    def told(self, notice: int, subscription: str) -> list[SentAlert]:
        mine = [one for one in self._alerts if (one.notice, one.subscription) == (notice, subscription)]
        return [
            SentAlert(one.event, slot.due_at if slot else at, one.occasion)
            for one in mine
            for at, slot in [self._slots[one.id]]
        ]

    def standings(self) -> list[SubscriptionStats]:
        found = []
        for name in sorted({one.subscription for one in self._alerts}):
            mine = {one.id: self._slots[one.id][0] for one in self._alerts if one.subscription == name}
            waiting = [
                (alert.id, one.due_at)
                for one in self._deliveries
                if one.status == "queued"
                for alert in one.delivery.alerts
                if alert.id in mine
            ]
            due_at = min((due_at for _, due_at in waiting), default=None)
            found.append(
                SubscriptionStats(name, len(mine), max(mine.values()), len({alert for alert, _ in waiting}), due_at)
            )
        return found

    def with_deadline(self, first: date, last: date, after: int, limit: int) -> list[NoticeRecord]:
        return [
            one
            for one in self._notices.values()
            if one.id > after and any(first <= deadline.date <= last for deadline in one.notice.deadlines)
        ][:limit]

    def queue_report(self, channel: str, first: int, last: int, at: datetime) -> None:
        delivery = Delivery(len(self._deliveries) + 1, channel, "report", None, None, 0, _utc(at), (), (first, last))
        self._deliveries.append(_Queued(delivery, _utc(at)))

    def due_channels(self, now: datetime, channel: str | None = None) -> list[str]:
        now = _utc(now)
        names = {one.delivery.channel for one in self._deliveries if one.is_due(now)}
        names &= {channel} if channel is not None else names
        return sorted(name for name in names if not self._is_handed_one(name, now))

    def _is_handed_one(self, channel: str, now: datetime) -> bool:
        mine = (one for one in self._deliveries if one.delivery.channel == channel and one.status == "queued")
        return any(not one.lease.is_free(now) for one in mine)

    def claim_delivery(
        self, now: datetime, lease_until: datetime, owner: str, channel: str | None = None
    ) -> Delivery | None:
        now = _utc(now)
        if channel is not None and self._is_handed_one(channel, now):
            return None
        due = [one for one in self._deliveries if one.is_due(now) and channel in (None, one.delivery.channel)]
        first = min(due, key=lambda one: (one.due_at, one.delivery.id), default=None)
        if first is None:
            return None
        first.lease = _Lease(_utc(lease_until), owner)
        return first.delivery

    def delivery_sent(self, delivery: int, at: datetime) -> None:
        queued = self._deliveries[delivery - 1]
        queued.delivery = replace(queued.delivery, attempts=queued.delivery.attempts + 1)
        queued.status = "sent"
        queued.ended_at = _utc(at)
        queued.error = None
        queued.lease = _Lease()

    def alert_sent(self, delivery: int, alert: int, at: datetime) -> None:
        queued = self._deliveries[delivery - 1]
        rest = tuple(one for one in queued.delivery.alerts if one.id != alert)
        queued.delivery = replace(queued.delivery, alerts=rest)
        queued.lease = _Lease()
        if not rest:
            self.delivery_sent(delivery, at)

    def delivery_failed(
        self, delivery: int, error: str, due_at: datetime | None, at: datetime | None = None, counted: bool = True
    ) -> None:
        queued = self._deliveries[delivery - 1]
        queued.delivery = replace(
            queued.delivery,
            attempts=queued.delivery.attempts + counted,
            failing_since=queued.delivery.failing_since or _utc(at),
        )
        queued.error = error
        queued.lease = _Lease()
        if due_at is None:
            queued.status = "given_up"
            queued.ended_at = _utc(at)
        else:
            queued.due_at = _utc(due_at)

    def waiting_since(self, channel: str, before: datetime, limit: int) -> list[Delivery]:
        return [
            one.delivery
            for one in self._deliveries
            if (one.status, one.delivery.channel, one.lease.until) == ("queued", channel, None)
            and (one.delivery.failing_since or one.due_at) <= _utc(before)
        ][:limit]

    def deliveries(self, limit: int, status: DeliveryStatus | None = None, channel: str | None = None) -> list[Queued]:
        found = (one for one in reversed(self._deliveries) if status in (None, one.status))
        return [_seen(one) for one in found if channel in (None, one.delivery.channel)][:limit]

    def delivery(self, delivery: int) -> Queued | None:
        return _seen(self._deliveries[delivery - 1]) if 0 < delivery <= len(self._deliveries) else None

    def retry_delivery(self, delivery: int, at: datetime) -> None:
        queued = self._deliveries[delivery - 1]
        if queued.status != "sent" and queued.lease.owner is None:
            queued.delivery = replace(queued.delivery, attempts=0, failing_since=None)
            queued.status = "queued"
            queued.due_at = _utc(at)
            queued.ended_at = None

    def channel(self, name: str) -> ChannelState:
        return self._channels.get(name, ChannelState(name))

    def channels(self) -> list[ChannelState]:
        return [state for _, state in sorted(self._channels.items())]

    def put_channel(self, state: ChannelState) -> None:
        instants = {one.name: _utc(getattr(state, one.name)) for one in fields(state)}
        self._channels[state.name] = ChannelState(**instants | {"handed": tuple(map(_utc, state.handed))})

    def backlog(self) -> Backlog:
        statuses = [one.status for one in self._deliveries]
        return Backlog(**{status: statuses.count(status) for status in statuses})

    def channel_counts(self) -> dict[str, Backlog]:
        found: dict[str, Counter[str]] = {}
        for one in self._deliveries:
            found.setdefault(one.delivery.channel, Counter())[one.status] += 1
        return {name: Backlog(**found[name]) for name in sorted(found)}

    def channel_backlogs(self) -> list[ChannelBacklog]:
        queued = [one for one in self._deliveries if one.status == "queued"]
        found = []
        for channel in sorted({one.delivery.channel for one in queued}):
            mine = [one for one in queued if one.delivery.channel == channel]
            error = max((one.error for one in mine if one.error), default=None)
            found.append(ChannelBacklog(channel, len(mine), min(one.delivery.created_at for one in mine), error))
        return found

    def release_leases(self, owners: Sequence[str]) -> None:
        for lease in self._all_leases():
            if lease.owner in owners:
                lease.until = lease.owner = None

    def lease_owners(self) -> list[str]:
        return sorted({lease.owner for lease in self._all_leases() if lease.owner is not None})

    def _all_leases(self) -> list[_Lease]:
        return [*self._leases.values(), *(one.lease for one in self._deliveries)]

    def add_event(
        self, kind: EventKind, at: datetime, source: str | None, notice: int | None, detail: dict[str, Any]
    ) -> None:
        self._events_ever += 1
        self._events.append(Event(self._events_ever, _utc(at), kind, source, notice, detail))

    def events_after(self, position: int, limit: int) -> list[Event]:
        return [event for event in self._events if event.id > position][:limit]

    def last_event(self) -> int:
        return self._events[-1].id if self._events else 0

    def kept_pages(
        self, reader: str, after: tuple[int, int], limit: int, source: str | None, since: datetime | None
    ) -> list[KeptPage]:
        return [
            self._kept(*at)
            for at in sorted(self._page_of)
            if at > after and self._is_wanted(*at, reader, source, since)
        ][:limit]

    def _is_wanted(self, notice: int, number: int, reader: str, source: str | None, since: datetime | None) -> bool:
        record = self._notices[notice]
        text = self._revisions[notice][number - 1]
        return (
            text.notice.reader != reader
            and record.pruned_at is None
            and source in (None, record.source)
            and (since is None or text.seen_at >= _utc(since))
        )

    def _kept(self, notice: int, number: int) -> KeptPage:
        document = self._revisions[notice][number - 1].notice
        kept = self._pages[self._page_of[notice, number]]
        sources = dict.fromkeys(
            key[1]
            for key, one in self._readings.items()
            if key[0] == url_key(document.url) and (one.notice, one.revision) == (notice, number)
        )
        if own := self._revisions[notice][number - 1].source:
            sources = {own: None} | sources
        first = (self._notices[notice].source,)
        return KeptPage(notice, number, document, tuple(sources) or first, kept.page, kept.link, kept.given)

    def outdated(self, what: Prunable, before: datetime, limit: int) -> list[Outdated]:
        before = _utc(before)
        if what == "poll":
            return [Outdated(number, 0) for number, poll in self._polls.items() if poll.at < before][:limit]
        if what == "event":
            reports = [one.delivery.reports for one in self._deliveries if one.status == "queued"]
            followed = [
                *(at for name, at in self._positions.items() if not name.startswith(INTAKE)),
                *(first - 1 for first, _ in filter(None, reports)),
            ]
            old = (event for event in self._events if event.at < before)
            return [Outdated(event.id, 0) for event in old if all(event.id <= place for place in followed)][:limit]
        queued = [one.delivery for one in self._deliveries if one.status == "queued"]
        awaited = {one.notice for one in queued} | {alert.notice for one in queued for alert in one.alerts}
        if what == "page":
            spared = {page for (notice, _), page in self._page_of.items() if notice in awaited}
            return [
                Outdated(number, len(one.page.body))
                for number, one in self._pages.items()
                if one.page.fetched_at < before and number not in spared
            ][:limit]
        return [
            Outdated(number, 1)
            for number, record in self._notices.items()
            if record.pruned_at is None and self._revisions[number][-1].seen_at < before and number not in awaited
        ][:limit]

    def drop(self, what: Prunable, ids: Sequence[int], before: datetime, at: datetime) -> int:
        found = {one.id for one in self.outdated(what, before, 10**9)}.intersection(ids)
        if what == "poll":
            self._polls = {number: poll for number, poll in self._polls.items() if number not in found}
        elif what == "event":
            self._events = [event for event in self._events if event.id not in found]
        elif what == "page":
            self._pages = {number: one for number, one in self._pages.items() if number not in found}
            self._page_of = {place: number for place, number in self._page_of.items() if number not in found}
        else:
            for number in found:
                self._drop_text(number, _utc(at))
        return len(found)

    def _drop_text(self, notice: int, at: datetime) -> None:
        names = {
            "url",
            "title",
            "kind",
            "is_notice",
            "document_number",
            "issuers",
            "region",
            "issued_on",
            "published_on",
            "effective_on",
            "script",
            "reader",
        }
        for text in self._revisions[notice]:
            self._put_document(notice, text.number, Notice(**text.notice.model_dump(include=names)))
        self._forms[notice] = [replace(one, gist=replace(one.gist, body="")) for one in self._forms.get(notice, [])]
        self._notices[notice] = replace(self._notices[notice], pruned_at=at)

    def event_counts(self, position: int) -> dict[str, int]:
        return dict(Counter(event.kind for event in self._events if event.id > position))

    def position(self, name: str) -> int | None:
        return self._positions.get(name)

    def put_position(self, name: str, event: int | None) -> None:
        self._positions.pop(name, None)
        if event is not None:
            self._positions[name] = event

    def put_beat(self, beat: Beat) -> None:
        self._beats[beat.owner] = replace(beat, started_at=_utc(beat.started_at), at=_utc(beat.at))

    def drop_beats(self, owners: Sequence[str]) -> None:
        for owner in owners:
            self._beats.pop(owner, None)

    def beats(self) -> list[Beat]:
        return sorted(self._beats.values(), key=lambda one: one.at, reverse=True)


def _message(delivery: Delivery) -> tuple[str, int | None, int | None]:
    return delivery.event, delivery.notice, delivery.revision


def _seen(one: _Queued) -> Queued:
    return Queued(one.delivery, one.status, one.due_at, one.ended_at, one.error)


class FakeStore:
    """The port's `Store` in memory: a transaction works on a copy, which is kept only when it ends well."""

    def __init__(self) -> None:
        self._kept = FakeTransaction()
        self._one_writer = RLock()

    @contextmanager
    def reading(self) -> Iterator[FakeTransaction]:
        yield copy.deepcopy(self._kept)

    @contextmanager
    def writing(self) -> Iterator[FakeTransaction]:
        with self._one_writer:
            draft = copy.deepcopy(self._kept)
            yield draft
            self._kept = draft


class FakeSender:
    """Takes messages and events down; channels named in `faults` fail with the reason or the error given there; those
    in `webhooks` take events."""

    def __init__(self, *webhooks: str) -> None:
        self.sent: list[tuple[str, Message]] = []
        self.events: list[tuple[str, CloudEvent]] = []
        self.faults: dict[str, str | ChannelError] = {}
        self._webhooks = webhooks

    def takes_events(self, name: str) -> bool:
        return name in self._webhooks

    def send(self, name: str, message: Message) -> None:
        self._fail(name)
        self.sent.append((name, message))

    def send_event(self, name: str, event: CloudEvent) -> None:
        self._fail(name)
        self.events.append((name, event))

    def _fail(self, name: str) -> None:
        if fault := self.faults.get(name):
            raise fault if isinstance(fault, ChannelError) else ChannelError(fault)


class FakeCrawler:
    """Answers requests from a function, and takes them down."""

    def __init__(self, answer: Callable[[PollRequest | ReadRequest], AnyResult]) -> None:
        self.asked: list[PollRequest | ReadRequest] = []
        self._answer = answer

    async def ask(self, request: PollRequest | ReadRequest) -> AnyResult:
        self.asked.append(request)
        return self._answer(request)
