"""Functions that compare two notices by their metadata and the differences of their texts.

The result states how the newly fetched notice is related to the known notice. It can be a copy, a version, a sibling (a
notice that follows the same pattern) or an unrelated notice. Pure functions; no I/O.
"""

import re
from dataclasses import dataclass, replace
from itertools import product

from crawler.model.reason import Reason
from crawler.text.fold import fold
from crawler.text.script import to_taiwanese
from monitor.identity.alignment import Hunk
from monitor.identity.damage import SLIPS, Weighed, few_slips, has_repeated, is_damage, named_slips, small_ones
from monitor.identity.differences import kind_of
from monitor.identity.discriminators import distinguish
from monitor.identity.distinction import Distinction, Relation
from monitor.identity.duplicated_body import halves
from monitor.identity.edits.captions import without_captions
from monitor.identity.edits.editions import edition_date
from monitor.identity.edits.pair import SMALL, Pair
from monitor.identity.edits.passages import LONG_PASSAGE
from monitor.identity.edits.subdivisions import with_same_numerals, without_headings
from monitor.identity.explanation import copy_reason, differences_of
from monitor.identity.normalized import NormalizedNotice, upgrade_body
from monitor.identity.reasons import ComparisonReason

SHARED = 0.85
"""The minimum proportion of the shorter text that two related notices have in common."""
FRAGMENT = 60
"""The minimum number of letters in common that is conclusive."""
SHELL = 400
SHELL_SHARED = 0.6
"""`SHELL` is the maximum number of letters of a notice whose text is in an attachment. `SHELL_SHARED` is the minimum
proportion of these letters that also occur in the full notice."""
PRUNED = 0.95
"""The minimum similarity of sketches at which a notice whose text was pruned is regarded as the same."""
DROPS = 2
"""The maximum number of passages that a copy may lack, not counting its start and end."""
EDITION = 0.3
"""The minimum proportion of the shorter text that two editions of a document have in common. Editions have the same
document number and issuer."""
_COMPLETE = re.compile(r"^[^\W\d]{2,}(?:19|20)\d\d年?第?\d+号?$")
"""A document number with an agency code, a year and a serial number (GB/T 9704-2012, 7.2.5)."""
_ABOUT = re.compile("解读|图解|一图|问答|答记者问|更正|勘误|起草说明|编制说明|释义")


@dataclass(frozen=True)
class Comparison:
    """The relation of a newly fetched notice to a known notice, with the reason.

    `shared` is the proportion of the shorter text that both texts have in common.
    """

    relation: Relation
    shared: float
    reason: Reason


def compare(found: NormalizedNotice, known: NormalizedNotice) -> Comparison:
    """Return the relation of the newly fetched notice to the known notice.

    Both notices must have a text. If one of them is in simplified and the other in traditional characters, the words
    used in Taiwan (專案 for 项目) make no difference.
    """
    comparison = _compare(found, known)
    if comparison.relation in ("version", "sibling") and {found.script, known.script} == {"Hans", "Hant"}:
        converted = _compare(_in_taiwan(found), _in_taiwan(known))
        return converted if converted.relation == "copy" else comparison
    return comparison


def _in_taiwan(notice: NormalizedNotice) -> NormalizedNotice:
    """Return a notice with the words used in Taiwan. A notice in traditional characters is returned as it is."""
    if notice.script != "Hans":
        return notice
    return replace(notice, body=upgrade_body(to_taiwanese(notice.body)), title=fold(to_taiwanese(notice.title)))


def _compare(found: NormalizedNotice, known: NormalizedNotice) -> Comparison:
    ours = halves(found, known)
    theirs = halves(known, found)
    if not (ours or theirs):
        return _judge(found, known)
    judged = [_judge(here, there) for here, there in product(ours or [found], theirs or [known])]
    if any(comparison.relation == "other" for comparison in judged):
        return _judge(found, known)
    apart = next((comparison for comparison in judged if comparison.relation != "copy"), None)
    twice = ComparisonReason.TWICE_HERE if ours else ComparisonReason.TWICE_THERE
    return apart or replace(judged[0], reason=Reason.of(twice, comparison=judged[0].reason))


def _judge(found: NormalizedNotice, known: NormalizedNotice) -> Comparison:
    for equalize in (with_same_numerals, without_headings, without_captions):
        found, known = equalize(found, known)
    pair = Pair.of(found, known)
    shared = pair.same / max(1, min(len(found.letters), len(known.letters)))
    percent = round(100 * shared, 1)
    if _is_shell(pair, shared):
        number = found.written or found.number
        reason = Reason.of(ComparisonReason.NUMBER_AND_TITLE, number=number, characters=pair.same)
        return Comparison("copy", shared, reason)
    if EDITION <= shared < SHARED and pair.same >= FRAGMENT and same_document(found, known):
        reason = Reason.of(ComparisonReason.SAME_DOCUMENT, percent=percent, number=found.written or found.number)
        return Comparison("version", shared, reason)
    if pair.same < FRAGMENT or shared < SHARED:
        return Comparison("other", shared, Reason.of(ComparisonReason.UNRELATED, percent=percent))
    distinction = distinguish(found, known)
    if distinction:
        reason = Reason.of(ComparisonReason.DISTINCT, percent=percent, distinction=distinction.reason)
        return Comparison(distinction.relation, shared, reason)
    weighed = _weighed(pair)
    damaged = is_damage(pair, weighed)
    changed = _changed(pair, weighed, damaged)
    if changed:
        relation = "draft" if any(kind == "draft" for _, kind in weighed) else _other(found, known)
        listed = differences_of(pair, changed)
        reason = Reason.of(ComparisonReason.CHANGED, percent=percent, differences=listed)
        return Comparison(relation, shared, reason)
    return Comparison("copy", shared, copy_reason(pair, weighed))


def _is_same_law(pair: Pair) -> bool:
    """Return whether two texts are the same edition of a law, as their titles and dates show.

    Publishers make single errors in retyped laws. They are not edits if both texts have the date of the same edition.
    """
    found = pair.found
    known = pair.known
    if None in pair.articles or not found.title or found.title != known.title:
        return False
    editions = edition_date(found), edition_date(known)
    return found.dated == known.dated != "" or editions[0] == editions[1] is not None


def _other(found: NormalizedNotice, known: NormalizedNotice) -> Relation:
    is_version = (found.title and found.title == known.title) or same_document(found, known)
    return "version" if is_version else "sibling"


def same_document(found: NormalizedNotice, known: NormalizedNotice) -> bool:
    """Return whether two notices are the same document, possibly in different versions.

    They are the same document if they have the same complete document number and a common issuer. Notices that only
    cite the number do not count, such as interpretations, corrections and notices that forward the document.
    """
    if not found.number or found.number != known.number or not _COMPLETE.search(found.number):
        return False
    if found.forwards or known.forwards or found.draft != known.draft or set(found.issuers).isdisjoint(known.issuers):
        return False
    return not any(_ABOUT.search(notice.title) for notice in (found, known))


def compare_by_sketch(found: NormalizedNotice, known: NormalizedNotice, similarity: float) -> Comparison:
    """Return the relation of the newly fetched notice to a known notice whose text was pruned.

    `similarity` is estimated from the sketches (MinHashes) of the two texts. Otherwise, only metadata such as the
    number and the title is compared, because the text of the known notice is no longer stored.
    """
    percent = round(100 * similarity)
    pruned = Reason.of(ComparisonReason.PRUNED, percent=percent)
    if similarity < SHARED:
        return Comparison("other", similarity, pruned)
    distinction = distinguish(found, known)
    if distinction:
        reason = Reason.of(ComparisonReason.PRUNED_DISTINCT, percent=percent, distinction=distinction.reason)
        return Comparison(distinction.relation, similarity, reason)
    named = (found.title and found.title == known.title) or (found.number and found.number == known.number)
    return Comparison("copy" if named and similarity >= PRUNED else "other", similarity, pruned)


def compare_distinct(distinction: Distinction, similarity: float) -> Comparison:
    """Return the comparison of two notices that have similar texts, but that `distinction` proves to be different.

    `similarity` is estimated from the sketches (MinHashes) of the texts.
    """
    percent = round(100 * similarity)
    reason = Reason.of(ComparisonReason.DISTINCT_ABOUT, percent=percent, distinction=distinction.reason)
    return Comparison(distinction.relation, similarity, reason)


def compare_equal(distinction: Distinction) -> Comparison:
    """Return the comparison of two notices that have the same text, but that `distinction` proves to be different."""
    reason = Reason.of(ComparisonReason.DISTINCT_SAME_TEXT, distinction=distinction.reason)
    return Comparison(distinction.relation, 1.0, reason)


def _is_shell(pair: Pair, shared: float) -> bool:
    """Return whether one of two notices with the same title and number contains hardly any other text.

    The actual text of such a notice is probably in an attachment.
    """
    found = pair.found
    known = pair.known
    if not (found.number and found.number == known.number and found.title and found.title == known.title):
        return False
    short, long = sorted((len(found.letters), len(known.letters)))
    return short <= SHELL and long >= 3 * short and pair.same >= FRAGMENT and shared >= SHELL_SHARED


def _weighed(pair: Pair) -> Weighed:
    """Return the differences between two texts, each with its kind.

    The list ends early if its differences already prove that the texts are not copies.
    """
    weighed = []
    enough = SLIPS + DROPS + len(pair.found.letters) // LONG_PASSAGE
    for hunk in pair.hunks:
        kind = kind_of(pair, hunk)
        weighed.append((hunk, kind))
        enough -= kind in ("change", "drop") or (kind == "number" and max(hunk.sizes) > SMALL)
        if enough < 0:
            break
    return weighed


def _changed(pair: Pair, weighed: Weighed, damaged: bool) -> list[Hunk]:
    """Return the differences that cannot have been caused by copying the text.

    `weighed` contains all differences with their kinds. `damaged` is true if the small differences are accidental
    damage.
    """
    changed = [hunk for hunk, kind in weighed if kind in ("change", "number", "lost", "draft")]
    slips = [hunk for hunk, kind in weighed if kind == "slip"]
    if damaged:
        changed = []
    else:
        edited = len(slips) > few_slips(pair) or has_repeated(pair, slips)
        edited = edited or (any(name for _, name in named_slips(pair, small_ones(weighed))) and not _is_same_law(pair))
        changed += slips if edited else []
    drops = [hunk for hunk, kind in weighed if kind == "drop"]
    return sorted(changed + (drops if len(drops) > DROPS else []), key=lambda hunk: hunk.start)
