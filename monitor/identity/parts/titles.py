"""Functions that determine from a page's title which part of a policy the page contains.

The parts are text, announcement, attachment and interpretation. Pure functions, apart from reading a data file of the
package.
"""

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

from crawler.text.characters import alphanumeric
from crawler.text.fold import fold

Role = Literal["", "text", "announcement", "attachment", "interpretation"]
SHORTEST = 6
"""The minimum number of letters of a name that identifies a policy."""
LONGEST_OWNER = 40
_QUOTED = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")
_WHOLE = re.compile(r"《([^《》]+)》")
_NOTE = re.compile(r"[(（【\[]([^()（）【】\[\]]{1,8})[)）】\]]\s*$")
_NUMBER = r"[\w ]{1,16}[\[(〔【]\d{4}[\])〕】]\s*_?第?\d{1,5}_?\s*号"
_NUMBER_NOTE = re.compile(rf"[(（\[]{_NUMBER}[)）\]]$")
"""The document number of a policy in brackets at the end of its title."""
_FILE = re.compile(r"(?:\(\d\))?\.{1,2}(?:docx?|xlsx?|pptx?|pdf|wps|et|ofd|zip|rar|jpe?g|png|txt)$")
"""The extension of a file name, and the mark that a browser adds to the name of a second file."""
_SITE = re.compile(r"(?<=[^\s_]{9})\s*[_＿][^《》]{2,40}$|(?<=\S{9})\s[-–—|｜]\s[^《》]{2,40}$")
"""The name of the website at the end of a page title that is not folded: folding removes the spaces."""
_COLUMN = re.compile(r"^\s*[【\[][^】\]]{2,8}[】\]]\s*(?=\S{6})")
"""The name of a column or office in brackets before a title."""
_NUMBERED = re.compile(r"^\d{1,2}[.、)]\s*(?=\S)")
_ORDER = re.compile(r"\d号$")
"""The end of the number of the order by which a policy was issued, as in (沪府令53号)."""
_OTHERS = re.compile("等(?:[一二三四五六七八九十]+个?部门)?$")
"""The end of a list of offices that names only the first one."""
_QUESTIONS = "[一二三四五六七八九十百\\d]{1,3}问(?:[一二三四五六七八九十百\\d]{1,3}答)?"
_YEAR = re.compile(r"(?<=(?:19|20)\d\d)年")
_HERE = re.compile("[本我全][省市县区州]")
_RANK = re.compile(r"^([\u4e00-\u9fff]{2,3})([省市])(?=[\u4e00-\u9fff])")
"""A place at the start of a name, whose rank is often omitted (上海市 and 上海)."""
_EXPLAINS = re.compile(r"^[^《》]{2,24}解读(?=《)")


@dataclass(frozen=True)
class PolicyPart:
    """The part of a policy that a page contains, according to its title.

    `name` is the name of the policy from 关于 on, reduced to letters and digits for comparison. `owner` is the issuing
    authority named before 关于, or empty. `key` is the name without the parts that pages of one policy add or omit
    (关于, 的, 本市, 年 after a year, and the rank of the first place). All are empty if the title names no policy.
    """

    role: Role = ""
    name: str = ""
    owner: str = ""
    key: str = ""

    @property
    def levels(self) -> frozenset[str]:
        """Return the levels of government to which the name refers by words such as 本市 and 我省."""
        return frozenset(word[1] for word in _HERE.findall(self.name))

    @property
    def rank(self) -> str:
        """Return the rank (省 or 市) of the place at the start of the name, or an empty string."""
        place = _RANK.match(self.name.removeprefix("关于"))
        return place[2] if place else ""


@cache
def _words(name: str) -> tuple[str, ...]:
    data = tomllib.loads((files("monitor.identity") / "data" / "policy_parts.toml").read_text(encoding="utf-8"))
    return tuple(sorted(map(fold, data[name].split()), key=len, reverse=True))


@cache
def _one_of(name: str) -> str:
    return f"(?:{'|'.join(map(re.escape, _words(name)))})"


@cache
def _announced() -> re.Pattern[str]:
    return re.compile(
        rf"^(?P<office>(?:(?!{_one_of('changed')})[^《]){{0,60}}?)(?:关于|联合|正式|令(?:(?!关于|联合|正式|令)[^《]){{0,10}})*{_one_of('announced')}(?:实施|施行|新修订的|修订后的)?"
        rf"(?:(?=《)|(?P<bare>.{{{SHORTEST},80}}?)的?{_one_of('announcements')}(?:\W.{{0,16}})?$)"
    )


@cache
def _handed_on() -> re.Pattern[str]:
    """Return the pattern of titles under which a government issues its own policy or a draft of its offices."""
    return re.compile(
        rf"^(?P<office>.{{0,30}}?(?P<place>[\u4e00-\u9fff]{{0,3}}(?P<level>[省市县区州]))(?:人民)?政府.{{0,6}}?)(?:关于)?转发"
        rf"(?:(?=《(?P=place))|(?P=level)[^《]{{2,40}}?(?:(?:{_one_of('drafted')}的)?(?=《)|(?P<bare>关于.{{{SHORTEST},80}}?)的?{_one_of('announcements')}$))"
    )


@cache
def _listed() -> re.Pattern[str]:
    """Return the pattern of a title by which a list is made known (某名单公示)."""
    return re.compile(
        rf"^(?:关于)?(?P<bare>.{{{SHORTEST},80}}{_one_of('lists')})的?(?:公示|{_one_of('announcements')})$"
    )


@cache
def _genre(position: str) -> str:
    """Return the pattern of the words that call a page an interpretation, `before` or `after` the name of the policy.

    Counted questions and answers (七问七答) are such words, too.
    """
    return rf"{_one_of('qualifiers')}{{0,4}}(?:{_one_of('genres')}|{_one_of(position)}|{_QUESTIONS})"


@cache
def _before() -> re.Pattern[str]:
    word = rf"{_genre('before')}[^\w《]*"
    return re.compile(rf"^[^\w《]*(?:{word})+(?:[一二三四五六七八九十\d]{{1,2}}[^\w《]+|\w{{2,4}}:)?")


@cache
def _after() -> re.Pattern[str]:
    return re.compile(rf"(?<![^\w》])[^\w》]*+的?{_genre('after')}[^\w》]*+(?:[一二三四五六七八九十\d]{{1,3}}\W*+)?$")


@lru_cache(maxsize=256)
def part_of(title: str) -> PolicyPart:
    """Return the part of a policy that a page with this title contains."""
    folded = _NUMBERED.sub("", fold(_SITE.sub("", title.strip())).strip())
    if whole := _WHOLE.fullmatch(folded):
        folded = whole[1]
    if not folded:
        return PolicyPart()
    interpreted = _interpreted(folded)
    if interpreted is not None:
        return interpreted
    folded = _COLUMN.sub("", folded)
    attached = re.match(rf"^(?:{_one_of('attached')}\s*[\d一二三四五六七八九十]*[\s\W]+)+(?=\S)", folded)
    if attached:
        return _attached(folded[attached.end() :])
    bare = re.fullmatch(rf"《(.+)》的{_one_of('announcements')}", folded)
    if bare:
        return _named("announcement", bare[1])
    handed_on = _handed_on().match(folded)
    announced = handed_on or _announced().match(folded) or _listed().match(folded)
    if announced and (handed_on or "转发" not in folded[: announced.end()]):
        named = _named("announcement", announced.groupdict().get("bare") or _quoted(folded[announced.end() :]) or "")
        office = alphanumeric(announced.groupdict().get("office", "")).removesuffix("关于")
        is_bare = not named.owner and (named.name.startswith("关于") or not is_distinctive(named))
        return replace(named, owner=office) if is_bare and office else named
    return _named("text", folded)


def _attached(title: str) -> PolicyPart:
    """Return the policy of an attached file with this name: the file itself, or the policy that it announces."""
    file = re.sub(rf"^{_NUMBER}文?(?=\w)", "", _FILE.sub("", title).strip())
    issued = part_of(file)
    return replace(issued, role="attachment") if issued.role == "announcement" else _named("attachment", file)


def _interpreted(title: str) -> PolicyPart | None:
    """Return the interpreted policy if a title is the title of an interpretation, or None for any other title."""
    bare = _without_notes(title)
    begins = _before().match(bare) or (_EXPLAINS.match(bare) if bare.endswith("》") else None)
    rest = bare[begins.end() :] if begins else bare
    ends = _after().search(rest)
    if not begins and not ends:
        return None
    rest = rest[: ends.start()] if ends else rest
    name = _quoted(rest)
    if name is None:
        rest = rest.strip("《》 !")
        rest = re.sub("^(?:关于)?(?:对|就)?", "", rest) if rest.startswith(("关于对", "就", "对")) else rest
        name = rest if re.search(f"{_one_of('documents')}$", _without_notes(rest)) else None
    elif begins and not ends and re.search(r"\w{6}$", rest[rest.rindex("》") :]):
        # 解读《…》培训班 (a training course) and 图解《…》获奖 (an award) are not interpretations.
        return None
    if name is None:
        return None
    named = _named("interpretation", name)
    lead = alphanumeric(re.split("有关|相关|负责人|就", rest[: rest.find("《")])[0]) if "《" in rest else ""
    return (
        replace(named, owner=lead) if named.name.startswith("关于") and not named.owner and _is_office(lead) else named
    )


def _quoted(text: str) -> str | None:
    """Return the longest name in title marks (《》), or None if there is none."""
    found = _QUOTED.findall(text)
    return max(found, key=len) if found else None


def _without_notes(text: str) -> str:
    """Return a title without the notes in brackets at its end.

    If the title starts with the name of a site or column in brackets, the name is kept, and a colon replaces the
    brackets.
    """
    text = re.sub(r"^\s*[【\[]([^】\]]{2,8})[】\]]\s*", r"\1:", text.strip())
    text = _NUMBER_NOTE.sub("", text).rstrip()
    while note := _NOTE.search(text):
        if not (alphanumeric(note[1]) in _words("notes") or _is_office(note[1]) or _ORDER.search(note[1])):
            break
        text = text[: note.start()].strip()
    return text


def _is_office(text: str) -> bool:
    return bool(re.search(f"{_one_of('offices')}$", text))


def _named(role: Role, written: str) -> PolicyPart:
    """Return a policy part with the role `role`. Its name and its owner are parsed from the policy name `written`."""
    written = _without_notes(written)
    inner = _QUOTED.search(written)
    before = written[: inner.start()] if inner else ""
    if inner and inner.end() == len(written) and (not before or _is_office(alphanumeric(before))):
        written = before + _without_notes(inner[1])
    if role != "text" and (announced := _announced().match(written)):
        # 《关于印发〈…〉的通知》解读 interprets the document that was issued, not the announcement.
        written = announced["bare"] or _quoted(re.sub("[〈<]", "《", re.sub("[〉>]", "》", written))) or written
    written = _without_notes(written)
    name = alphanumeric(written)
    at = name.find("关于")
    before = name[: max(at, 0)]
    is_owner = len(before) <= LONGEST_OWNER and (
        _is_office(_OTHERS.sub("", before)) or before.endswith(_words("places"))
    )
    owner = _OTHERS.sub("", before) if is_owner else ""
    name = name[len(before) :] if is_owner else name
    if len(name) < SHORTEST:
        return PolicyPart(role)
    key = _RANK.sub(r"\1", _HERE.sub("", _YEAR.sub("", name.removeprefix("关于"))).replace("的", ""))
    return PolicyPart(role, name, owner, key)


def is_distinctive(part: PolicyPart) -> bool:
    """Return whether the name of a policy shows which authority issued it.

    It does if the name contains an issuing authority or a place, or refers to the whole country.
    """
    head = part.name[:12].removeprefix("关于")
    return (
        bool(part.owner)
        or head.startswith(_words("national"))
        or bool(re.search(f"[\u4e00-\u9fff]{{2,4}}(?<![本我全])[{''.join(_words('places'))}]", head[:8]))
    )


def same_owner(one: PolicyPart, other: PolicyPart) -> bool | None:
    """Return whether two parts have the same owner, or None if the owner of a part is unknown."""
    if not one.owner or not other.owner:
        return None
    short, long = sorted((owner.replace("人民政府", "政府") for owner in (one.owner, other.owner)), key=len)
    return short in long
