"""The fixed words of messages. Templates refer to each of them by a name. Pure functions; no I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from monitor.text.i18n import N_, NN_, Language, gettext, in_language, ngettext, pgettext

_WORDS = {
    "new": N_("New"),
    "revised": N_("Revised"),
    "deadline": N_("Deadline"),
    "gone": N_("Withdrawn"),
    "interpretation": N_("Interpretation"),
    "expected": N_("Expected"),
    "overdue": N_("Overdue, expected"),
    "issuer": N_("Issuer"),
    "number": N_("Number"),
    "kind": N_("Kind"),
    "published": N_("Published"),
    "issued": N_("Dated"),
    "effective": N_("In force"),
    "expires": N_("In force until"),
    "where": N_("Region"),
    "link": N_("Link"),
    "copies": N_("Also at"),
    "files": N_("Attachments"),
    "about": N_("about"),
    "units": N_("Responsible"),
    "lead": N_("Lead"),
    "support": N_("Supporting"),
    "for_addressees": N_("for the addressees"),
    "for_units": N_("for the units named"),
    "target": N_("Target"),
    "by": N_("by {}"),
    "why": N_("Matched"),
    "topics": N_("Topic"),
    "told": N_("Subscription"),
    "sample": N_("a test message"),
    "because": N_("Why"),
    "by_topics": N_("topic {}"),
    "by_words": N_("matched {}"),
    "by_subscriptions": N_("subscription {}"),
    "gone_note": N_(
        "The site has withdrawn this notice. noticewatch has kept the text; to find the "
        "notice, use `noticewatch notices search`."
    ),
    "was": N_("Was"),
    "now": N_("Now"),
    "added": N_("Added"),
    "removed": N_("Removed"),
    "digest": N_("Digest"),
    "count": N_("{}"),
    "moved": N_("no longer in the notice"),
    "colon": N_(": "),
    "comma": N_(", "),
    "semicolon": N_("; "),
    "open": N_(" ("),
    "close": N_(")"),
    "ellipsis": N_("… "),
}


# For translators: measures, changes and notices for which a message has no room.
_COUNTED = {
    "more": NN_("{count} more measure", "{count} more measures"),
    "changes": NN_("{count} more change", "{count} more changes"),
    "further": NN_(
        "{count} more; to list all, run `noticewatch subscriptions test`",
        "{count} more; to list all, run `noticewatch subscriptions test`",
    ),
}


@dataclass(frozen=True)
class CountedLabel:
    """A label with a count, such as “3 more changes”. `forms` contains its singular and plural."""

    forms: tuple[str, str]
    language: Language

    def format(self, count: int) -> str:
        """Return the label in the singular or plural form for `count`."""
        with in_language(self.language):
            return ngettext(*self.forms, count)


@cache
def labels_of(language: Language) -> Mapping[str, str]:
    """Return the labels of messages in a language, by name.

    Some labels are punctuation, such as `colon`. The label `enumerate` is the separator of list items.
    """
    with in_language(language):
        return {key: gettext(word) for key, word in _WORDS.items()} | {"enumerate": pgettext("list", ", ")}


@cache
def counted_labels_of(language: Language) -> Mapping[str, CountedLabel]:
    """Return those labels of messages in a language that contain a count, by name."""
    return {key: CountedLabel(forms, language) for key, forms in _COUNTED.items()}
