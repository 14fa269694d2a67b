"""Functions that render reasons as sentences in the user's language.

Pure functions, except that they read the language of the context.
"""

from crawler.model.notice import ReadingWarning
from crawler.model.reason import Reason
from monitor.messages.reason_templates import TEMPLATES, WARNINGS
from monitor.text.i18n import N_, Language, current_language, gettext, in_language
from monitor.text.sentences import Template, sentence_of

_CAUSE = "cause"
"""Name of the parameter that contains the detail of a trouble or a failure."""
_DETAIL = "detail"
"""Name of the parameter that contains the same detail in English, for readers without the catalogue."""
_WITH_DETAIL = N_("{sentence} ({detail})")


def render_reason(reason: Reason, language: Language | None = None) -> str:
    """Render a reason as a sentence without a full stop.

    Args:
        reason: The reason. If its code is unknown (from a later version), the sentence contains the code.
        language: The language, or None for the current language.
    """
    with in_language(language):
        return _render(reason)


def render_warning(warning: ReadingWarning, language: Language | None = None) -> str:
    """Render a warning that was recorded when a notice was read, as a sentence.

    A warning recorded by an earlier version contains a sentence instead of a reason.
    """
    if warning.reason in TEMPLATES:
        return render_reason(Reason.from_json({"code": warning.reason, "params": warning.params}), language)
    template = WARNINGS.get(warning.code)
    with in_language(language):
        return _with_detail(template, warning.detail) if template else warning.detail


def reason_object(reason: Reason | None) -> dict[str, object]:
    """Return a reason as a JSON object.

    `why` is the English sentence, and `reason` contains the reason's code and parameters. If there is no reason, `why`
    is empty and `reason` is None.
    """
    if reason is None:
        return {"why": "", "reason": None}
    return {"why": render_reason(reason, "en"), "reason": reason.as_json()}


def _render(reason: Reason) -> str:
    """Render a reason as a sentence in the current language.

    If the parameters of the reason contain another reason as its cause, that reason is rendered instead, because it is
    more precise. If they contain only a detail in English, the detail is included in the sentence.
    """
    cause = reason.params.get(_CAUSE)
    if isinstance(cause, Reason) and cause.code in TEMPLATES:
        return sentence_of(cause, TEMPLATES)
    detail = str(reason.params.get(_DETAIL, ""))
    return _with_detail(TEMPLATES.get(reason.code, ""), detail) if detail else sentence_of(reason, TEMPLATES)


def _with_detail(template: Template, detail: str) -> str:
    """Return the English detail of a reason, preceded by the reason's sentence if the current language is not English.

    `template` is the template of the sentence. If it has parameters, the sentence is left out.
    """
    if current_language() == "en" or not template or not isinstance(template, str) or "{" in template:
        return detail
    return gettext(_WITH_DETAIL, sentence=gettext(template), detail=detail)
