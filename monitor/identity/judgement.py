"""Whether two notices are one: the differences of their texts, weighed by what tells siblings apart. Pure."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from monitor.identity.gist import Gist
from monitor.identity.overlap import Hunk, hunks

Relation = Literal["copy", "sibling", "follows", "version", "draft", "forwards", "other"]
SHARED = 0.85
"""The part of the shorter text that two notices share at least, to have to do with each other."""
FRAGMENT = 60
"""Letters below which a part of a text shows nothing."""
SHELL, SHELL_SHARED = 400, 0.6
"""Letters of a notice whose text stands in an attachment at most, and what it shares with the full one at least."""
FEW = 3
"""Slips of a copyist, a letter or two each, that a copy may have."""
A_SLIP = 2500
"""Letters among which one slip more is forgiven."""
LONG_PASSAGE = 200
"""Letters that nobody adds to a text without touching anything around them: a table, an attachment."""
DAMAGED = 0.04
"""The part of the letters that may be damaged."""
PREAMBLE, PREAMBLE_FOUND = 150, 1000
"""Letters before the body of a text, where it does not say itself where that begins, and where it is looked for."""
PRUNED = 0.95
"""The similarity of sketches from which a notice whose text was pruned is the same."""
TRIFLE = 2
"""Letters, not of numbers, that may change without being a revision."""
READING = 6
"""Letters of the longest syllable of pinyin."""
WORD = 6
"""Letters of the longest difference that damage makes, where it hits twice."""
LABEL = 20
"""Letters of the longest name or number that one may be exchanged for another."""
DROPS = 2
"""Passages that may be missing in the middle of a copy."""
_BODY = re.compile("第(?:一|1)条")
_LATIN = re.compile(r"[a-z\u00e0-\u024f]+")
_COUNTER = re.compile("浏览|阅读|点击|访问|打印|人次|次数")
_NEGATION = re.compile("[不无未非否免没勿禁停应须必得可宜]")
_ATTACHED = re.compile(r"^附件\d*")
_NUMBER = re.compile(r"\d+|[一二三四五六七八九十百千零〇两]+")
_PLACE = re.compile("[省市县区州旗镇乡]")
_NUMERALS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


@dataclass(frozen=True)
class Judgement:
    """How a found notice stands to a known one, and why. `shared` is the part of the shorter text in both."""

    relation: Relation
    shared: float
    why: str


@dataclass(frozen=True)
class _Pair:
    found: Gist
    known: Gist
    hunks: tuple[Hunk, ...]

    def sides(self, hunk: Hunk) -> tuple[str, str]:
        return self.found.letters[hunk.start : hunk.end], self.known.letters[hunk.other_start : hunk.other_end]

    def whole(self, hunk: Hunk) -> tuple[str, str]:
        """Both sides, with the whole of the numbers that the difference cuts: the 3 of 第13批 says little."""
        here, there = self.found.letters, self.known.letters
        return _whole(here, hunk.start, hunk.end), _whole(there, hunk.other_start, hunk.other_end)

    def is_outside(self, hunk: Hunk) -> bool:
        """Whether the difference stands before or behind all that the texts share."""
        before = hunk.start == 0 or hunk.other_start == 0
        return before or hunk.end == len(self.found.letters) or hunk.other_end == len(self.known.letters)


def judge(found: Gist, known: Gist) -> Judgement:
    """How the found notice stands to the known one; both must have a text."""
    pair = _Pair(found, known, tuple(hunks(found.letters, known.letters)))
    shorter = min(len(found.letters), len(known.letters))
    same = len(found.letters) - sum(one.sizes[0] for one in pair.hunks)
    shared = same / max(1, shorter)
    if _is_shell(found, known, same, shared):
        return Judgement("copy", shared, f"number {found.number} and title on both; of the text {same} characters")
    if same < FRAGMENT or shared < SHARED:
        return Judgement("other", shared, f"only {shared:.1%} of the shorter text stand in both")
    told = told_apart(found, known)
    if told:
        return Judgement(told[0], shared, f"{shared:.1%} of the text are the same, but {told[1]}")
    damaged = _is_damaged(pair, same)
    changed = [] if damaged else _changed(pair)
    if changed:
        said = "; ".join(_quoted(*pair.sides(one)) for one in changed[:3])
        more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""
        relation: Relation = "version" if found.title == known.title and found.title else "sibling"
        return Judgement(relation, shared, f"{shared:.1%} of the text are the same, but for {said}{more}")
    return Judgement("copy", shared, _why_copy(pair, same, damaged))


def _is_shell(found: Gist, known: Gist, same: int, shared: float) -> bool:
    """Whether one of two that have title and number in common is hardly more than that: its text is an attachment."""
    if not (found.number and found.number == known.number and found.title and found.title == known.title):
        return False
    short, long = sorted((len(found.letters), len(known.letters)))
    return short <= SHELL and long >= 3 * short and same >= FRAGMENT and shared >= SHELL_SHARED


def told_apart(found: Gist, known: Gist) -> tuple[Relation, str] | None:
    """What the two say of themselves that one notice would not say twice."""
    if found.number and known.number and _numbers(found.number) != _numbers(known.number):
        relation: Relation = "forwards" if found.forwards and not known.forwards else "sibling"
        return relation, f"its number is {found.number}, not {known.number}"
    if found.forwards != known.forwards:
        return "forwards", "one of them hands the other on"
    if found.draft != known.draft:
        return "draft", "one of them is a draft for comment"
    other = _other_title(found.title, known.title)
    if other:
        later = _contradict(*other) and max(_numbers(other[0])) > max(_numbers(other[1]))
        return "follows" if later else "sibling", f"the title has {_quoted(*other)}"
    return None


def _other_title(one: str, other: str) -> tuple[str, str] | None:
    """Where two titles are of one pattern with another number or name in it; None for equal or unlike titles."""
    if not one or not other or one == other:
        return None
    found = hunks(one, other)
    same = len(one) - sum(hunk.sizes[0] for hunk in found)
    if same < 0.5 * max(len(one), len(other)):
        return None
    for hunk in found:
        here, there = one[hunk.start : hunk.end], other[hunk.other_start : hunk.other_end]
        whole = _whole(one, hunk.start, hunk.end), _whole(other, hunk.other_start, hunk.other_end)
        if _contradict(*whole) or (min(hunk.sizes) > 1 and not _within(here, there)):
            return _whole(one, hunk.start, hunk.end), _whole(other, hunk.other_start, hunk.other_end)
    return None


def _whole(text: str, start: int, end: int) -> str:
    """A part of a text, with the whole of the numbers it cuts."""
    while start and _NUMBER.fullmatch(text[start - 1]):
        start -= 1
    while end < len(text) and _NUMBER.fullmatch(text[end]):
        end += 1
    return text[start:end]


def _is_damaged(pair: _Pair, same: int) -> bool:
    """Whether the text lost letters here and there: many small differences, no two alike, and hardly a larger one."""
    inner = [one for one in pair.hunks if not pair.is_outside(one)]
    small = [one for one in inner if max(one.sizes) <= 2]
    if len(small) <= FEW or len(small) < 0.8 * len(inner) or sum(max(one.sizes) for one in small) > DAMAGED * same:
        return False
    long = [one for one in inner if max(one.sizes) > WORD]
    if len(long) > DROPS or any(min(one.sizes) > FEW or not _is_passage(pair, one) for one in long):
        return False
    # A damaged number is another number; many changed ones are no damage.
    numbers = sum(_contradict(*pair.whole(one)) for one in inner)
    kinds = Counter(pair.sides(one) for one in small if all(one.sizes))
    repeated = sum(count for count in kinds.values() if count > 1)
    return numbers <= max(1, 0.25 * len(small)) and repeated <= 0.3 * len(small)


def _changed(pair: _Pair) -> list[Hunk]:
    """The differences that a copyist does not make."""
    if _lacks_lines(pair.found, pair.known) or _lacks_lines(pair.known, pair.found):
        return []
    body = _body_at(pair.found.letters), _body_at(pair.known.letters)
    sorted_out: dict[str, list[Hunk]] = {"changed": [], "slip": [], "drop": [], "same": []}
    for one in pair.hunks:
        in_body = one.start >= body[0] and one.other_start >= body[1]
        sorted_out[_weigh(pair, one, in_body)].append(one)
    changed, slips, drops = sorted_out["changed"], sorted_out["slip"], sorted_out["drop"]
    few = FEW + min(len(pair.found.letters), len(pair.known.letters)) // A_SLIP
    if len(slips) > few or any(_is_in_name(pair, one) for one in slips):
        changed += slips
    return changed + (drops if len(drops) > DROPS else [])


def _weigh(pair: _Pair, one: Hunk, in_body: bool) -> Literal["changed", "slip", "drop", "same"]:
    """What one difference is: a slip of a copyist, a passage that is missing, of no meaning, or a change."""
    here, there = pair.sides(one)
    if _same_numbers(*pair.whole(one)) or _is_reading(here, there):
        return "same"
    if _contradict(*pair.whole(one)) and _are_equals(one):
        return "changed"
    if pair.is_outside(one):
        return "same"
    if _is_slip(one, here, there):
        return "slip"
    if not in_body:
        exchanged = all(one.sizes) and max(one.sizes) <= LABEL and not _within(here, there)
        return "changed" if exchanged or _is_numeral(here or there) else "same"
    return "drop" if min(one.sizes) <= FEW and _is_passage(pair, one) else "changed"


def _lacks_lines(here: Gist, there: Gist) -> bool:
    """Whether one text is the other without a line or two."""
    ours, theirs = here.body.split("\n"), there.body.split("\n")
    if not 0 < len(theirs) - len(ours) <= DROPS:
        return False
    rest = iter(theirs)
    return all(line in rest for line in ours)


def _are_equals(hunk: Hunk) -> bool:
    """Whether one side may stand for the other, and is not just longer."""
    small, large = sorted(hunk.sizes)
    return large <= LABEL or 2 * small >= large


def _is_slip(hunk: Hunk, here: str, there: str) -> bool:
    small, large = sorted(hunk.sizes)
    if large == 1:
        # A damaged numeral is none any more; one that came or went makes another number.
        numerals = bool(_NUMBER.search(here)) + bool(_NUMBER.search(there))
        return numerals < 1 + small
    return small == 0 and large <= 4 and not _NUMBER.search(here + there)


def _is_reading(here: str, there: str) -> bool:
    """Whether one side is a character and its reading in Latin letters, which scrubbing left, where the other has a
    character (`瞭le` for 了)."""
    short, long = sorted((here, there), key=len)
    bare = _LATIN.sub("", long)
    return len(short) == len(bare) == 1 and 0 < len(long) - 1 <= READING and not _NUMBER.search(short + bare)


def _is_numeral(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text))


def _is_passage(pair: _Pair, hunk: Hunk) -> bool:
    """Whether whole lines are missing on one side, or what stood there stands elsewhere."""
    here, there = pair.sides(hunk)
    if max(hunk.sizes) >= LONG_PASSAGE or _ATTACHED.sub("", here + there) in pair.found.title:
        return True
    if not (here and there) and (here + there) in pair.found.letters and (here + there) in pair.known.letters:
        return True
    longer, start, end = (
        (pair.found, hunk.start, hunk.end) if len(here) > len(there) else (pair.known, hunk.other_start, hunk.other_end)
    )
    # The letters around a gap may belong to either end of it: an alignment may stand some letters off.
    text = longer.letters
    for off in range(-FEW * 4, FEW * 4 + 1):
        first, last = start + off, end + off
        if first in longer.ends and last in longer.ends and _same_if_moved(text, start, end, off):
            return True
    return False


def _same_if_moved(text: str, start: int, end: int, off: int) -> bool:
    if off >= 0:
        return text[start : start + off] == text[end : end + off]
    return text[start + off : start] == text[end + off : end]


def _is_in_name(pair: _Pair, hunk: Hunk) -> bool:
    """Whether a small difference is in the name of a place, or in what the title says."""
    if not all(hunk.sizes):
        return False
    around = pair.found.letters[max(0, hunk.start - 2) : hunk.end + 2]
    behind = pair.found.letters[hunk.end : hunk.end + 2]
    return bool(_PLACE.search(behind)) or around in pair.found.title


def _body_at(letters: str) -> int:
    found = _BODY.search(letters, 0, PREAMBLE_FOUND)
    return found.start() if found else min(PREAMBLE, len(letters) // 10)


def _within(here: str, there: str) -> bool:
    """Whether the shorter one's letters stand in the longer one, in order."""
    short, long = sorted((here, there), key=len)
    rest = iter(long)
    return all(char in rest for char in short)


def _contradict(here: str, there: str) -> bool:
    """Whether both sides name numbers, and neither names all those of the other."""
    ours, theirs = _numbers(here), _numbers(there)
    return bool(ours and theirs and ours - theirs and theirs - ours)


def _same_numbers(here: str, there: str) -> bool:
    """Whether both say the same but for how their numbers are written."""
    return _NUMBER.sub("#", here) == _NUMBER.sub("#", there) and _numbers(here) == _numbers(there)


def _numbers(text: str) -> Counter[int]:
    return Counter(map(_value, _NUMBER.findall(text)))


def _value(numeral: str) -> int:
    if numeral.isdecimal():
        return int(numeral[-18:])
    if not any(char in numeral for char in "十百千"):
        return int("".join(str(_NUMERALS[char]) for char in numeral)[-18:])
    total = digit = 0
    for char in numeral:
        unit = {"十": 10, "百": 100, "千": 1000}.get(char)
        if unit:
            total, digit = total + (digit or 1) * unit, 0
        else:
            digit = _NUMERALS[char]
    return total + digit


def _quoted(here: str, there: str) -> str:
    return f"“{_short(here)}” where it has “{_short(there)}”"


def _short(text: str) -> str:
    return text if len(text) <= LABEL else f"{text[:LABEL]}…"


def _why_copy(pair: _Pair, same: int, damaged: bool) -> str:
    found, known = pair.found, pair.known
    said = []
    less, more = len(known.letters) - same, len(found.letters) - same
    if damaged:
        said.append(f"{len(pair.hunks)} small damages")
    if more:
        said.append(f"{more} characters more here")
    if less:
        said.append(f"{less} more there")
    number = [f"number {found.number} on both"] if found.number and found.number == known.number else []
    return "; ".join([f"same text but for {' and '.join(said)}" if said else "same text", *number])


def judge_by_sketch(found: Gist, known: Gist, similarity: float) -> Judgement:
    """As `judge`, for a known notice whose text was pruned: what is left of it is its sketch and what names it."""
    said = f"its text was pruned; by its sketch some {similarity:.0%} are the same"
    told = told_apart(found, known)
    if similarity < SHARED:
        return Judgement("other", similarity, said)
    if told:
        return Judgement(told[0], similarity, f"{said}, but {told[1]}")
    named = (found.title and found.title == known.title) or (found.number and found.number == known.number)
    return Judgement("copy" if named and similarity >= PRUNED else "other", similarity, said)


def cosmetic(found: Gist, known: Gist) -> str | None:
    """Why the change of one text into the other means nothing, None when it may mean something: counters, dates of
    printing, a letter or two that negate nothing."""
    pair = _Pair(found, known, tuple(hunks(found.letters, known.letters)))
    letters = counted = 0
    for one in pair.hunks:
        here, there = pair.sides(one)
        if _is_counter(pair, one, here + there):
            counted += 1
        elif _NUMBER.search(here + there) or _NEGATION.search(here + there):
            return None
        else:
            letters += max(one.sizes)
    if letters > TRIFLE or told_apart(found, known):
        return None
    parts = [f"{counted} counters" if counted else "", f"{letters} letters" if letters else ""]
    return f"only {' and '.join(filter(None, parts))} changed" if any(parts) else "only its writing changed"


def _is_counter(pair: _Pair, hunk: Hunk, text: str) -> bool:
    before = pair.found.letters[max(0, hunk.start - 12) : hunk.start]
    return not _NUMBER.sub("", text) and bool(_COUNTER.search(before))
