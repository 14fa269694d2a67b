"""Removal of scoring tables (评分标准), whose criteria are not targets. Pure functions; no I/O."""

import re

_HEADER = re.compile(
    r"^(?=[^\n]*\t)[^\n]*(?<![^\t\n])\s?(?:评价|评分|考核|计分|赋分|打分|评定|评估)(?:标准|办法|方法|细则|要点|依据|说明)\s?(?![^\t\n]).*$",
    re.MULTILINE,
)
_ROW = re.compile(r"\n[^\n]*\t[^\n]*")


def without_scoring_rows(text: str) -> str:
    """Return the text with blanks in place of the rows of scoring tables; the length does not change.

    A scoring table has a column such as 评价标准 or 评分标准. Its rows say how an indicator is assessed. A row is a
    line with cells separated by tabs.
    """
    parts = []
    at = 0
    for header in _HEADER.finditer(text):
        if header.end() < at:
            continue
        end = header.end()
        while row := _ROW.match(text, end):
            end = row.end()
        parts += [text[at : header.end()], re.sub(r"[^\n]", " ", text[header.end() : end])]
        at = end
    return "".join((*parts, text[at:])) if parts else text
