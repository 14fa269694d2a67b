"""The state of a source between polls, and decisions based on it.

A link is added to the known links only when its page was read or finally given up. A link whose page failed is kept in
`pending`, so that it is tried again even if the listing no longer contains it or returns "not modified". The state is
opaque to the monitor. Pure functions; no I/O.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence, Set
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from pydantic import Field, ValidationError

from crawler.model.link import URL_LIMIT, Link
from crawler.model.types import Frozen, Instant
from crawler.model.url_key import url_key
from crawler.polling.profile import ListingProfile
from crawler.polling.volatile_urls import aliases

KNOWN_LIMIT = 4000
"""Maximum number of links remembered.

The links that have been absent from the listing for the longest time are forgotten first. They are fetched again if
they reappear.
"""
ALIAS_LIMIT = 1500
"""Maximum number of links that are also remembered by the stable parts of their URLs."""
PENDING_BYTES = 100_000
"""Maximum total size of the links kept for another attempt, in bytes.

If more links fail, the next poll processes the whole listing again. Together with KNOWN_LIMIT and ALIAS_LIMIT, this
limit keeps a state below 256 KiB, the maximum at the interface to the monitor.
"""
HELD_LIMIT = 100
HELD_BYTES = 30_000
"""Maximum number (HELD_LIMIT) and maximum total size in bytes (HELD_BYTES) of rows that are held back.

Rows are held back if their listing does not fit the source's profile.
"""
_TITLE_LIMIT = 200
PERMANENT_TRIES = 3
PERMANENT_PATIENCE = timedelta(days=1)
"""Number of polls and minimum period after which a link with a permanent error is given up.

Permanent errors are, for example, 404, a response that is not a page, or a page that is too large. A link is not given
up at once, because some listings contain links before their pages exist.
"""
PATIENCE = timedelta(days=7)
"""Period during which a link with a temporary error (time-out, 5xx, block) is tried again."""
ATTACHMENT_TRIES = 10
"""Maximum number of polls that fetch a notice's page again because of temporary errors of its attachments."""
SEEN_LIMIT = 1200
"""Maximum number of link digests, ten characters each, that a backfill remembers from the pages read so far."""
_SKIPPED = "-"


class Pending(Frozen):
    """A listed link whose page has not been read yet."""

    link: Link
    listed_at: Instant
    tries: int = 0


class BackfillState(Frozen):
    """The position from which a backfill continues. `since` is the earliest date that the backfill includes.

    `url` is the URL of the next page. `pages` is the number of pages read, `reached` is the earliest date on these
    pages, and `seen` are digests of their links. `type` is the source type used to parse the pages. `guessed` means
    that `url` was only derived from the previous page's URL.
    """

    since: date
    pages: int
    url: Annotated[str, Field(max_length=URL_LIMIT)]
    type: str = "auto"
    guessed: bool = False
    reached: date | None = None
    seen: Annotated[tuple[str, ...], Field(max_length=SEEN_LIMIT)] = ()


class ListingState(Frozen):
    """The state of a listing between polls.

    It contains the listing's validators, the known links (a mapping from key digests to digests of title and date),
    digests of the stable parts of the links' URLs (`aliases`), the pending links, and the position of a backfill in
    progress (`walk`).
    """

    version: int = 1
    etag: str | None = None
    modified: str | None = None
    page_hash: str | None = None
    links_seen: int = 0
    known: dict[str, str] = {}
    pending: tuple[Pending, ...] = ()
    aliases: tuple[str, ...] = ()
    walk: BackfillState | None = None
    profile: ListingProfile | None = None
    """The usual form of the listing. None in a state of an earlier version, until the next successful poll."""
    held: tuple[Link, ...] = ()
    """Rows of listings that did not fit the profile. They are held back until a listing fits or a user accepts them."""
    accepted: bool = False
    """Whether a user has accepted the rows held back. If so, the next poll uses these rows and the current listing."""
    fetched_at: Instant | None = None
    unchanged: int = 0
    checks: int = 0
    proven: bool = False
    stuck: bool = False
    """How reliable the server's answers to conditional requests are (this field and the four above).

    `fetched_at` is the time when the whole page was last fetched, and `unchanged` is the number of 304 responses since
    then. `checks` is the number of unconditional requests, since the last new notice, that have checked a series of 304
    responses. `proven` is true if the server has reported a change to a conditional request, and `stuck` if it has
    failed to report one.
    """

    @classmethod
    def load(cls, state: dict[str, Any]) -> "ListingState":
        """Return the state for plain data. Invalid data and data of another version give an empty state."""
        try:
            loaded = cls.model_validate(state)
        except ValidationError:
            return cls()
        return loaded if loaded.version == cls().version else cls()

    def dump(self) -> dict[str, Any]:
        """Return the state as plain data that can be written as JSON."""
        return self.model_dump(mode="json", exclude_defaults=True) | {"version": self.version}

    def holding(self, links: Iterable[Link]) -> "ListingState":
        """Return the state with `links` added to the held-back rows (rows of listings that do not fit the profile).

        Only the latest rows within HELD_LIMIT and HELD_BYTES are kept.
        """
        rows = {link_key(link.url): link for link in (*self.held, *links)}
        kept: list[Link] = []
        room = HELD_BYTES
        for link in reversed(list(rows.values())[-HELD_LIMIT:]):
            link = _short_link(link)
            room -= len(json.dumps(link.model_dump(mode="json")))
            if room < 0:
                break
            kept.append(link)
        return self.model_copy(update={"held": tuple(reversed(kept))})

    def known_among(self, links: Iterable[Link]) -> int:
        """Return how many of the links were seen in earlier polls."""
        seen = self._seen_keys()
        return sum(1 for link in links if link_key(link.url) in seen)

    def listed_among(self, links: Iterable[Link]) -> int:
        """Return how many of the links were listed before, with the same URL or with the same title and date."""
        listed = {said.removeprefix(_SKIPPED) for said in self.known.values()}
        seen = self._seen_keys()
        return sum(1 for link in links if link_key(link.url) in seen or (link.title and signature(link) in listed))

    def to_fetch(self, links: Iterable[Link], now: datetime, since: date | None = None) -> list[Pending]:
        """Return the links whose pages must be fetched: new and changed links first, then links that failed before.

        If `since` is set, links with an earlier date are omitted. The other links are included even if an earlier poll
        with a later `since` skipped them.
        """
        fresh: dict[str, Pending] = {}
        links = list(links)
        seen = set(self.aliases)
        alias = _aliases(links) if self.aliases and since is None else {}
        for link in links:
            key = link_key(link.url)
            if too_old(link, since) or (key not in self.known and alias.get(link.url) in seen):
                continue
            before = self.known.get(key)
            skipped = before == _SKIPPED + signature(link) and since is None
            if before != signature(link) and not skipped:
                fresh[key] = Pending(link=link, listed_at=now)
        waiting = {link_key(pending.link.url): pending for pending in self.pending}
        again = [
            waited.model_copy(update={"link": fresh[key].link}) if key in fresh else waited
            for key, waited in waiting.items()
        ]
        return [waited for key, waited in fresh.items() if key not in waiting] + again

    def new_to_fetch(self, links: Iterable[Link], since: date | None) -> list[Link]:
        """Return the links that no poll has tried to read yet.

        If `since` is set, links with an earlier date are omitted.
        """
        seen = self._seen_keys()
        return [link for link in links if not too_old(link, since) and link_key(link.url) not in seen]

    def knows(self, link: Link) -> bool:
        """Return whether an earlier poll has seen the link."""
        return link_key(link.url) in self._seen_keys()

    def _seen_keys(self) -> Set[str]:
        """Return the keys of the links that earlier polls have seen."""
        return self.known.keys() | self._pending_keys() if self.pending else self.known.keys()

    def _pending_keys(self) -> set[str]:
        return {link_key(pending.link.url) for pending in self.pending}

    def left_over(self, some: Iterable[Pending]) -> list[Pending]:
        """Return those of the links in `some` that earlier polls left pending."""
        waiting = self._pending_keys()
        return [waited for waited in some if waiting and link_key(waited.link.url) in waiting]

    def after(
        self,
        links: Sequence[Link],
        done: Iterable[Pending],
        failed: Iterable[Pending],
        since: date | None = None,
        deep: Collection[str] = (),
    ) -> "ListingState":
        """Return the state after a poll.

        `links` are the links in the listing. `done` are the links whose pages were read or finally given up, and
        `failed` are the links that must be tried again. Links dated before `since` are recorded as skipped. `deep` are
        the keys of links that only a backfill finds; if too many links are known, these are forgotten first.
        """
        done = list(done)
        failed = list(failed)
        if not (links or done or failed or self.pending):
            return self
        known = dict(self.known)
        keys = {link.url: link_key(link.url) for link in links}
        for link in links:
            key = keys[link.url]
            if key in known:
                # Currently listed links are remembered longest.
                known[key] = known.pop(key)
            elif too_old(link, since):
                known[key] = _SKIPPED + signature(link)
        for finished in done:
            key = link_key(finished.link.url)
            known.pop(key, None)
            known[key] = signature(finished.link)
        if deep:
            # Links that only a backfill reaches are forgotten first.
            known = {
                **{key: said for key, said in known.items() if key in deep},
                **{key: said for key, said in known.items() if key not in deep},
            }
        newest = list(known.items())[-KNOWN_LIMIT:]
        pending = _within(map(_short, failed), PENDING_BYTES)
        dealt = known.keys() | {link_key(waited.link.url) for waited in pending}
        # As above, the aliases of currently listed links are remembered longest.
        alias = _aliases([link for link in links if keys[link.url] not in deep])
        listed = [alias[link.url] for link in links if link.url in alias and keys[link.url] in dealt]
        now = {*listed, *(set(alias.values()) & set(self.aliases))}
        kept = [*(alias for alias in self.aliases if alias not in now), *sorted(now)]
        return self.model_copy(
            update={"known": dict(newest), "pending": pending, "aliases": tuple(kept)[-ALIAS_LIMIT:]}
        )


def _aliases(links: list[Link]) -> dict[str, str]:
    return aliases(links, map(signature, links))


def _short(pending: Pending) -> Pending:
    link = _short_link(pending.link)
    return pending if link is pending.link else pending.model_copy(update={"link": link})


def _short_link(link: Link) -> Link:
    if not link.title or len(link.title) <= _TITLE_LIMIT:
        return link
    return link.model_copy(update={"title": link.title[:_TITLE_LIMIT]})


def _within(pending: Iterable[Pending], room: int) -> tuple[Pending, ...]:
    kept = []
    for candidate in pending:
        # ASCII JSON is the longest serialization.
        room -= len(json.dumps(candidate.model_dump(mode="json")))
        if room < 0:
            break
        kept.append(candidate)
    return tuple(kept)


def is_given_up(pending: Pending, permanent: bool, now: datetime) -> bool:
    """Return whether a link whose page has failed again is given up, because it has been listed for too long.

    For a permanent error (`permanent`), this time is shorter, but a minimum number of attempts is also required.
    """
    if permanent:
        return pending.tries >= PERMANENT_TRIES and now - pending.listed_at > PERMANENT_PATIENCE
    return now - pending.listed_at > PATIENCE


def link_key(url: str) -> str:
    """Return a short digest of a URL's key."""
    return hashlib.blake2b(url_key(url).encode("utf-8", "replace"), digest_size=8).hexdigest()


def signature(link: Link) -> str:
    """Return a short digest of a link's title, dates, facts and content.

    If the digest changes, the link's page is visited again.
    """
    said = f"{link.title or ''}\n{link.published_on or ''}"
    if link.modified_on or link.facts:
        said += f"\n{link.modified_on or ''}\n{link.facts.model_dump_json(exclude_defaults=True) if link.facts else ''}"
    if link.content:
        said += f"\n{link.content}"
    return hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=4).hexdigest()


def too_old(link: Link, since: date | None) -> bool:
    """Return whether a link's date in the listing is before `since`.

    If the listing has only a modification date, this date is used instead, because a page is not published after its
    last change.
    """
    day = link.published_on or link.modified_on
    return bool(since and day and day < since)
