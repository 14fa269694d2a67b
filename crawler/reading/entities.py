"""Decoding of HTML character references that remain in a text because a site escaped its HTML twice."""

import html
import re

_REFERENCE = re.compile(r"&(?:amp;)?(?:#\d{2,6}|#[xX][\da-fA-F]{2,5}|[A-Za-z]{2,8}\d{0,2});")


def without_references(text: str) -> str:
    """Return the text with HTML character references (`&ldquo;`, `&amp;nbsp;`, `&#8220;`) decoded.

    Unknown references are kept.
    """
    if "&" not in text:
        return text
    return _REFERENCE.sub(lambda found: html.unescape(html.unescape(found[0])), text).replace("\xa0", " ")
