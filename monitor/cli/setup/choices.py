"""Functions that parse and validate the choices for `noticewatch init`, from options or from answers."""

from pydantic import ValidationError

from monitor.cli.common import topic_or_query
from monitor.config import Config, Settings
from monitor.config.starter import CHANNEL, StarterChoice, find_region, regions_of
from monitor.errors import UnknownError
from monitor.text.i18n import LANGUAGES, Language, current_language, gettext


def chosen(
    known: Config,
    language: str | None,
    provinces: list[str] | None,
    topics: list[str] | None,
    channels: list[str] | None,
) -> StarterChoice:
    """Return the choices that the user made by options of the command line.

    `known` is the complete starter configuration. `provinces` may contain countries, too. An item of `topics` that is
    not the id of a topic is a query for a new topic. If `language` is None, the language of the command line is used,
    so that alerts are in the user's language. Raises UnknownError if the value of an option is invalid.
    """
    ids = {topic.id for topic in known.topics}
    named = tuple(topic for topic in topics or () if topic in ids)
    queries = [topic for topic in topics or () if topic not in ids]
    return StarterChoice(
        language=_language(language) or current_language(),
        regions=None if provinces is None else tuple(region(known, name) for name in provinces),
        topics=named if topics else None,
        queries=tuple((query_id(number), valid_query(known, query)) for number, query in enumerate(queries, 1)),
        channels=tuple(map(valid_channel, channels or ())),
    )


def _language(written: str | None) -> Language | None:
    return next((language for language in LANGUAGES if language == written), None)


def region(known: Config, name: str) -> str:
    """Return the country code or the name of the province that the user means by `name`.

    Raises UnknownError if no source in `known` belongs to this country or province.
    """
    regions = regions_of(known.sources)
    found = find_region(name, regions)
    if found is None:
        raise UnknownError(
            gettext(
                "there are no predefined sources for {name}; available: {known}",
                name=repr(name),
                known=", ".join(regions),
            )
        )
    return found


def query_id(number: int) -> str:
    """Return the id of the topic for one of the user's queries. The queries are numbered from 1."""
    return "my-topic" if number == 1 else f"my-topic-{number}"


def valid_query(known: Config, query: str) -> str:
    """Return `query` unchanged if it is a valid query or the id of a topic. Raises UnknownError otherwise."""
    topic_or_query(known, query)
    return query


def valid_channel(url: str) -> str:
    """Return the URL of a channel. Raises UnknownError if Apprise does not accept it."""
    from monitor.delivery.channels import Channels

    try:
        channels = Settings.model_validate({"channels": {CHANNEL: url}}).channels
    except ValidationError as error:
        if url.lower().startswith("webhook"):
            raise UnknownError(
                gettext(
                    "--channel: a webhook needs a secret; add it to noticewatch.yaml, with the fields `url` and "
                    "`secret`, or use a URL such as json://host/path, which needs none"
                )
            ) from error
        raise UnknownError(gettext("--channel: expected a URL such as mailtos://user:password@example.org")) from error
    if Channels(channels).check():
        raise UnknownError(_refused(url))
    return url


_EXAMPLES = {
    "mailto": "mailto://user:password@example.org?to=you@example.org",
    "ntfy": "ntfy://ntfy.sh/my-topic",
    "json": "json://host/path",
}
"""Examples of channel URLs by scheme."""


def _refused(url: str) -> str:
    """Return the message about a channel URL that Apprise does not accept, with an example of a valid one.

    The message does not contain the URL, which may contain a password.
    """
    scheme, mark, _ = url.partition("://")
    example = _EXAMPLES.get(scheme.lower().rstrip("s")) or _EXAMPLES["mailto"]
    if not mark:
        return gettext("--channel: this is not a URL; expected a URL such as {example}", example=example)
    if scheme.lower().rstrip("s") in _EXAMPLES:
        return gettext(
            "--channel: a part of this {scheme} URL is missing or invalid (user, password, host or recipient); "
            "expected a URL such as {example}",
            scheme=scheme,
            example=example,
        )
    return gettext(
        "--channel: Apprise does not accept this {scheme} URL; for the supported form, see https://github.com/caronc/apprise/wiki",
        scheme=scheme,
    )
