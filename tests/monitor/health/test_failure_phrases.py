"""Sentences of the crawler about failures have a Chinese translation."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from crawler.model import errors
from monitor.health.trouble_names import trouble_detail
from monitor.text.i18n import in_language

CRAWLER = Path(errors.__file__).parents[1]
ERRORS = {name for name in dir(errors) if name.endswith("Error")}
NO_SENTENCES = {
    "expected 1": "the fault of a request, which no user sees",
    "select.item: 1": "the same in both languages but for the colon",
    "the page 1": "its two reasons are sentences of their own",
    "the response has no list (`data.html`)1": "with and without a reason, each is a sentence of its own",
}
"""What is put together from other sentences, with the reason; the sentences themselves are translated."""


def sentences() -> Iterator[str]:
    """Yield the sentences that errors of the crawler are raised with; other values are replaced by `1`."""
    for path in CRAWLER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in ERRORS and node.args:
                match node.args[0]:
                    case ast.Constant(value=str(sentence)):
                        yield sentence
                    case ast.JoinedStr(values=parts):
                        yield "".join(part.value if isinstance(part, ast.Constant) else "1" for part in parts)


def _name(function: ast.expr) -> str:
    """Return the name of a called function or class, with or without its module."""
    return ast.unparse(function).rpartition(".")[2]


def test_sentences_of_failures_are_translated():
    documented = {str(getattr(errors, name).__doc__).strip() for name in ERRORS}
    spoken = {sentence for sentence in sentences() if re.search("[a-z]{2}", sentence)} | documented
    with in_language("zh"):
        missing = {text for text in spoken if trouble_detail(text) == text}
    assert sorted(missing - NO_SENTENCES.keys()) == [], "add these to monitor/health/failure_phrases.py"
    assert len(spoken) > 90
