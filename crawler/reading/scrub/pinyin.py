"""Removal of pinyin in brackets after converted characters (規(guī)範), and of its remains in damaged text.

Some mirror sites convert a simplified text to traditional characters, and add the pronunciation ("reading") after each
converted character. A bracket is removed if it contains a reading of the preceding character, and if this character has
a different form in the other script. A reading that the author added to a rare character is kept. A text with readings
by its author can be distinguished, because it has many characters with a different form but only few readings.

If a text with added readings was decoded in a double-byte encoding with an offset of one byte, the opening bracket
became part of a character that was lost: `?chuàng)`, or `?yún)^(qū)` if the second byte of the lost character remains.
The remains of the reading are removed; the `?` is kept and recorded as damage.
"""

import re
import unicodedata
from functools import lru_cache

from crawler.model.codes import RemovalReason
from crawler.model.reason import Reason
from crawler.reading.scrub.values import Cleaned, Lines, ScrubLine, Span, cut_spans, other_forms

_HAN = r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
# Latin letters with tone marks, as precomposed or combining characters. A syllable has at most six letters (zhuang).
_SYLLABLE = r"[a-zA-Z\u00e0-\u00fc\u0101-\u01dc\u1e3f\u0300-\u030c]{1,9}"
_BRACKETED = re.compile(rf"(?P<char>{_HAN})[(\uff08][ ]?(?P<whole>{_SYLLABLE})[ ]?[)\uff09]")
_HALF = re.compile(
    rf"(?P<char>{_HAN})(?:[(\uff08](?P<unclosed>{_SYLLABLE})(?={_HAN})|(?P<unopened>{_SYLLABLE})[)\uff09])"
)
_BROKEN = re.compile(
    rf"(?:(?<={_HAN})|(?<=[?\uff1f]))[?\uff1f\ufffd](?P<reading>{_SYLLABLE})[)\uff09]"
    rf"(?:[@-~][(\uff08]{_SYLLABLE}[)\uff09]|[@\[-`{{-~](?={_HAN}))?"
)
_TONES = re.compile(r"[\u0300\u0301\u0302\u0304\u030c]")
BROKEN = Reason.of(RemovalReason.READING_BROKEN)
_SPELLED = re.compile(r"(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?[aeiouüê]{1,4}(?:ng?|r)?|h?(?:m|ng?)")
"""Matches the spelling of every pinyin syllable without tone marks. Most abbreviations in brackets differ from it."""
_SHARE = 10
_SURE = 3
"""Thresholds for recognizing a text that was converted to another script, with pinyin added.

A text is regarded as converted if it has pinyin at `_SURE` places, or at one place for every `_SHARE` characters with a
different form in the other script.
"""


def cut_pinyin(lines: Lines) -> Cleaned:
    """Return the lines without the pinyin in brackets that a script conversion added, and the removals.

    The lines of a text that was not converted are returned unchanged.
    """
    found = [_readings(line.text) for line in lines]
    count = sum(map(len, found))
    if not count:
        return list(lines), []
    changed = sum(bool(other_forms(char)) for line in lines for char in line.text if char > "\u3400")
    systematic = count >= _SURE or count * _SHARE >= changed
    if not systematic:
        return list(lines), []
    if count >= _SURE:
        # Some characters are converted only within certain words (回复 to 回覆), and have no other form by themselves.
        found = [_readings(line.text, changed=False) for line in lines]
    kept: list[ScrubLine] = []
    removals = []
    for line, spans in zip(lines, found, strict=True):
        rest, removed = cut_spans(line, spans, "pinyin")
        removals += removed
        kept += [rest] if rest else []
    return kept, removals


def _readings(text: str, changed: bool = True) -> list[Span]:
    """Return the spans of the pinyin in `text`, in ascending order and without overlaps.

    Pinyin in complete brackets is included if the character before the brackets has a different form in the other
    script. If `changed` is False, pinyin with a tone mark is included after any other character, too.
    """
    spans = []
    if any(bracket in text for bracket in "()\uff08\uff09"):
        spans = [_whole(match) for match in _BRACKETED.finditer(text) if _is_whole(match, changed)]
        spans += [_half(match) for match in _HALF.finditer(text) if _is_half(match)]
        spans += [_broken(match) for match in _BROKEN.finditer(text) if _is_syllable(match["reading"])]
    spans.sort(key=lambda span: (span.start, -span.end))
    apart: list[Span] = []
    for span in spans:
        if not apart or span.start >= apart[-1].end:
            apart.append(span)
    return apart


def _whole(match: re.Match[str]) -> Span:
    return Span(match.end("char"), match.end(), Reason.of(RemovalReason.READING, char=match["char"]))


def _half(match: re.Match[str]) -> Span:
    return Span(match.end("char"), match.end(), Reason.of(RemovalReason.READING_HALF, char=match["char"]))


def _broken(match: re.Match[str]) -> Span:
    return Span(match.start() + 1, match.end(), BROKEN)


def _is_whole(match: re.Match[str], changed: bool) -> bool:
    char = match["char"]
    reading = match["whole"]
    if other_forms(char):
        return _is_reading(char, reading)
    return not changed and _has_tone(reading) and _is_reading(char, reading)


def _is_half(match: re.Match[str]) -> bool:
    reading = match["unclosed"] or match["unopened"]
    return _has_tone(reading) and bool(other_forms(match["char"])) and _is_reading(match["char"], reading)


@lru_cache(maxsize=1 << 14)
def _is_reading(char: str, reading: str) -> bool:
    """Return whether `reading` is, regardless of tone, the pinyin of `char` or of its variant in the other script."""
    wanted = _plain(reading)
    if not _SPELLED.fullmatch(wanted):
        return False  # without loading the dictionaries of pypinyin
    return any(wanted in _plain_readings(form) for form in (char, *other_forms(char)))


def _is_syllable(reading: str) -> bool:
    """Return whether `reading` has a tone mark and is built like a pinyin syllable."""
    plain = _plain(reading)
    return _has_tone(reading) and bool(
        re.fullmatch(r"(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?[aeiouü]{1,3}(?:ng?|r)?", plain)
    )


def _has_tone(reading: str) -> bool:
    return bool(_TONES.search(unicodedata.normalize("NFD", reading)))


@lru_cache(maxsize=1 << 14)
def _plain_readings(char: str) -> frozenset[str]:
    # Imported here because the dictionaries of pypinyin take half a second to load, and most pages have no readings.
    from pypinyin import Style, pinyin

    readings = pinyin(char, heteronym=True, style=Style.NORMAL, errors="ignore", v_to_u=True)
    return frozenset(_plain(reading) for group in readings for reading in group)


def _plain(reading: str) -> str:
    """Return pinyin in lower case without tone marks.

    The diaeresis of ü is kept. `v`, an alternative spelling of ü, becomes ü.
    """
    decomposed = _TONES.sub("", unicodedata.normalize("NFD", reading.lower()))
    return unicodedata.normalize("NFC", decomposed).replace("v", "ü")
