"""The names of verdicts, of the events that alerts and messages report, and of the outcomes of polls.

Pure functions; no I/O.
"""

from monitor.text.i18n import N_, gettext

_VERDICTS = {
    "new": N_("new"),
    "revision": N_("revision"),
    "copy": N_("copy"),
    "known": N_("known"),
    "revised": N_("revised"),
    "deadline": N_("deadline"),
    "gone": N_("gone"),
    "interpretation": N_("interpretation"),
    "expected": N_("expected"),
    "overdue": N_("overdue"),
    "target": N_("target"),
    "report": N_("report"),
    "digest": N_("digest"),
}
_OUTCOMES = {"ok": N_("read"), "not_modified": N_("not modified"), "failed": N_("failed")}


def verdict_word(verdict: str | None) -> str:
    """Return the name of a verdict, or of the event that a message reports, in the current language."""
    return gettext(_VERDICTS[verdict]) if verdict in _VERDICTS else verdict or ""


def outcome_word(outcome: str) -> str:
    """Return the name of a poll's outcome in the current language."""
    return gettext(_OUTCOMES[outcome]) if outcome in _OUTCOMES else outcome
