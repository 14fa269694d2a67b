"""Scrub a text: remove everything that others added to it. Pure.

Each step is a module, and records each cut with its reason.
"""

from functools import partial

from crawler.reading.scrub.chrome import cut_chrome
from crawler.reading.scrub.damage import cut_padding, damage_of
from crawler.reading.scrub.duplicated_body import cut_doubles
from crawler.reading.scrub.pieces import cut_pieces
from crawler.reading.scrub.pinyin import BROKEN, cut_pinyin
from crawler.reading.scrub.spam import cut_spam
from crawler.reading.scrub.values import Cleaned, Damage, Lines, Removal, Scrubbed, ScrubLine

__all__ = ["Damage", "Removal", "Scrubbed", "scrub"]

ROUNDS = 6
"""A cut may bring other pieces side by side; a text that still changes after so many rounds is kept in that state."""


def scrub(text: str, title: str | None = None) -> Scrubbed:
    """Return the text without additions by others; blank lines at its ends are removed too.

    The text is lines of paragraphs, headings and rows, or all on one line. Removed are pinyin in brackets, search spam,
    lines of the page around it, a second copy of its body, and padding. `title` is the page's title: a line that
    repeats it over a text with a title of its own is chrome. Every cut is a Removal; places where characters were lost
    are kept and listed in `damage`. Scrubbing twice changes nothing.
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
    # Pieces come last: chrome between two bodies on one line shows as such by standing twice.
    for step in (cut_padding, cut_pinyin, cut_spam, by_line, cut_doubles, by_piece):
        lines, removed = step(lines)
        removals += removed
    return list(lines), removals


def _damage(lines: Lines, removals: list[Removal]) -> tuple[Damage, ...]:
    """Return the damage in the lines, and the damage in the parts cut from lines that are left."""
    left = {line.number for line in lines}
    lost = [
        Damage(removal.line, removal.text, removal.detail)
        for removal in removals
        if removal.reason == BROKEN and removal.line in left
    ]
    return tuple(sorted([*damage_of(lines), *lost], key=lambda damage: damage.line))
