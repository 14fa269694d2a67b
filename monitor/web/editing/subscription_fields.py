"""Conversion between a subscription's form fields and its fields in the file. Pure functions; no I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from monitor.config import Subscription
from monitor.text.i18n import gettext
from monitor.text.sanitize import plain
from monitor.web.editing.forms import FormError, one_line, several

EVENTS = ("new", "revised", "deadline", "gone", "interpretation", "expected", "target")
LEADS: Mapping[str, str] = {"days_before": "7", "targets_before": "90", "expected_before": "7"}
"""The fields with numbers of days before a date, with the default of each as it is shown."""
LISTS = ("regions", "issuers", "kinds", "sources", "units")
_DEFAULTS: Mapping[str, Any] = {
    "scope": "measure",
    "on": ["new"],
    **{name: [int(default)] for name, default in LEADS.items()},
    "deliver": "now",
    "inbox": None,
    "snooze": None,
    "language": None,
    "filters": {},
    "enabled": True,
}


@dataclass(frozen=True)
class SubscriptionForm:
    """The values of the form for a subscription, as the user entered them."""

    id: str = ""
    topics: Sequence[str] = ()
    channels: Sequence[str] = ()
    scope: str = "measure"
    on: Sequence[str] = ("new",)
    leads: Mapping[str, str] = field(default_factory=lambda: LEADS)
    deliver: str = "now"
    inbox: str = ""
    snooze: str = ""
    language: str = ""
    lists: Mapping[str, str] | None = None
    enabled: bool = True

    def list_text(self, name: str) -> str:
        """Return the values of the filter `name` as text, one value per line, for display in the form.

        Invisible characters are removed.
        """
        return "\n".join(map(plain, (self.lists or {}).get(name, "").splitlines()))


def form_of(subscription: Subscription) -> SubscriptionForm:
    """Return the form, filled with the values of an existing subscription.

    The form's `deliver` is empty if the file contains a schedule that the form cannot express.
    """
    written = subscription.model_dump(mode="json", exclude_none=True)
    deliver = written.get("deliver", "now")
    if isinstance(deliver, dict):
        deliver = deliver["cron"] if set(deliver) == {"cron"} else ""
    return SubscriptionForm(
        subscription.id,
        subscription.topics,
        subscription.channels,
        subscription.scope,
        subscription.on,
        {name: ", ".join(map(str, getattr(subscription, name))) for name in LEADS},
        deliver,
        written.get("inbox", ""),
        written.get("snooze", ""),
        written.get("language", ""),
        {name: "\n".join(getattr(subscription.filters, name)) for name in LISTS},
        subscription.enabled,
    )


def fields_of(form: SubscriptionForm, known: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the fields of a subscription to write to the file. Raises FormError if a value of the form is invalid.

    `known` is the entry that the file now contains for the subscription, or None if it contains none. A field with its
    default value is left out, unless that entry contains the field.
    """
    old = known or {}
    fields: dict[str, Any] = {
        "topics": [one_line(name) for name in form.topics],
        "channels": [one_line(name) for name in form.channels],
        "scope": one_line(form.scope),
        "on": [name for name in EVENTS if name in form.on],
        **{name: _numbers(form.leads.get(name, ""), default) for name, default in LEADS.items()},
        "inbox": one_line(form.inbox) or None,
        "snooze": one_line(form.snooze) or None,
        "language": one_line(form.language) or None,
        "filters": _filters(form, old.get("filters") or {}),
        "enabled": form.enabled,
    }
    if deliver := one_line(form.deliver):
        fields["deliver"] = deliver
    return {name: value for name, value in fields.items() if not _is_unchanged(name, value, old)}


def _is_unchanged(name: str, value: Any, old: Mapping[str, Any]) -> bool:
    if name not in old:
        return name in _DEFAULTS and _DEFAULTS[name] == value
    return bool(old[name] == value) or (isinstance(value, list) and len(value) == 1 and old[name] == value[0])


def _numbers(written: str, default: str) -> list[int]:
    parts = one_line(written).replace("，", ",").replace(",", " ").split()
    if not all(part.isdecimal() and len(part) < 5 for part in parts):
        raise FormError(gettext("expected numbers of days, such as 14, 3"))
    return [int(part) for part in parts] or [int(default)]


def _filters(form: SubscriptionForm, old: Mapping[str, Any]) -> dict[str, Any]:
    """Return the filters to write to the file: those in the form, and those that the form does not show.

    `old` contains the filters that are now in the file.
    """
    found = {name: several((form.lists or {}).get(name, "")) for name in LISTS}
    kept = {name: value for name, value in old.items() if name not in LISTS}
    return kept | {name: values for name, values in found.items() if values or name in old}
