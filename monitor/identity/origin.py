"""Functions that decide which of two texts of a notice is closer to its origin.

Pure functions; no I/O. The first criterion is the site that published a text. The issuer's own site precedes sites of
other governments, and these precede all other sites. An article that only quotes the notice is last. If the sites are
equal, the fuller text precedes the shorter text, and then the earlier text the later one. A text from which most is
missing does not precede a complete text.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.model.notice import Notice
from crawler.model.reason import Reason
from crawler.text.fold import fold
from monitor.identity.normalized import letters_of, normalize_notice
from monitor.identity.reasons import OriginReason

FULLER = 1.25
"""The minimum ratio of the lengths of two texts at which the longer text is fuller. The text that a site adds around a
notice lengthens it by less than this ratio."""
PART = 0.5
"""The minimum length of a text on a better site at which it takes precedence over a fuller text, as a proportion of the
length of the fuller text."""
SHORT_NAME = 2
"""A name of this number of letters is too short to be searched for in other names, unless it is the name of a
region."""
_GOVERNMENT = frozenset({"gov", "gouv", "gob", "gub", "govt", "mil"})
"""Labels that registries reserve for governments. They are the last label of a host name, or precede the country
label."""
_GOVERNMENT_OF_COUNTRY = frozenset({"go", "gc", "gv"})
"""Labels reserved for governments only before a country label: go.jp, gc.ca, gv.at."""
_SUPRANATIONAL = ("europa.eu", "admin.ch", "bund.de", "un.org")
"""Domains of governments and international organisations without a reserved label."""
_PLACE = "省市县区州盟旗"
_NAMED = re.compile("(.{2,5}?)(?:自治[区州县]|[省市县区盟旗])")
_NATIONAL = ("国务院", "中共中央", "中央", "全国", "国家", "中华人民共和国")
_RANKS = (OriginReason.ARTICLE, OriginReason.OTHER_SITE, OriginReason.GOVERNMENT_SITE, OriginReason.ISSUER_SITE)


@dataclass(frozen=True, slots=True)
class Publisher:
    """The configured owner of a source's site: name, region (from the country down) and level."""

    name: str = ""
    region: tuple[str, ...] = ()
    level: str | None = None


@dataclass(frozen=True)
class CanonicalText:
    """A text of a notice, with the publisher of the source in which it was found.

    `publisher` is None if nothing is known about the source.
    """

    document: Notice
    publisher: Publisher | None = None

    @property
    def letters(self) -> int:
        """Return the number of letters of the text, or 0 if the text was pruned."""
        return len(normalize_notice(self.document).letters)


def closer_to_origin(found: CanonicalText, shown: CanonicalText) -> Reason | None:
    """Return the reason why `found` is closer to the origin than `shown`, or None if it is not closer.

    Both are texts of the same notice.
    """
    here = rank_of(found)
    there = rank_of(shown)
    letters = found.letters
    others = shown.letters
    if here > there and not _is_part(letters, others, shown):
        better = Reason.of(_RANKS[here], host=_host(found))
        return Reason.of(OriginReason.BETTER_SITE, here=better, there=Reason.of(_RANKS[there], host=_host(shown)))
    if here < there and not (here and _is_part(others, letters, found) and _same_name(found, shown)):
        return None
    if here and others and letters > FULLER * others:
        return Reason.of(OriginReason.FULLER_TEXT, here=letters, there=others)
    return None


def rank_of(face: CanonicalText) -> int:
    """Return how close the site of a text is to the origin, as a rank from 0 to 3.

    The issuer's own site has rank 3, another government's site rank 2, and any other site rank 1. An article that only
    quotes the notice has rank 0 on any site.
    """
    document = face.document
    if document.is_notice is False or document.kind == "news":
        return 0
    host = _host(face)
    if _is_own(document, face.publisher, host):
        return 3
    return 2 if is_government(host) else 1


def is_government(host: str) -> bool:
    """Return whether a host is in a government domain, such as `x.gov.cn`, `x.gov`, `x.gouv.fr` or `x.go.jp`."""
    labels = host.lower().rstrip(".").split(".")
    if any(host == domain or host.endswith(f".{domain}") for domain in _SUPRANATIONAL):
        return True
    last = labels[-1]
    before = labels[-2] if len(labels) > 1 else ""
    if last in ("gov", "mil"):
        return True
    return len(last) == 2 and before in _GOVERNMENT | _GOVERNMENT_OF_COUNTRY


def _is_own(document: Notice, publisher: Publisher | None, host: str) -> bool:
    """Return whether a site belongs to an issuer of the notice.

    This is determined from the host name of the site, and from the publisher's name, region and level.
    """
    issuers = [letters_of(issuer) for issuer in document.issuers]
    if publisher and any(_is_of(issuer, publisher) for issuer in issuers):
        return True
    return is_government(host) and any(_is_named(host, issuer) for issuer in issuers)


def _is_of(issuer: str, publisher: Publisher) -> bool:
    name = letters_of(publisher.name)
    if min(len(name), len(issuer)) > SHORT_NAME and (issuer in name or name in issuer):
        return True
    region = letters_of(publisher.region[-1]) if publisher.region else ""
    if len(publisher.region) > 1 and len(region) >= SHORT_NAME:
        return issuer.startswith(region) and not _names_a_place(issuer[len(region) :])
    return publisher.level == "national" and issuer.startswith(_NATIONAL)


def _names_a_place(rest: str) -> bool:
    """Return whether `rest` begins with the name of a place, as in 沾化区人民政府.

    `rest` is the part of an issuer's name that follows the name of a larger place. If it names a place, the issuer
    belongs to this smaller place.
    """
    return any(char in _PLACE for char in rest[1:5])


def _is_named(host: str, issuer: str) -> bool:
    """Return whether the host name contains the place at the start of the issuer's name, in Latin letters.

    The place may be written in full (`binzhou`) or as the initials of its syllables (`bz`).
    """
    if issuer.startswith(_NATIONAL):
        return host.removeprefix("www.") == "gov.cn"
    place = ""
    at = 0
    # The innermost place is the issuer's: 山东省滨州市人民政府 is at binzhou, not at shandong.
    while found := _NAMED.match(issuer, at):
        place = found[1]
        at = found.end()
    # Imported late: its tables are slow to load, and few notices need them.
    from pypinyin import lazy_pinyin

    syllables = lazy_pinyin(place)
    initials = "".join(syllable[:1] for syllable in syllables)
    return bool(place) and not {"".join(syllables), initials}.isdisjoint(host.split("."))


def _is_part(letters: int, others: int, other: CanonicalText) -> bool:
    """Return whether a text of `letters` letters is so short that it lacks most of the text `other`.

    `others` is the number of letters of `other`. If `other` is an article, the result is False: an article is longer
    than the text that it quotes, but does not contain more of the notice.
    """
    return letters < PART * others and rank_of(other) > 0


def _same_name(one: CanonicalText, other: CanonicalText) -> bool:
    """Return whether two texts have the same document number or title.

    The result is false for a page that contains the text among other texts. Such a page has another title and no
    number.
    """
    here = one.document
    there = other.document
    pairs = ((here.document_number, there.document_number), (here.title, there.title))
    return any(a and b and fold(a) == fold(b) for a, b in pairs)


def _host(face: CanonicalText) -> str:
    return (urlsplit(face.document.url).hostname or "").lower()
