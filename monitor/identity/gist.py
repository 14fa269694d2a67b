"""What is kept of a notice to recognise it by: its letters, its title and what tells it from its siblings. Pure."""

import re
from dataclasses import dataclass
from functools import cached_property

from crawler.notice import Notice
from monitor.folding import fold

VERSION = 1
"""Of gists, sketches and marks; it changes whenever the same notice would give others."""
LETTERS_LIMIT = 400_000
"""Letters of one notice that are looked at."""
_LINE_END, _SENTENCE_END = "\n", "。"
_ENDS = re.compile(r"[。；！？;!?]")
_OTHER = re.compile(r"[^\w。]|_")
_DRAFT = re.compile(r"征求意见|意见稿|草案|送审稿|公开征集")
_FORWARD = re.compile(r"转发(?:[^:：\s]){6}")
"""A notice says what it hands on; a mere `转发：` is put before a title by whoever reposts it."""


@dataclass(frozen=True)
class Gist:
    """A notice reduced to what verdicts compare. `body`: its letters and digits, folded, each sentence ended by `。`,
    each line by a line feed; empty for one whose text was pruned. `number` is folded, `issuers` are as read."""

    title: str = ""
    body: str = ""
    number: str = ""
    issuers: tuple[str, ...] = ()
    forwards: bool = False
    draft: bool = False

    @cached_property
    def letters(self) -> str:
        """The letters and digits alone."""
        return self.body.replace(_LINE_END, "").replace(_SENTENCE_END, "")

    @cached_property
    def ends(self) -> frozenset[int]:
        """Places in `letters` where a line ends; 0 is one."""
        at, found = 0, {0}
        for line in self.body.split(_LINE_END):
            at += len(line) - line.count(_SENTENCE_END)
            found.add(at)
        return frozenset(found)


def gist_of(notice: Notice) -> Gist:
    """The gist of a notice as read; its attachments are parts of it."""
    text = "\n".join([notice.text, *(one.text for one in notice.attachments if one.text)])
    title = letters_of(notice.title or "")
    return Gist(
        title=title,
        body=_body(text[: 2 * LETTERS_LIMIT]),
        number=letters_of(notice.document_number or ""),
        issuers=tuple(map(letters_of, notice.issuers)),
        forwards=bool(_FORWARD.search(fold(notice.title or ""))),
        draft=bool(_DRAFT.search(title)),
    )


def letters_of(text: str) -> str:
    """The letters and digits of a text, folded."""
    return "".join(filter(str.isalnum, fold(text)))


def _body(text: str) -> str:
    lines = []
    # A circle is often written for the numeral zero (GB/T 15835-2011, 5.1.3).
    for line in _ENDS.sub("。", fold(text).replace("○", "〇")).split("\n"):
        kept = _OTHER.sub("", line).strip(_SENTENCE_END)
        if kept:
            lines.append(kept)
    return _LINE_END.join(lines)[:LETTERS_LIMIT]
