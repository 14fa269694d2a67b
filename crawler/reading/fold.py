"""Normalization ("folding") of texts for pattern matching, which keeps the length so that positions stay valid."""

from crawler.text.script import simplify_char

_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_BRACKETS = str.maketrans("〔〕【】［］[]﹝﹞︵︶", "()()()()()()")
_SPACES = dict.fromkeys(map(ord, "\u00a0\u3000\u2002\u2003\u2009\u200b\ufeff\t"), " ")
_BREAKS = dict.fromkeys(map(ord, "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), "\n")
_MARKS = str.maketrans("﹑︑﹕∶﹔﹐﹒「」『』", "、、::;,.“”“”")
_FIRST_HAN = 0x3400
_LAST_HAN = 0x9FFF


class _Forms(dict[int, str | int]):
    """Mapping from each character to its folded form, computed when the character first occurs."""

    def __missing__(self, code: int) -> str | int:
        if not _FIRST_HAN <= code <= _LAST_HAN:
            return code
        self[code] = simplify_char(chr(code))
        return self[code]


_FORMS = _Forms({**_WIDE, **_BRACKETS, **_SPACES, **_BREAKS, **_MARKS})


def fold_text(text: str) -> str:
    """Return `text` in simplified characters and half width, with round brackets, ASCII spaces and line feeds.

    The result has the same number of characters. The Chinese full stop 。, the comma 、 and the quotation marks “” are
    kept.
    """
    return text.translate(_FORMS)
