"""The state of a source between polls, and the decisions that follow from it: pure, and opaque to the monitor.

A link enters the state only when its page was read or finally given up; one whose page failed waits in `pending`, so it
is tried again even when the listing has dropped it or answers "not modified".
"""

import hashlib
import json
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from pydantic import Field, ValidationError

from crawler.model.link import URL_LIMIT, Link
from crawler.model.types import Frozen, Instant
from crawler.model.url_key import url_key
from crawler.polling.profile import ListingProfile
from crawler.polling.volatile_urls import aliases

KNOWN_LIMIT = 4000
"""Links remembered; the longest unlisted are forgotten first. A forgotten one is fetched again."""
ALIAS_LIMIT = 1500
"""Links remembered by what is lasting in their addresses as well."""
PENDING_BYTES = 100_000
"""What the links kept for another try may take; when more fail, the next poll sees the whole listing again. With
KNOWN_LIMIT and ALIAS_LIMIT, a state stays within the border's 256 KiB."""
HELD_LIMIT = 100
HELD_BYTES = 30_000
"""Rows of a doubtful listing that are kept aside, and the bytes that they may take."""
_TITLE_LIMIT = 200
PERMANENT_TRIES = 3
PERMANENT_PATIENCE = timedelta(days=1)
"""Polls and time after which a link that fails for good (404, not a page, too large) is given up: some listings are
ahead of their pages."""
PATIENCE = timedelta(days=7)
"""How long a link that fails in passing (time-outs, 5xx, blocks) is tried again."""
ATTACHMENT_TRIES = 10
"""Polls in which a page that was read is fetched again for attachments that fail in passing."""
SEEN_LIMIT = 1200
"""Digests that a walk back remembers of what stood on its pages, ten characters each."""
_SKIPPED = "-"


class Pending(Frozen):
    """A listed link whose page has not been read yet."""

    link: Link
    listed_at: Instant
    tries: int = 0


class BackfillState(Frozen):
    """The place where a walk back to `since` through a listing continues: the next page's address.

    `pages` were read, `reached` is the earliest day on them, `seen` holds digests of their lines. `type`: the type by
    which its pages are read.
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

    It holds the validators of the listing, the links known (key digest → digest of title and date), the lasting parts
    of their addresses, the links pending, and the walk back that is under way.
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
    """What the listing is usually like; a state of an earlier version learns it with the next good poll."""
    held: tuple[Link, ...] = ()
    """Rows of listings that were doubtful, kept aside until the listing fits again or somebody accepts them."""
    accepted: bool = False
    """Somebody has accepted the rows kept aside: the next poll takes them and the listing in."""
    fetched_at: Instant | None = None
    unchanged: int = 0
    checks: int = 0
    proven: bool = False
    stuck: bool = False
    """Trust in the validators: the last fetch of the whole page, answers of 304 since, how many such runs were checked,
    whether the server has shown a change to a conditional request, whether it hid one."""

    @classmethod
    def load(cls, state: dict[str, Any]) -> "ListingState":
        """Return the state as handed back, or an empty state when it cannot be read (another version's)."""
        try:
            loaded = cls.model_validate(state)
        except ValidationError:
            return cls()
        return loaded if loaded.version == cls().version else cls()

    def dump(self) -> dict[str, Any]:
        """Return the state as JSON for the monitor."""
        return self.model_dump(mode="json", exclude_defaults=True) | {"version": self.version}

    def holding(self, links: Iterable[Link]) -> "ListingState":
        """Return the state with the rows of a doubtful listing kept aside; of many, the latest."""
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
        """Return how many of the links an earlier poll has seen."""
        return sum(1 for link in links if self.knows(link))

    def is_any_listed_before(self, links: Iterable[Link]) -> bool:
        """Return whether the title and date of any of the links were listed before, under whatever URL."""
        listed = {said.removeprefix(_SKIPPED) for said in self.known.values()}
        return any(link.title and signature(link) in listed for link in links)

    def to_fetch(self, links: Iterable[Link], now: datetime, since: date | None = None) -> list[Pending]:
        """Return the links whose pages are to be fetched: new and changed ones first, then those that failed before.

        With `since`, links dated earlier are left out, and links that an earlier `since` left out are included.
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
        """Return those of the links whose pages no poll has read or tried yet."""
        return [link for link in links if not too_old(link, since) and not self.knows(link)]

    def knows(self, link: Link) -> bool:
        """Return whether an earlier poll has seen the link."""
        key = link_key(link.url)
        return key in self.known or any(key == link_key(pending.link.url) for pending in self.pending)

    def left_over(self, some: Iterable[Pending]) -> list[Pending]:
        """Return those of the links that were waiting from an earlier poll."""
        waiting = {link_key(pending.link.url) for pending in self.pending}
        return [waited for waited in some if waiting and link_key(waited.link.url) in waiting]

    def after(
        self,
        links: Iterable[Link],
        done: Iterable[Pending],
        failed: Iterable[Pending],
        since: date | None = None,
        deep: Collection[str] = (),
    ) -> "ListingState":
        """Return the state after a poll that saw these links, completed `done`, and has yet to read `failed`.

        `deep` are the keys of links that an ordinary poll does not see.
        """
        known = dict(self.known)
        links = list(links)
        for link in links:
            key = link_key(link.url)
            if key in known:
                # What is listed now is remembered longest.
                known[key] = known.pop(key)
            elif too_old(link, since):
                known[key] = _SKIPPED + signature(link)
        for finished in done:
            key = link_key(finished.link.url)
            known.pop(key, None)
            known[key] = signature(finished.link)
        if deep:
            # What only a walk back comes to is forgotten first.
            known = {
                **{key: said for key, said in known.items() if key in deep},
                **{key: said for key, said in known.items() if key not in deep},
            }
        newest = list(known.items())[-KNOWN_LIMIT:]
        pending = _within(map(_short, failed), PENDING_BYTES)
        dealt = known.keys() | {link_key(waited.link.url) for waited in pending}
        # As with the links, what is listed now is remembered longest.
        alias = _aliases([link for link in links if link_key(link.url) not in deep])
        listed = [alias[link.url] for link in links if link.url in alias and link_key(link.url) in dealt]
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
        # As ASCII JSON, the longest way to write it.
        room -= len(json.dumps(candidate.model_dump(mode="json")))
        if room < 0:
            break
        kept.append(candidate)
    return tuple(kept)


def gives_up(pending: Pending, permanent: bool, now: datetime) -> bool:
    """Return whether a link that has failed once more is given up."""
    if permanent:
        return pending.tries >= PERMANENT_TRIES and now - pending.listed_at > PERMANENT_PATIENCE
    return now - pending.listed_at > PATIENCE


def link_key(url: str) -> str:
    """Return a short digest of the address's key."""
    return hashlib.blake2b(url_key(url).encode("utf-8", "replace"), digest_size=8).hexdigest()


def signature(link: Link) -> str:
    """Return a short digest of a link's fields in the listing: another title, date or fact requires another visit."""
    said = f"{link.title or ''}\n{link.published_on or ''}"
    if link.modified_on or link.facts:
        said += f"\n{link.modified_on or ''}\n{link.facts.model_dump_json(exclude_defaults=True) if link.facts else ''}"
    if link.content:
        said += f"\n{link.content}"
    return hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=4).hexdigest()


def too_old(link: Link, since: date | None) -> bool:
    """Return whether a listing dates a link before `since`.

    A page last changed before `since` was also published before `since`.
    """
    day = link.published_on or link.modified_on
    return bool(since and day and day < since)
