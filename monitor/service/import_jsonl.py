"""Functions that ingest JSON Lines from other programs. Each line contains a poll result or a single notice."""

import asyncio
import base64
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from crawler.model.checks.validation import suggest
from crawler.model.notice import Notice
from crawler.model.requests import ReadRequest
from crawler.model.results import PolledNotice, PollResult
from crawler.model.types import HttpUrl
from monitor.errors import ChildError, RefusedValueError, UnknownError
from monitor.health.trouble_names import failure_words
from monitor.identity.evidence import FoundNotice
from monitor.ingest.evidence import preload
from monitor.ingest.pipeline import (
    Decision,
    PolledSource,
    PreparedNotice,
    ingest_notice,
    ingest_results,
    prepare_notice,
    prepare_result,
)
from monitor.messages.reasons import reason_object
from monitor.polling.poller import SourcePoller
from monitor.polling.setup import PollSetup
from monitor.ports import Store, Transaction
from monitor.runtime.store_executor import StoreExecutor
from monitor.service.line_file import LINE_LIMIT
from monitor.text.fault_phrases import localized_field_fault, localized_first_fault
from monitor.text.i18n import gettext

BATCH = 64
"""Number of lines that are parsed concurrently."""
MAX_LOCK_S = 0.25
"""Time in seconds after which the store's write lock is released before the next line is written."""
URL_LIMIT = 4096
TITLE_LIMIT = 2000
"""Maximum number of characters in a bare notice's URL (`URL_LIMIT`) and title (`TITLE_LIMIT`)."""
_LINE_FAULTS = (RefusedValueError, UnknownError, ValueError)
"""Errors caused by the content of a line, not by the database."""
SOURCE = "ingest"
"""Default source of bare notices."""


def _one_line(name: str) -> str:
    """Return a source name with each unprintable character replaced by U+FFFD. Raises ValueError if it is empty."""
    shown = "".join(char if char.isprintable() else "\ufffd" for char in name.strip())
    if not shown:
        raise ValueError("the name of the source")
    return shown


class BareNotice(BaseModel):
    """A notice made by another program: `text`, or `html` to be parsed, and further fields of a notice."""

    model_config = ConfigDict(extra="allow", frozen=True)

    url: Annotated[HttpUrl, Field(max_length=URL_LIMIT)]
    source: Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_one_line)] = SOURCE
    title: Annotated[str, Field(max_length=TITLE_LIMIT)] | None = None
    text: str | None = None
    html: str | None = None
    published_on: date | None = None

    @model_validator(mode="after")
    def _one_body(self) -> "BareNotice":
        if (self.text is None) == (self.html is None):
            raise ValueError("either `text` or `html`")
        return self

    def given(self) -> dict[str, Any]:
        """Return the fields of the notice that the input contains, except its URL and its text.

        They take precedence over the fields extracted from the page.
        """
        names = set(Notice.model_fields) - {"url", "text", "reader", "script"}
        fields = self.model_dump(mode="json")
        return {name: value for name, value in fields.items() if name in names and value is not None}


IGNORED = frozenset({"id", "verdict", "copies", "revision", "topics", "reader", "script"})
"""Fields that `notices list` prints and that are determined anew, so that its lines can be ingested."""
_KNOWN_FIELDS = tuple(dict.fromkeys((*BareNotice.model_fields, *Notice.model_fields)))


@dataclass
class InputLine:
    """The result for one input line.

    `notices` contains an object with the verdict for each notice of the line. `error` states why the line was not
    ingested, or is None if it was ingested.
    """

    number: int
    notices: list[dict[str, Any]] = field(default_factory=list)
    error: str | None = None


@dataclass(frozen=True)
class Read:
    """A numbered line and the result of parsing it: a poll result, a notice with its source, or an error message."""

    number: int
    value: PollResult | tuple[str, PolledNotice] | str


@dataclass(frozen=True)
class _PreparedLine:
    """A numbered line, with the data that is ready to be ingested or an error message."""

    number: int
    value: PolledSource | PreparedNotice | str


async def read(poller: SourcePoller, batch: Sequence[tuple[int, str]]) -> list[Read]:
    """Parse a batch of numbered lines, and return the results in the same order.

    If a line contains a single notice, a crawler child process reads the notice's text or HTML.
    """
    values = await asyncio.gather(*(_read(poller, text) for _, text in batch))
    return [Read(number, value) for (number, _), value in zip(batch, values, strict=True)]


async def ingest_lines(
    executor: StoreExecutor[Store],
    setup: PollSetup,
    clock: Callable[[], datetime],
    batch: Sequence[Read],
    position: tuple[str, int] | None = None,
) -> list[InputLine]:
    """Ingest a batch of lines, and return the result for each line.

    If a line has an error, no part of it is ingested. `position` consists of a name and a line number. If it is given,
    the line number is stored under this name before the lines are ingested.
    """
    store = executor.store

    def step() -> list[InputLine]:
        prepared = [_prepare(store, line, setup, clock()) for line in batch]
        if position:
            with store.writing() as tx:
                tx.events.put_position(*position)
        lines: list[InputLine] = []
        while len(lines) < len(prepared):
            # Other writers are waiting: release the lock regularly.
            ends = time.monotonic() + MAX_LOCK_S
            together: list[InputLine] = []
            begun = len(lines)
            try:
                with store.writing() as tx:
                    preload(tx, _found(prepared[begun:]))
                    for line in prepared[begun:]:
                        together.append(_line(tx, line, setup, clock()))
                        if time.monotonic() >= ends:
                            break
            except _LINE_FAULTS:
                # The transaction was rolled back: ingest its first line alone, to report the error if it is the cause.
                together = [_alone(store, prepared[begun], setup, clock())]
            lines += together
        return lines

    return await executor.run(step)


def _found(lines: Sequence[_PreparedLine]) -> list[FoundNotice]:
    """Return the notices of those lines that contain a single notice."""
    return [line.value.found for line in lines if isinstance(line.value, PreparedNotice)]


def _prepare(store: Store, line: Read, setup: PollSetup, now: datetime) -> _PreparedLine:
    """Compute the data to be recorded for a line, before the write lock is taken.

    If the line has an error, the result contains an error message instead.
    """
    value = line.value
    try:
        if isinstance(value, PollResult):
            polled = prepare_result(value, setup.interval(value.source), None, now, store.prepare)
            return _PreparedLine(line.number, polled)
        if isinstance(value, tuple):
            source, notice = value
            as_given = notice.page is None
            return _PreparedLine(line.number, prepare_notice(notice, source, now, store.prepare, as_given=as_given))
    except _LINE_FAULTS as error:
        return _PreparedLine(line.number, " ".join(str(error).split()))
    return _PreparedLine(line.number, value)


def _alone(store: Store, line: _PreparedLine, setup: PollSetup, now: datetime) -> InputLine:
    """Ingest one line in a separate transaction. If the line has an error, nothing is recorded."""
    try:
        with store.writing() as tx:
            return _line(tx, line, setup, now)
    except _LINE_FAULTS as error:
        return InputLine(line.number, error=" ".join(str(error).split()))


def _line(tx: Transaction, line: _PreparedLine, setup: PollSetup, now: datetime) -> InputLine:
    if isinstance(line.value, str):
        return InputLine(line.number, error=line.value)
    return InputLine(line.number, [_verdict_object(decision) for decision in _ingest(tx, line.value, setup, now)])


async def _read(poller: SourcePoller, text: str) -> PollResult | tuple[str, PolledNotice] | str:
    """Parse a line, and return a poll result, a notice with its source, or an error message."""
    if len(text) > LINE_LIMIT:
        return gettext("the line is longer than {limit} characters", limit=LINE_LIMIT)
    try:
        data = json.loads(text)
        if not isinstance(data, dict):
            return gettext("expected a JSON object")
        return _poll_result(data, text) if "outcome" in data else await _read_bare(poller, data)
    except _FaultyLineError as error:
        return str(error)
    except (ValueError, RecursionError) as error:
        return gettext("not valid JSON: {error}", error=error)
    except ChildError as error:
        return str(error)


class _FaultyLineError(Exception):
    """The error that an input line does not fit the schema. The message names the fields."""


def _poll_result(data: dict[str, Any], text: str) -> PollResult:
    try:
        return PollResult.model_validate_json(text)
    except ValidationError as error:
        raise _FaultyLineError(localized_first_fault(PollResult, error, data)) from error


def _bare_notice(data: dict[str, Any]) -> BareNotice:
    unknown = [name for name in data if name not in _KNOWN_FIELDS and name not in IGNORED]
    if unknown:
        said = (f"{name}: there is no such field{suggest(name, _KNOWN_FIELDS)}" for name in unknown)
        raise _FaultyLineError("; ".join(map(localized_field_fault, said)))
    try:
        return BareNotice.model_validate(data)
    except ValidationError as error:
        raise _FaultyLineError(localized_first_fault(BareNotice, error, data)) from error


async def _read_bare(poller: SourcePoller, data: dict[str, Any]) -> tuple[str, PolledNotice] | str:
    bare = _bare_notice(data)
    body = base64.b64encode(bare.html.encode()) if bare.html is not None else None
    request = ReadRequest(
        id=bare.url, url=bare.url, text=bare.text, body=body, content_type="text/html; charset=utf-8" if body else None
    )
    result = await poller.read(request)
    if result.notice is None:
        return failure_words(result.failures[0])
    merged = result.notice.model_dump() | bare.given()
    try:
        notice = PolledNotice.model_validate(merged | {"page": result.notice.page, "given": bare.given()})
    except ValidationError as error:
        raise _FaultyLineError(localized_first_fault(Notice, error, merged)) from error
    return bare.source, notice


def _ingest(
    tx: Transaction, value: PolledSource | PreparedNotice, setup: PollSetup, now: datetime
) -> Sequence[Decision]:
    if isinstance(value, PolledSource):
        [ingested] = ingest_results(tx, [value], setup.matcher, setup.policy, now, lists=setup.lists)
        return ingested.decisions
    return [ingest_notice(tx, value, setup.matcher, setup.policy, now, lists=setup.lists)]


def _verdict_object(decision: Decision) -> dict[str, Any]:
    kind = decision.verdict.kind
    return {
        "url": decision.document.url,
        "verdict": kind,
        "notice": decision.notice,
        "of": decision.verdict.of if kind in ("copy", "revision") else None,
        **reason_object(decision.verdict.reason),
    }
