"""Functions that state a reason as a sentence in the current language. There is a template for each reason code.

Pure functions, except that they read the language of the context.
"""

from collections.abc import Mapping, Sequence

from crawler.model.reason import Parameter, Reason
from monitor.text.i18n import N_, gettext, ngettext

Template = str | tuple[str, str]
"""A template with named parameters, or a pair of them: the singular and the plural form for the reason's `count`."""
_SEPARATOR = N_(", ")
_LAST = N_("{items} and {last}")
_UNKNOWN = N_("unknown reason ({code})")


def sentence_of(reason: Reason, templates: Mapping[str, Template]) -> str:
    """Return a sentence that states `reason`, without a full stop.

    `templates` contains the template of the sentence for each reason code. The sentence says that the reason is unknown
    and contains its code if there is no template for the code or if a parameter is missing.
    """
    template = templates.get(reason.code)
    if template is None:
        return gettext(_UNKNOWN, code=reason.code)
    words = {name: _word(value, templates) for name, value in reason.params.items()}
    try:
        return _filled(template, reason, words)
    except KeyError:
        return gettext(_UNKNOWN, code=reason.code)


def _filled(template: Template, reason: Reason, words: dict[str, str]) -> str:
    if isinstance(template, str):
        return gettext(template).format(**words)
    count = reason.params["count"]
    others = {name: word for name, word in words.items() if name != "count"}
    return ngettext(*template, count if isinstance(count, int) else 2, **others)


def _word(value: Parameter, templates: Mapping[str, Template]) -> str:
    if isinstance(value, Reason):
        return sentence_of(value, templates)
    if isinstance(value, tuple):
        return _listed([sentence_of(item, templates) for item in value])
    return str(value)


def _listed(items: Sequence[str]) -> str:
    if len(items) < 2:
        return "".join(items)
    return gettext(_LAST, items=gettext(_SEPARATOR).join(items[:-1]), last=items[-1])
