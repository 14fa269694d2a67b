"""Faults of the configuration in the current language. They come in English from the crawler and from pydantic."""

from dataclasses import replace

from crawler.model.faults import ConfigError, Fault
from monitor.text.i18n import N_
from monitor.text.phrases import translate_phrase

_PHRASES = (
    N_("this field is required"),
    N_("there is no such field; did you mean `{name}`?"),
    N_("there is no such field (known: {names})"),
    N_("there is no such field"),
    N_("there is no {kind} {name}; did you mean `{other}`?"),
    N_("there is no {kind} {name} (known: {names})"),
    N_("there is no such folder; `noticewatch init {folder}` makes one"),
    N_("there is no noticewatch.yaml in this folder; `noticewatch init {folder}` makes one"),
    N_("this is a file; the configuration is a folder, which `noticewatch init DIR` makes"),
    N_("the id {name} is taken, at {place}"),
    N_("expected a text, not {given}"),
    N_("expected true or false, not {given}"),
    N_("expected a list, not {given}"),
    N_("expected a list: entries that begin with `- `"),
    N_("expected fields with values (a mapping)"),
    N_("expected {what}"),
    N_("the environment has no variable {name}"),
    N_("the file is not UTF-8 text"),
    N_("no YAML: {problem}"),
)


def localized_faults(error: ConfigError) -> str:
    """Return the faults, a line each."""
    return "\n".join(str(_localized(fault)) for fault in error.faults)


def _localized(fault: Fault) -> Fault:
    return replace(fault, message=translate_phrase(fault.message, _PHRASES))
