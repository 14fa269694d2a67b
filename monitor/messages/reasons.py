"""Functions that render reasons as sentences in the reader's language.

Pure functions, except that they read the language of the context.
"""

import re
from collections.abc import Sequence

from crawler.model.notice import ReadingWarning
from crawler.model.reason import Parameter, Reason
from monitor.health.trouble_names import trouble_detail
from monitor.messages.reason_templates import TEMPLATES, WARNINGS, Template
from monitor.text.i18n import N_, Language, current_language, gettext, in_language, ngettext

_DETAIL = "detail"
"""Name of the parameter that contains the crawler's own text, which is in English."""
_HAN = re.compile(r"[\u4e00-\u9fff]")
_SEPARATOR = N_(", ")
_LAST = N_("{items} and {last}")
_WITH_DETAIL = N_("{sentence} ({detail})")
_UNKNOWN = N_("unknown reason ({code})")


def render_reason(reason: Reason, language: Language | None = None) -> str:
    """Render a reason as a sentence without a full stop.

    Args:
        reason: The reason. If its code is unknown (from a later version), the sentence contains the code.
        language: The language, or None for the current language.
    """
    with in_language(language):
        return _render(reason)


def render_warning(warning: ReadingWarning, language: Language | None = None) -> str:
    """Render a warning about the reading of a notice as a sentence.

    A warning recorded by an earlier version contains a sentence instead of a reason.
    """
    if warning.reason in TEMPLATES:
        return render_reason(Reason.from_json({"code": warning.reason, "params": warning.params}), language)
    template = WARNINGS.get(warning.code)
    with in_language(language):
        return _with_detail(template, warning.detail) if template else warning.detail


def reason_object(reason: Reason | None) -> dict[str, object]:
    """Return a reason as a JSON object.

    `why` is the English sentence; `reason` contains the reason's code and parameters.
    """
    if reason is None:
        return {"why": "", "reason": None}
    return {"why": render_reason(reason, "en"), "reason": reason.as_json()}


def _render(reason: Reason) -> str:
    template = TEMPLATES.get(reason.code)
    detail = str(reason.params.get(_DETAIL, ""))
    if template is None:
        return detail or gettext(_UNKNOWN, code=reason.code)
    if detail:
        return _with_detail(template, detail)
    words = {name: _word(value) for name, value in reason.params.items()}
    try:
        return _filled(template, reason, words)
    except KeyError:  # a parameter that this version does not record
        return gettext(_UNKNOWN, code=reason.code)


def _filled(template: Template, reason: Reason, words: dict[str, str]) -> str:
    if isinstance(template, str):
        return gettext(template).format(**words)
    count = reason.params["count"]
    others = {name: word for name, word in words.items() if name != "count"}
    return ngettext(*template, count if isinstance(count, int) else 2, **others)


def _with_detail(template: Template, detail: str) -> str:
    """Return the crawler's own text, which is more detailed than the template.

    If the text has no translation into the current language, the translated template is placed before the text.
    """
    if current_language() == "en" or not isinstance(template, str):
        return detail
    if "{" in template:
        return detail
    known = trouble_detail(detail)
    if _HAN.search(known):
        return known
    sentence = gettext(template)
    return gettext(_WITH_DETAIL, sentence=sentence, detail=known) if known else sentence


def _word(value: Parameter) -> str:
    if isinstance(value, Reason):
        return _render(value)
    if isinstance(value, tuple):
        return _listed([_render(item) for item in value])
    return str(value)


def _listed(items: Sequence[str]) -> str:
    if len(items) < 2:
        return "".join(items)
    return gettext(_LAST, items=gettext(_SEPARATOR).join(items[:-1]), last=items[-1])
