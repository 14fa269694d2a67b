"""The translation of configuration errors that the crawler or pydantic report in English."""

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
    N_("the id {name} is already used at {place}"),
    N_("expected a text, not {given}"),
    N_("expected true or false, not {given}"),
    N_("expected a list, not {given}"),
    N_("expected a list: entries that begin with `- `"),
    N_("expected fields with values (a mapping)"),
    N_("expected {choices}, not {given}; did you mean `{name}`?"),
    N_("expected {choices}, not {given} (known: {names})"),
    N_("expected {what}"),
    N_("the file is not UTF-8 text"),
    N_("not valid YAML: a value is not of the type of its tag"),
    N_("not valid YAML: {problem}"),
    N_("larger than {limit} bytes"),
    N_("too many or too deeply nested values"),
    N_("unknown tag (`!…`); quote the text if it begins with `!`"),
    # Values that the models of the crawler expect.
    N_("a duration such as 30s, 10m, 1h30m or 30d, of ten years at most, not {given}"),
    N_("a duration such as 30s, 10m, 1h30m or 30d, not {given}"),
    N_("a duration above zero"),
    N_("a duration greater than or equal to {shortest}, not {given}"),
    N_("{what} (or auto)"),
    N_("a time with a time zone, such as 2024-06-06T08:00:00Z"),
    N_("a time between the years 1 and 9999"),
    N_("an http or https URL, not {given}"),
    N_("a URL with a port from 1 to 65535, not {given}"),
    N_("a URL without spaces and with a port from 1 to 65535, not {given}"),
    N_("an IANA time zone such as Asia/Shanghai, not {given}"),
    N_("a glob for the URL's path and query, such as /policy/*, not {given}"),
    N_("a URL without user and password; give them in `headers`, as Authorization: Basic …"),
    N_("header names of letters, digits and hyphens"),
    N_("a value of {name} without line breaks and control characters"),
    N_("`json` or `form`, not both"),
    N_("`method: POST` with `json` or `form`"),
    N_("either `next` or `param`"),
    N_("no `paging`; a sitemap lists its parts itself"),
    N_("no `paging`; the pages of {kind} are known"),
    N_("`param`; `next` works only with sources of type json"),
    N_("`request.json` as a mapping; `param` is added to it"),
    N_("`paging`, which defines how the following pages are requested"),
    # Values that pydantic expects.
    N_("list should have at least {count} item after validation, not {given}"),
    N_("list should have at least {count} items after validation, not {given}"),
    N_("list should have at most {count} items after validation, not {given}"),
    N_("tuple should have at least {count} item after validation, not {given}"),
    N_("tuple should have at most {count} items after validation, not {given}"),
    N_("string should have at least {count} character, not {given}"),
    N_("string should have at least {count} characters, not {given}"),
    N_("string should have at most {count} characters, not {given}"),
    N_("string should match pattern {pattern}, not {given}"),
    N_("input should be a valid integer, unable to parse string as an integer, not {given}"),
    N_("input should be a valid integer, not {given}"),
    N_("input should be a valid number, not {given}"),
    N_("input should be greater than or equal to {least}, not {given}"),
    N_("input should be greater than {least}, not {given}"),
    N_("input should be less than or equal to {most}, not {given}"),
    N_("input should be less than {most}, not {given}"),
    N_("{first} or {last}"),
)


def localized_expectation(text: str) -> str:
    """Translate a validator's description of the expected value into the current language."""
    return translate_phrase(text, _PHRASES)


def localized_faults(error: ConfigError) -> str:
    """Return the faults of a configuration error in the current language, one per line."""
    return "\n".join(str(_localized(fault)) for fault in error.faults)


def _localized(fault: Fault) -> Fault:
    return replace(fault, message=translate_phrase(fault.message, _PHRASES))
