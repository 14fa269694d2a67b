"""Functions that translate configuration errors. The models of the crawler report these errors in English."""

from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError

from crawler.model.checks.validation import first_fault
from crawler.model.faults import ConfigError, Fault
from monitor.text.i18n import N_, NN_
from monitor.text.phrases import OS_REASONS, translate_phrase

_PHRASES = (
    *OS_REASONS,
    N_("this field is required"),
    N_("there is no such field; did you mean `{name}`?"),
    N_("there is no such field (available: {names})"),
    N_("there is no such field"),
    N_("there is no {kind} {name}; did you mean `{other}`?"),
    N_("there is no {kind} {name} (available: {names})"),
    N_("there is no {kind} {name}"),
    N_("topic"),
    N_("channel"),
    N_("source"),
    N_("the id {name} is already used at {place}"),
    N_("expected a list: entries that begin with `- `"),
    N_("expected {choices}, not {given}; did you mean `{name}`?"),
    N_("expected {what}"),
    N_("the file is not UTF-8 text"),
    N_("not valid YAML: a value is not of the type of its tag"),
    N_("not valid YAML: {problem}"),
    N_("the file is larger than {limit} bytes"),
    N_("too many or too deeply nested values"),
    N_("unknown tag (`!…`); quote the text if it begins with `!`"),
    N_("programs are run only if noticewatch.yaml has `allow_commands: true`"),
    N_("there is no program {name} in the configuration folder"),
    N_("the program {name} is outside the configuration folder"),
    N_("the program {name} is not an executable file"),
    # Values that the models of the crawler expect.
    N_("a duration of at most ten years, such as 30s, 10m, 1h30m or 30d, not {given}"),
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
    N_("a URL without user name or password; put them in `headers` as Authorization: Basic …"),
    N_("header names that consist of letters, digits and hyphens"),
    N_("a value of {name} without line breaks or control characters"),
    N_("`json` or `form`, not both"),
    N_("`method: POST` with `json` or `form`"),
    N_("either `next` or `param`"),
    N_("`browser`, or a mapping with `pages`, `wait_for` or `timeout`"),
    N_("a duration from 1s to 60s"),
    N_("a selector that selects an element, not {given}"),
    N_("`render: {pages: notices}`, because a listing of type {kind} is not loaded in a browser"),
    N_("`render: {pages: notices}`, because a browser does not send POST requests"),
    N_("no `render` with the header {name}, because a browser sends only User-Agent from `headers`"),
    N_("no `paging`, because a sitemap lists its own parts"),
    N_("no `paging`, because the type {kind} has its own paging"),
    N_("`param`, because `next` works only with sources of type json"),
    N_("a mapping in `request.json`, because `param` is added to it"),
    N_("`paging`, which defines how the following pages are requested"),
    N_("a text"),
    N_("true or false"),
    N_("a list"),
    N_("fields with values (a mapping)"),
    N_("a whole number"),
    N_("a number"),
    N_("a date such as {example}"),
    N_("JSON"),
    N_("null"),
    N_("another value"),
    N_("a number of at least {least}"),
    N_("a number greater than {least}"),
    N_("a number of at most {most}"),
    N_("a number less than {most}"),
    NN_("at least {count} character", "at least {count} characters"),
    NN_("at most {count} character", "at most {count} characters"),
    NN_("at least {count} entry", "at least {count} entries"),
    NN_("at most {count} entry", "at most {count} entries"),
    N_("one word without spaces"),
    N_("one word without spaces or slashes"),
    N_("a name such as 滨州市, or a path such as CN/山东省/滨州市"),
    N_("an e-mail address or a URL of at most 200 characters, without spaces"),
    N_("a name without spaces or operators"),
    N_("a path such as /notices"),
    N_("a host name"),
    N_("the hash that `noticewatch web password` prints"),
    N_("the name of a header"),
    N_("an address and a port, such as 127.0.0.1:8000"),
    N_("an IP address and a port, such as 127.0.0.1:8000"),
    N_("an IP address or a network, such as 10.0.0.0/8"),
    N_("both `trusted_proxies` and `user_header`, or neither"),
    N_("a `password` or `trusted_proxies`, because other machines can reach this address"),
    # Selectors and link templates.
    N_("no selector (the fields of this type have fixed places), not {given}"),
    N_("a CSS or XPath selector, not {given}"),
    N_("a JMESPath expression, not {given}"),
    N_("a JMESPath expression (for the type json, only `body` is CSS or XPath), not {given}"),
    N_("a JMESPath expression: the type json needs `{name}`"),
    N_("no `{name}`, because it is only for sources of type json"),
    N_("no `unit`, because it is only for sources of type jpage or jpaas"),
    N_("a selector, or a link template with names in braces such as /doc?id={id}, not {given}"),
    N_("a link template that begins with `/`, `?` or a fixed host such as https://www.example.org/, not {given}"),
    N_("a link template that refers to a group of `link_pattern`, not {given}"),
    N_("a name, or the number of a group in `link_pattern`, not {given}"),
    N_("a regular expression with a group such as {example}, not {given}"),
    N_("a regular expression, not {given}"),
    N_("`item`, which selects the rows whose values fill the template in `link`"),
    N_("`link` as a template such as /doc?id={id}, whose values come from `link_pattern`"),
    N_("no `link_pattern`, because JMESPath can join texts: {example}"),
    N_("the name of the source"),
    N_("a text without control characters"),
    N_("no `command`, because it is only for sources of type command"),
    N_("`command`: the program and its arguments as a list"),
    N_("arguments without null characters"),
    N_("no `paging`, because the program prints all rows"),
    N_("no `${…}`, because variables are replaced only in noticewatch.yaml"),
    N_("no `{name}`, because variables are replaced only in noticewatch.yaml"),
    N_("either `text` or `html`"),
    N_("{what}, not {given}"),
    N_("{what} or {choices}"),
    N_("{first} or {last}"),
)


def localized_expectation(text: str) -> str:
    """Translate an English text that states which value a setting must have into the current language."""
    return translate_phrase(text, _PHRASES)


def localized_first_fault(model: type[BaseModel], error: ValidationError, data: Any) -> str:
    """Return the first of the faults in `error` in the current language, preceded by the name of the field.

    `error` is the result of validating `data` with `model`.
    """
    return localized_field_fault(first_fault(model, error, data))


def localized_field_fault(text: str) -> str:
    """Translate the message in a text of the form `field: message`. The name of the field is not translated.

    A text without a field name is translated as a whole.
    """
    field, mark, message = text.partition(": ")
    if not mark or " " in field:
        return translate_phrase(text, _PHRASES)
    return f"{field}: {translate_phrase(message, _PHRASES)}"


def localized_faults(error: ConfigError) -> str:
    """Return the faults of a configuration error in the current language, one per line."""
    return "\n".join(localized_fault(fault) for fault in error.faults)


def localized_fault(fault: Fault) -> str:
    """Return a fault in the current language: the file, the line, the field and the message."""
    return str(_localized(fault))


def _localized(fault: Fault) -> Fault:
    return replace(fault, message=translate_phrase(fault.message, _PHRASES))
