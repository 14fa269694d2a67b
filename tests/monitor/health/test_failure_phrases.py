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
UNTRANSLATED = 12
"""Sentences that may still lack a translation; they are shown in English after the Chinese name of the failure."""


def sentences() -> Iterator[str]:
    """Yield the sentences that errors of the crawler are raised with; other values are replaced by `x`."""
    for path in CRAWLER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS and node.args:
                match node.args[0]:
                    case ast.Constant(value=str(sentence)):
                        yield sentence
                    case ast.JoinedStr(values=parts):
                        yield "".join(part.value if isinstance(part, ast.Constant) else "x" for part in parts)


def test_sentences_of_failures_are_translated():
    documented = {str(getattr(errors, name).__doc__).strip() for name in ERRORS}
    spoken = {sentence for sentence in sentences() if re.search("[a-z]{2}", sentence)} | documented
    with in_language("zh"):
        missing = sorted(text for text in spoken if not re.search("[\u4e00-\u9fff]", trouble_detail(text)))
    assert len(missing) <= UNTRANSLATED, f"add these to monitor/health/failure_phrases.py: {missing}"
    assert len(spoken) > 90
