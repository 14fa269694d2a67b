"""Meanings of dates according to the words beside them: publication date, deadline, meeting date, or no date at all."""

import re
from functools import lru_cache
from typing import NamedTuple

from crawler.text.date_values import NAMED_PUBLICATION, Meaning, fold_date_text
from crawler.text.date_words import load_table, weekdays

_COLON = re.compile(r"([^:;|。\n\t]{1,40}?)\s{0,40}:\s{0,40}+[\[(【\"“'‘<]{0,40}+\s{0,40}+$")
_LINKS = (
    r"(?:(?:时间|時間|日期|日時|日付|期限|期间|期間|时|日|于|於|为|為|是|在|至|到|自|从|由|次|数|일자|일시|일|날짜|기간"
    r"|\bon|\bat|\bby|\bfrom|\bthe|\bdate|\btime|\ble|\bla|\bel|\bem|\bam|\bil|\bin|\bde|\bof|\bdel|\bis|\bop|\bngày)|[\s:.\[(【<|-])*$"
)
_TIME_NAMED = re.compile(r"[\u2e80-\u9fff](?:时间|時間|日期|日時|期限|期間|期间)$")
_OF_TEXT = re.compile(
    r"(?:信息|新闻|新聞|资讯|資訊|文章|稿件|通知|文件|公文|撰写|作成|编写|推送|写作|内容|资料|資料|本站|发文|原文|档案)"
    r"(?:时间|時間|日期|日時)$"
)
_CLOCK = r"\s{0,40}+(?:t?\d{1,2}[:时時点點]\d{0,2}(?:[:分]\d\d?秒?)?)?\s{0,40}+[\])】>]?\s{0,40}+"
_NEAR = 44
_LAST_WORD = re.compile(r"([^\W\d_][^\s\d,;:.()]*)[.,]{0,2}\s*$")


class _Words(NamedTuple):
    meanings: dict[str, Meaning | None]
    """The meaning of each label before a date, or None for a word that marks a count or a number instead of a date."""
    word: re.Pattern[str]
    at_end: re.Pattern[str]
    behind: re.Pattern[str]
    neutral: re.Pattern[str]
    source: re.Pattern[str]
    meanings_behind: dict[str, Meaning | None]


_KINDS: dict[str, Meaning | None] = {
    "published": Meaning.PUBLISHED,
    "updated": Meaning.UPDATED,
    "dispatched": Meaning.DISPATCHED,
    "issued": Meaning.ISSUED,
    "neutral": Meaning.NONE,
    "topic": Meaning.NONE,
    "other": Meaning.OTHER,
    "number": None,
}


@lru_cache(maxsize=1)
def _words() -> _Words:
    table = load_table("date_labels.toml")
    meanings = _meanings({kind: table[kind] for kind in _KINDS})
    behind = _meanings({kind: words for kind, words in table["suffix"].items() if kind in _KINDS})
    neutral = _meanings({"neutral": table["neutral"]})
    source = _meanings({"neutral": table["suffix"]["source"]})
    one_of = _one_of(meanings)
    return _Words(
        meanings,
        re.compile(one_of),
        re.compile(rf"({one_of}){_LINKS}"),
        re.compile(rf"{_CLOCK}({_one_of(behind)})"),
        re.compile(rf"{_one_of(neutral)}[\s:()\[\]|/]*$|(?:来源|來源|\bfrom\b)[^。;,!?]*$"),
        re.compile(rf"{_CLOCK}[|,;·/-]{{0,10}}\s{{0,10}}{_one_of(source)}\s{{0,10}}:"),
        behind,
    )


def _meanings(kinds: dict[str, str]) -> dict[str, Meaning | None]:
    # In the data file a hyphen represents a space within an entry.
    return {
        fold_date_text(word).replace("-", " ").lower(): _KINDS[kind]
        for kind, words in kinds.items()
        for word in words.split()
    }


def _one_of(words: dict[str, Meaning | None]) -> str:
    """Return a pattern that matches any key of `words`. Longer words are tried first.

    Words in scripts with spaces between words match only as whole words.
    """
    longest = sorted(words, key=len, reverse=True)
    spaced = "|".join(re.escape(word).replace(r"\ ", r"[\s_-]+") for word in longest if _is_spaced(word))
    others = "|".join(re.escape(word) for word in longest if not _is_spaced(word))
    # One lookaround for all words: character sets are slow to compile.
    return rf"(?:{_NO_LETTER_BEFORE}(?:{spaced}){_NO_LETTER_BEHIND}|(?:{others}))"


_NO_LETTER_BEFORE = r"(?<![^\W_\u2e80-\u9fff\uac00-\ud7af])"
_NO_LETTER_BEHIND = r"(?![^\W_\u2e80-\u9fff\uac00-\ud7af])"


def _is_spaced(word: str) -> bool:
    return word[0].isalpha() and word[0] < "\u2e80" and word[-1].isalpha()


def _lower(text: str) -> str:
    """Return the text in lower case, or unchanged if its length would change.

    Lower case is used because patterns with `re.IGNORECASE` compile slowly.
    """
    small = text.lower()
    return small if len(small) == len(text) else text


class Label(NamedTuple):
    """The meaning that a date has because of the words next to it.

    If `counts` is true, these words announce a count. Two numbers after them (`3/10`) are therefore not a date.
    """

    meaning: Meaning
    counts: bool = False


_NOTHING = Label(Meaning.NONE)


def label_before(text: str) -> Label:
    """Return the meaning that a date has because of the label before it.

    `text` is the text before the date. The label must be directly before the date.
    """
    near = _without_weekday(_lower(text[-_NEAR:]))
    if not near or near.isspace():
        return _NOTHING
    if match := _COLON.search(near):
        return label_meaning(_last_words(match[1]))
    match = _words().at_end.search(near)
    # A keyword in the middle of a sentence is not a label: the label must end at the date.
    return _label(_words().meanings[_key(match[1])]) if match else _NOTHING


def _without_weekday(text: str) -> str:
    """Return the text before a date. If it ends in a weekday (`publié le vendredi`), the weekday is removed."""
    word = _LAST_WORD.search(text)
    return text[: word.start()] if word and word[1] in weekdays() else text


def is_neutral(text: str) -> bool:
    """Return whether the text before a date ends in a label without a particular meaning, such as 日期 or `date`.

    A label 来源 (source) also counts if the name of a source is between it and the date.
    """
    return _words().neutral.search(_without_weekday(_lower(text))) is not None


def source_follows(text: str) -> bool:
    """Return whether the words directly after a date name the source or the author, as in a byline."""
    return _words().source.match(_lower(text[:_NEAR])) is not None


def _last_words(label: str) -> str:
    """Return the label directly before a date. `label` contains all words before the date.

    If these words end in a script without spaces, the result is the part after the last space. `label` is returned
    unchanged if it ends in a script with spaces between words, or if there are spaces between all its characters (日
    期).
    """
    parts = label.split()
    if not parts or parts[-1][-1] < "\u2e80" or all(len(part) == 1 for part in parts):
        return label
    return parts[-1]


@lru_cache(maxsize=4096)
def label_meaning(label: str) -> Label:
    """Return the meaning of a label such as 发布时间, Closing date or 会议日期.

    If the label contains several known words, the last one decides.
    """
    folded = re.sub(r"(?<=[\u2e80-\u9fff])\s+(?=[\u2e80-\u9fff])", "", fold_date_text(label.lower())).strip(
        " :|[]()【】"
    )
    found: Label | None = None
    other = False
    for match in _words().word.finditer(folded):
        meaning = _words().meanings[_key(match[0])]
        other = other or meaning is Meaning.OTHER
        if meaning is not Meaning.NONE or found is None:
            found = _label(meaning)
    if found and (found.meaning in NAMED_PUBLICATION or (not other and found != _NOTHING)):
        return found
    # 培训时间 and 颁奖日期 are dates of events; 新闻日期 and 文件日期 are dates of the text.
    named = _TIME_NAMED.search(folded) is not None and not _OF_TEXT.search(folded) and folded not in _words().meanings
    if other or named:
        return Label(Meaning.OTHER)
    return found or _NOTHING


def label_behind(text: str) -> Label:
    """Return the meaning that a date has because of the label after it.

    `text` is the text after the date. The label must be directly after the date.
    """
    match = _words().behind.match(_lower(text[:_NEAR]))
    return _label(_words().meanings_behind[_key(match[1])]) if match else _NOTHING


def _key(word: str) -> str:
    return re.sub(r"[\s_-]+", " ", word).lower()


def _label(meaning: Meaning | None) -> Label:
    return Label(Meaning.NONE, counts=True) if meaning is None else Label(meaning)
