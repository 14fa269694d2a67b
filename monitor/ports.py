"""The port of the store: what the steps need of it. `monitor.store` is the real one, `tests/fakes.py` has the fake."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import Any, Protocol

from monitor.records import (
    Backlog,
    Beat,
    ChannelBacklog,
    ChannelState,
    Delivery,
    DeliveryStatus,
    Event,
    EventKind,
    Form,
    KeptPage,
    LastPoll,
    LastRead,
    Look,
    NewAlert,
    NewRevision,
    NoticeLink,
    NoticeRecord,
    Origin,
    Outage,
    Outdated,
    Outline,
    Place,
    PollCounts,
    PollRecord,
    Prunable,
    Queued,
    Reading,
    RestlessPage,
    Revision,
    SourceRecord,
    Standing,
    Told,
    Trouble,
)
from monitor.unrest import Unrest
from monitor.verdict import Candidate


class Transaction(Protocol):
    """The store inside one transaction. A transaction for reading changes nothing."""

    # Sources and polls
    def source(self, source: str) -> SourceRecord | None:
        """What is known of a source, None when it was never registered."""

    def overdue_sources(self, before: datetime) -> list[SourceRecord]:
        """The sources that were due before then and were not polled, leased or not, by id."""

    def hold_sources(self, sources: Sequence[str]) -> None:
        """Looks these sources up in one go; the transaction has them at hand from then on."""

    def sources(self) -> list[SourceRecord]:
        """All sources ever registered, by id."""

    def register_source(self, source: str, due_at: datetime) -> None:
        """Makes a source known, due at that time; one that is known stays as it is."""

    def due_sources(self, now: datetime) -> list[str]:
        """Sources that are due and not leased, the longest due first."""

    def claim_sources(
        self, sources: Sequence[str], now: datetime, lease_until: datetime, owner: str
    ) -> list[SourceRecord]:
        """Leases those of the sources that are still due and not leased."""

    def release_source(self, source: str, due_at: datetime) -> None:
        """Gives a lease back; the source is due then."""

    def put_source(self, record: SourceRecord) -> None:
        """Records a source's new state and ends its lease."""

    def put_trouble(self, source: str, trouble: Trouble) -> None:
        """Records a source's trouble and nothing else of it; its lease stays."""

    def troubles(self) -> dict[str, Trouble]:
        """The troubles that sources are in."""

    def last_polls(self, since: datetime) -> list[LastPoll]:
        """The last polls of the sources that were polled since then, by source."""

    def hasten(self, sources: Sequence[str], due_at: datetime) -> None:
        """Makes those of the sources that are due later and not leased due then."""

    def outage(self) -> Outage | None:
        """That the network is down; None when it is not."""

    def put_outage(self, outage: Outage | None) -> None:
        """Records that the network is down; None that it is not."""

    def add_poll(self, poll: PollRecord) -> None:
        """Adds the row of one poll."""

    def polls(self, source: str, limit: int) -> list[PollRecord]:
        """The latest polls of a source, the newest first."""

    def spent(self, since: datetime | None = None) -> dict[str, tuple[int, int]]:
        """Requests and bytes that the polls kept, or those since then, have cost, by source."""

    def poll_counts(self, since: datetime) -> PollCounts:
        """What the polls since then came to."""

    # Notices
    def candidate_at(self, url: str) -> Candidate | None:
        """The notice recorded at an address, with its newest revision."""

    def candidate_with(self, fingerprint: str, prefer: int | None) -> Candidate | None:
        """The notice that was read with that fingerprint: `prefer` where it was, else the earliest."""

    def resembling(self, marks: Sequence[int], limit: int) -> list[int]:
        """Notices that have some of these marks, at most `limit`; first those that have many that few others have."""

    def forms(self, notices: Sequence[int]) -> list[Form]:
        """The texts that these notices were read with, in the order of the notices, the newest form first."""

    def outlines(self, notices: Sequence[int]) -> list[Outline]:
        """As `forms`, without the texts."""

    def bodies(self, forms: Sequence[int]) -> dict[int, str]:
        """The bodies of these forms, by id; those that were pruned are left out."""

    def add_form(self, form: Form, marks: Sequence[int]) -> None:
        """Keeps a text of a notice for comparison, and files its marks: of each mark only the latest MARKED notices
        are known, so that what thousands have in common stays small. A notice keeps its FORMS latest forms."""

    def unformed(self, limit: int) -> list[NoticeRecord]:
        """Notices with a text but without a form of the present version, the latest first, in their newest revision."""

    def add_link(self, link: NoticeLink) -> None:
        """Records that a notice has to do with another; once for each pair."""

    def links(self, notice: int) -> list[NoticeLink]:
        """What has to do with a notice, on either side, the earliest first."""

    def last_read(self, url: str, source: str) -> LastRead | None:
        """The newest revision that the source read at this address, of the notice that stands there where it read
        that; None when it never read anything there."""

    def origin(self, notice: int, revision: int) -> Origin | None:
        """Where the document of a revision comes from; None when its text was pruned."""

    def replace_document(self, notice: int, revision: int, by: NewRevision) -> None:
        """Puts another reading in the place of a revision's document. Its page, when one of other bytes is given,
        becomes the revision's; the page before it stays until it is pruned."""

    def has_page(self, notice: int, sha256: str) -> bool:
        """Whether a page of exactly these bytes was read for the notice."""

    def add_reading(self, reading: Reading) -> None:
        """Records a reading; one with the same address, source and fingerprint is recorded once, with the page it was
        read from last and the reader that read it."""

    def add_notice(self, source: str, revision: NewRevision, at: datetime, why: str = "") -> int:
        """Records a new notice with its first revision and its place, and why it is one; gives its id."""

    def add_revision(self, notice: int, revision: NewRevision, at: datetime) -> int:
        """Records another text of a notice; gives the revision's number."""

    def put_place(self, url: str, source: str, notice: int, at: datetime, why: str = "") -> None:
        """Records that an address now shows this notice; `why` is kept when it did not before."""

    def unrest(self, url: str, source: str) -> Unrest | None:
        """How restless a page is to a source; None where it is not."""

    def put_unrest(self, url: str, source: str, unrest: Unrest | None) -> None:
        """Notes how restless a page is; None forgets it."""

    def restless_pages(self) -> list[RestlessPage]:
        """The pages that are another at every look, by source and since when."""

    def drop_form(self, notice: int, sketch: Sequence[int]) -> None:
        """Forgets the forms of a notice with that sketch: its text is no longer the notice's."""

    def mark_gone(self, url: str, at: datetime) -> int | None:
        """Records that an address no longer exists; gives the notice that stood there, None when none did or it
        was known to be gone."""

    def look(self, url: str) -> Look | None:
        """When an address is looked at again, None when nobody does."""

    def put_look(self, source: str, look: Look) -> None:
        """Records when the source looks at an address again; one that another source looks at stays that one's."""

    def due_looks(self, source: str, now: datetime, limit: int) -> list[Look]:
        """Looks of a source that are due, the longest due first."""

    def with_due_looks(self, sources: Sequence[str], now: datetime) -> set[str]:
        """Those of the sources that have a look that is due."""

    def notice_count(self) -> int:
        """How many notices there are."""

    def notice(self, notice: int) -> NoticeRecord | None:
        """A notice by id."""

    def notices(self, limit: int, since: datetime | None, source: str | None) -> list[NoticeRecord]:
        """The latest notices first seen since then, the newest first."""

    def places(self, notice: int) -> list[Place]:
        """Where a notice stands, the earliest first."""

    def revisions(self, notice: int) -> list[Revision]:
        """All texts of a notice, the earliest first."""

    # Alerts and deliveries
    def add_alerts(self, alerts: Sequence[NewAlert]) -> list[int | None]:
        """Records alerts and queues each for its channels; gives their ids, in order, None for one that was told
        before: of the event of this revision, or on the occasion, whatever the revision.

        Without a bundle an alert is in the message that the channel gets of this event of the notice, due at the
        earliest time that any of its alerts asks for; in none when that message was sent already. With one it is in the
        channel's queued digest of that name, or in another one when that was claimed or sent.
        """

    def subscriptions_told(self, event: str, notice: int) -> frozenset[str]:
        """The subscriptions that were told of this event of a notice, in whatever revision."""

    def due_between(self, subscription: str, start: datetime, end: datetime) -> int:
        """How many alerts of a subscription are due in messages of their own, from start to before end."""

    def told(self, notice: int, subscription: str) -> list[Told]:
        """What a subscription is told of a notice, the earliest first."""

    def standings(self) -> list[Standing]:
        """How the subscriptions stand that ever had an alert, by id."""

    def with_deadline(self, first: date, last: date, after: int, limit: int) -> list[NoticeRecord]:
        """Notices with an id larger than `after`, in order, whose newest revision names a deadline from the first day
        to the last."""

    def queue_report(self, channel: str, first: int, last: int, at: datetime) -> None:
        """Queues a message that tells the operator of the events from `first` to `last`."""

    def due_channels(self, now: datetime, channel: str | None = None) -> list[str]:
        """Channels with a delivery that is due, by name; none of those that are just being handed one. With `channel`,
        that one alone is looked at."""

    def claim_delivery(
        self, now: datetime, lease_until: datetime, owner: str, channel: str | None = None
    ) -> Delivery | None:
        """Leases the delivery that is due longest, None when none is due. Of a channel that is named one delivery at a
        time is leased."""

    def delivery_sent(self, delivery: int, at: datetime) -> None:
        """Marks a delivery as sent."""

    def alert_sent(self, delivery: int, alert: int, at: datetime) -> None:
        """Marks one alert of a delivery as sent; the delivery too when it was the last one, else its lease ends."""

    def delivery_failed(
        self, delivery: int, error: str, due_at: datetime | None, at: datetime | None = None, counted: bool = True
    ) -> None:
        """Records a failed try, which was then; due again at `due_at`, or given up when None. A try that is not counted
        leaves the number of attempts."""

    def waiting_since(self, channel: str, before: datetime, limit: int) -> list[Delivery]:
        """Deliveries of a channel that nobody sends now, and that failed first, or were due when they never did, before
        that."""

    def deliveries(self, limit: int, status: DeliveryStatus | None = None, channel: str | None = None) -> list[Queued]:
        """The latest deliveries, the newest first."""

    def delivery(self, delivery: int) -> Queued | None:
        """A delivery by id."""

    def retry_delivery(self, delivery: int, at: datetime) -> None:
        """Makes a delivery that waits or was given up due then, as if it had never failed; one that is being sent stays
        as it is."""

    def channel(self, name: str) -> ChannelState:
        """What is known of a channel; of one that was never tried, only its name."""

    def channels(self) -> list[ChannelState]:
        """What is known of all channels, by name."""

    def put_channel(self, state: ChannelState) -> None:
        """Records what is known of a channel now."""

    def backlog(self) -> Backlog:
        """How many deliveries are queued, sent and given up."""

    def channel_counts(self) -> dict[str, Backlog]:
        """How many deliveries of each channel are queued, sent and given up, by name."""

    def channel_backlogs(self) -> list[ChannelBacklog]:
        """What is queued for each channel, by name."""

    def release_leases(self, owners: Sequence[str]) -> None:
        """Ends all leases of these owners."""

    def lease_owners(self) -> list[str]:
        """Who holds leases."""

    # Keeping
    def kept_pages(
        self, reader: str, after: tuple[int, int], limit: int, source: str | None, since: datetime | None
    ) -> list[KeptPage]:
        """Revisions with a page that another reader than this one read, after this notice and revision, in order;
        of notices first seen at the source, and seen since then. Those whose text was pruned are left out."""

    def outdated(self, what: Prunable, before: datetime, limit: int) -> list[Outdated]:
        """What is older and may be pruned: nothing that a queued message is about or that follows a position, no text
        of a notice with a revision since."""

    def drop(self, what: Prunable, ids: Sequence[int], before: datetime, at: datetime) -> int:
        """Prunes those of them that may still be pruned; gives their number. A notice without its text keeps what
        names it, its places, readings and alerts."""

    # Events
    def add_event(
        self, kind: EventKind, at: datetime, source: str | None, notice: int | None, detail: dict[str, Any]
    ) -> None:
        """Appends an event."""

    def events_after(self, position: int, limit: int) -> list[Event]:
        """Events with a larger id than `position`, in order."""

    def last_event(self) -> int:
        """The id of the latest event; 0 when there is none."""

    def event_counts(self, position: int) -> dict[str, int]:
        """How many events of each kind there are with a larger id than `position`."""

    def position(self, name: str) -> int | None:
        """How far somebody has followed the events; None when they never did."""

    def put_position(self, name: str, event: int | None) -> None:
        """Notes how far somebody has followed the events; None forgets it."""

    # The daemon
    def put_beat(self, beat: Beat) -> None:
        """Notes the sign of life of a daemon in place of its last one."""

    def drop_beats(self, owners: Sequence[str]) -> None:
        """Forgets these daemons."""

    def beats(self) -> list[Beat]:
        """The signs of life there are, the latest first."""


class Store(Protocol):
    """Gives out transactions. One writer at a time; what is written is there together or not at all."""

    def reading(self) -> AbstractContextManager[Transaction]:
        """A transaction that only reads."""

    def writing(self) -> AbstractContextManager[Transaction]:
        """A transaction that is committed at its end, and rolled back when an error leaves it."""
