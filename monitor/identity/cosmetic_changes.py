"""Functions that detect meaningless changes to a text, such as changed counters, corrected typos and reworded headings.

Pure functions; no I/O. A change may be meaningful if it affects numbers, amounts, dates, place names or negations, or
function words that oblige, permit, limit or join (`应`, `可`, `以上`, `前`, `或`).
"""

import re

from crawler.model.notice import Notice
from crawler.model.reason import Reason
from crawler.text.fold import fold
from monitor.identity.alignment import Hunk, hunks
from monitor.identity.discriminators import distinguish
from monitor.identity.edits.pair import Pair
from monitor.identity.edits.rule_words import rule_change
from monitor.identity.normalized import NormalizedNotice, normalize_notice
from monitor.identity.numerals import NUMBER
from monitor.identity.reasons import ChangeReason

TYPOS = 12
"""The maximum number of corrected typos in one text. A text with more differences is a new version."""
TYPO = 4
"""The maximum number of letters of one typo."""
TRIFLE = 2
"""The maximum number of letters, other than numerals, that may change without causing a new revision."""
_COUNTER = re.compile("浏览|阅读|点击|访问|打印|人次|次数")
_NEGATION = re.compile("[不无未非否免没勿禁停应须必得可宜]")
_MEANS = re.compile(
    r"[0-9〇零一二三四五六七八九十百千万亿两半几多余数个倍成%]"
    r"|[不无未非否免没莫勿禁止停废除外仅只限]|[应须需必得可能准许宜当]"
    r"|[上下前后内外中间起至到超低高少满以]|[或和及与且并兼]|[年月日号时周季天元级]|[省市县区州旗镇乡村国]"
)
"""Characters of numbers, negations, obligations, limits, conjunctions, dates and place names. Each set is complete."""
_PLACE = re.compile("[省市县区州旗镇乡]")
_LATIN = re.compile(r"[a-z\u00c0-\u024f\u0370-\u04ff]")
_PARTICLES = frozenset("的地得了之")


def trivial_change(found: NormalizedNotice, known: NormalizedNotice) -> Reason | None:
    """Return the reason why the change between two texts is trivial, or None if it may be meaningful.

    A trivial change affects only counters, print dates and at most TRIFLE other letters. A change to a number, to a
    word such as `不` or `应`, or to metadata by which notices are distinguished may be meaningful.
    """
    pair = Pair.of(found, known)
    letters = counted = 0
    for hunk in pair.hunks:
        here, there = pair.sides(hunk)
        if _is_counter(pair, hunk, here + there):
            counted += 1
        elif sum(hunk.sizes) == 1 and not NUMBER.search(here + there) and pair.repeats(hunk):
            letters += 1
        elif NUMBER.search(here + there) or _NEGATION.search(here + there) or _changes_a_rule(pair, hunk):
            return None
        else:
            letters += max(hunk.sizes)
    if letters > TRIFLE or distinguish(found, known):
        return None
    return _only({ChangeReason.COUNTERS: counted, ChangeReason.LETTERS: letters}) or Reason.of(ChangeReason.NOTATION)


def _changes_a_rule(pair: Pair, hunk: Hunk) -> bool:
    return rule_change(pair.found.letters, hunk.span, pair.known.letters, hunk.other_span) is not None


def _only(counts: dict[ChangeReason, int]) -> Reason | None:
    """Return a reason which states how many changes of each kind there are, or None if there are no changes."""
    parts = tuple(Reason.of(code, count=count) for code, count in counts.items() if count)
    return Reason.of(ChangeReason.ONLY, parts=parts) if parts else None


def _is_counter(pair: Pair, hunk: Hunk, text: str) -> bool:
    before = pair.found.letters[max(0, hunk.start - 12) : hunk.start]
    return not NUMBER.sub("", text) and bool(_COUNTER.search(before))


def cosmetic_change(found: Notice, known: Notice) -> Reason | None:
    """Return the reason why the change of a known text is cosmetic, or None if it may be meaningful.

    A change is cosmetic if the metadata is the same and the texts differ only by reworded headings and a few typos.
    """
    if not known.text or _facts(found) != _facts(known):
        return None
    headings = _reworded(found, known)
    if headings is None:
        return None
    here, there = (normalize_notice(_without_headings(notice)).letters for notice in (found, known))
    changed = hunks(here, there)
    if len(changed) > TYPOS or not all(_is_typo(here, there, hunk) for hunk in changed):
        return None
    return _only({ChangeReason.TYPOS: len(changed), ChangeReason.HEADINGS: headings})


def _facts(notice: Notice) -> tuple[object, ...]:
    """Return those metadata of a notice that stay the same when only its wording changes."""
    clauses = tuple(
        (clause.path, clause.role, len(clause.targets), len(clause.responsible_units)) for clause in notice.clauses
    )
    return notice.document_number, notice.issuers, notice.deadlines, len(notice.attachments), clauses


def _reworded(found: Notice, known: Notice) -> int | None:
    """Return the number of reworded headings, including the title, or None if a heading's meaning may have changed."""
    headings = [
        (clause.heading or "", known_clause.heading or "")
        for clause, known_clause in zip(found.clauses, known.clauses, strict=True)
    ]
    pairs = [(fold(here), fold(there)) for here, there in [(found.title or "", known.title or ""), *headings]]
    changed = [(here, there) for here, there in pairs if here != there]
    for here, there in changed:
        # A heading that was added or removed is a change to the text.
        if not (here and there) or any(_is_meaningful(here, there, hunk) for hunk in hunks(here, there)):
            return None
    return len(changed)


def _without_headings(notice: Notice) -> Notice:
    parts = []
    at = 0
    for clause in notice.clauses:
        if clause.heading and (start := notice.text.find(clause.heading, at)) >= 0:
            parts.append(notice.text[at:start])
            at = start + len(clause.heading)
    return notice.model_copy(update={"text": "".join([*parts, notice.text[at:]])})


def _is_meaningful(here: str, there: str, hunk: Hunk) -> bool:
    """Return whether a difference may change the meaning of a text.

    A difference may change the meaning if it contains numbers, dates or words such as `不` or `应`, if it directly
    follows a numeral, or if it is in a place name.
    """
    changed = here[hunk.start : hunk.end] + there[hunk.other_start : hunk.other_end]
    before = here[max(0, hunk.start - 1) : hunk.start]
    behind = here[hunk.end : hunk.end + 2]
    in_name = all(hunk.sizes) and _PLACE.search(behind)
    return bool(_MEANS.search(changed) or _LATIN.search(changed) or before.isdecimal() or in_name)


def _is_typo(here: str, there: str, hunk: Hunk) -> bool:
    """Return whether a difference is a typo that was made or corrected.

    A typo replaces letters by others with the same pronunciation, doubles letters, or adds or omits a particle.
    """
    ours = here[hunk.start : hunk.end]
    theirs = there[hunk.other_start : hunk.other_end]
    if max(hunk.sizes) > TYPO or _is_meaningful(here, there, hunk):
        return False
    if all(hunk.sizes):
        # Imported late: its tables are slow to load, and few notices need them.
        from pypinyin import lazy_pinyin

        return lazy_pinyin(ours) == lazy_pinyin(theirs)
    text, start, end = (here, hunk.start, hunk.end) if ours else (there, hunk.other_start, hunk.other_end)
    return set(text[start:end]) <= _PARTICLES or _stands_twice(text, start, end)


def _stands_twice(text: str, start: int, end: int) -> bool:
    piece = text[start:end]
    size = end - start
    return piece in (text[max(0, start - size) : start], text[end : end + size])
