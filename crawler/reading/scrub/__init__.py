"""Scrubbing: removal of text that is not part of the original document. Pure functions; no I/O.

Each scrubbing step is a module of this package, and records each removal with its reason.
"""

from functools import partial

from crawler.reading.scrub.chrome import cut_chrome
from crawler.reading.scrub.damage import cut_padding, damage_of
from crawler.reading.scrub.duplicated_body import cut_duplicates
from crawler.reading.scrub.pieces import cut_pieces
from crawler.reading.scrub.pinyin import BROKEN, cut_pinyin
from crawler.reading.scrub.spam import cut_spam
from crawler.reading.scrub.values import Cleaned, Damage, Lines, Removal, Scrubbed, ScrubLine

__all__ = ["Damage", "Removal", "Scrubbed", "scrub"]

ROUNDS = 6
"""Maximum number of rounds of all steps, repeated because a removal can make further removals possible.

If the last round still changes the text, scrubbing stops nevertheless.
"""


def scrub(text: str, title: str | None = None) -> Scrubbed:
    """Return the text without additions, such as page chrome and spam, and without blank lines at its ends.

    `text` has one paragraph, heading or table row per line, or is a single line. The following are removed: pinyin in
    brackets, search spam, page chrome (elements of the surrounding web page, such as breadcrumbs and buttons), a second
    copy of the body, and question marks that replace spaces around dates. `title` is the page's title. If the text has
    a title of its own, a line above it that repeats `title` is page chrome. Every removal is recorded in `removals`.
    Damaged places, where characters were lost, are not removed but listed in `damage`. Scrubbing a scrubbed text does
    not change the text.
    """
    lines: Lines = [ScrubLine(number, line) for number, line in enumerate(text.split("\n"), 1)]
    removals: list[Removal] = []
    for _ in range(ROUNDS):
        lines, removed = _round(lines, title)
        removals += removed
        if not removed:
            break
    written = [at for at, line in enumerate(lines) if line.text.strip()]
    lines = lines[written[0] : written[-1] + 1] if written else []
    removals.sort(key=lambda removal: removal.line)
    return Scrubbed("\n".join(line.text for line in lines).strip(), tuple(removals), _damage(lines, removals))


def _round(lines: Lines, title: str | None) -> Cleaned:
    removals: list[Removal] = []
    by_line = partial(cut_chrome, title=title)
    by_piece = partial(cut_pieces, title=title)
    # `by_piece` is last: page chrome between two copies of a body on one line is recognized by its repetition.
    for step in (cut_padding, cut_pinyin, cut_spam, by_line, cut_duplicates, by_piece):
        lines, removed = step(lines)
        removals += removed
    return list(lines), removals


def _damage(lines: Lines, removals: list[Removal]) -> tuple[Damage, ...]:
    """Return the damaged places of a scrubbed text, in the order of its lines.

    `lines` are the lines that remain after scrubbing. Where scrubbing removed damaged characters from one of these
    lines, the place is listed too. These places are found in `removals`.
    """
    left = {line.number for line in lines}
    lost = [
        Damage(removal.line, removal.text, removal.detail)
        for removal in removals
        if removal.reason == BROKEN and removal.line in left
    ]
    return tuple(sorted([*damage_of(lines), *lost], key=lambda damage: damage.line))
