"""Taking in JSON Lines made elsewhere: poll results, or bare notices."""

import asyncio
import base64
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from crawler.model.notice import Notice
from crawler.model.requests import ReadRequest
from crawler.model.results import PolledNotice, PollResult
from crawler.model.types import HttpUrl
from monitor.alerting.matcher import Matcher
from monitor.ingest.pipeline import Decision, Policy, ingest_notice, ingest_result
from monitor.polling.poller import SourcePoller
from monitor.ports import Transaction

BATCH = 64
"""Lines read side by side."""
HELD_S = 0.25
"""Seconds after which the store's write lock is given back between two lines."""
SOURCE = "ingest"
"""The source of bare notices that name none."""


class BareNotice(BaseModel):
    """A notice made elsewhere: `text`, or `html` to be read. Fields that no notice has are passed over."""

    model_config = ConfigDict(extra="allow", frozen=True)

    url: HttpUrl
    source: str = SOURCE
    title: str | None = None
    text: str | None = None
    html: str | None = None
    published_on: date | None = None

    @model_validator(mode="after")
    def _one_body(self) -> "BareNotice":
        if (self.text is None) == (self.html is None):
            raise ValueError("either `text` or `html` must be there")
        return self

    def given(self) -> dict[str, Any]:
        """The fields of a notice that were given, which win over what reading finds."""
        names = set(Notice.model_fields) - {"url", "text", "reader", "script"}
        fields = self.model_dump(mode="json")
        return {name: value for name, value in fields.items() if name in names and value is not None}


@dataclass
class InputLine:
    """What became of one line: an object for each notice in it, or the error."""

    number: int
    said: list[dict[str, Any]] = field(default_factory=list)
    error: str | None = None


@dataclass(frozen=True)
class Read:
    """A numbered line as a poll result, as a source's notice, or as the words for what is wrong with it."""

    number: int
    value: PollResult | tuple[str, PolledNotice] | str


async def read(polling: SourcePoller, batch: Sequence[tuple[int, str]]) -> list[Read]:
    """A batch of numbered lines, as read by children."""
    values = await asyncio.gather(*(_read(polling, text) for _, text in batch))
    return [Read(number, value) for (number, _), value in zip(batch, values, strict=True)]


async def take(
    polling: SourcePoller, policy: Policy, matcher: Matcher, batch: Sequence[Read], note: tuple[str, int] | None = None
) -> list[InputLine]:
    """Takes a batch in, each line wholly or, with its error, not at all. `note` is a position that is noted with it."""

    def step() -> list[InputLine]:
        if note:
            with polling.store.writing() as tx:
                tx.events.put_position(*note)
        answers: list[InputLine] = []
        while len(answers) < len(batch):
            # Others want to write as well: the lock is given back now and then.
            ends = time.monotonic() + HELD_S
            with polling.store.writing() as tx:
                for one in batch[len(answers) :]:
                    answers.append(_line(tx, one, policy, matcher, polling))
                    if time.monotonic() >= ends:
                        break
        return answers

    return await polling.in_store(step)


async def feed(
    polling: SourcePoller, policy: Policy, matcher: Matcher, batch: Sequence[tuple[int, str]]
) -> list[InputLine]:
    """Takes a batch of numbered lines in, each wholly or, with its error, not at all."""
    return await take(polling, policy, matcher, await read(polling, batch))


def _line(tx: Transaction, one: Read, policy: Policy, matcher: Matcher, polling: SourcePoller) -> InputLine:
    if isinstance(one.value, str):
        return InputLine(one.number, error=one.value)
    return InputLine(one.number, [_said(done) for done in _take_in(tx, one.value, policy, matcher, polling)])


async def _read(polling: SourcePoller, text: str) -> PollResult | tuple[str, PolledNotice] | str:
    """A line as a poll result, as a source's notice, or as the words for what is wrong with it."""
    try:
        data = json.loads(text)
        if not isinstance(data, dict):
            return "expected a JSON object"
        if "outcome" in data:
            return PollResult.model_validate_json(text)
        bare = BareNotice.model_validate_json(text)
        return await _read_bare(polling, bare)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        return f"{where}: {first['msg']}" if where else str(first["msg"])
    except (ValueError, RecursionError) as error:
        return f"no JSON: {error}"


async def _read_bare(polling: SourcePoller, bare: BareNotice) -> tuple[str, PolledNotice] | str:
    body = base64.b64encode(bare.html.encode()) if bare.html is not None else None
    request = ReadRequest(
        id=bare.url, url=bare.url, text=bare.text, body=body, content_type="text/html; charset=utf-8" if body else None
    )
    result = await polling.read(request)
    if result.notice is None:
        return f"{result.failures[0].code}: {result.failures[0].detail}"
    merged = result.notice.model_dump() | bare.given()
    return bare.source, PolledNotice.model_validate(merged | {"page": result.notice.page, "given": bare.given()})


def _take_in(
    tx: Transaction,
    value: PollResult | tuple[str, PolledNotice],
    policy: Policy,
    matcher: Matcher,
    polling: SourcePoller,
) -> Sequence[Decision]:
    now = polling.clock()
    if isinstance(value, PollResult):
        return ingest_result(tx, value, polling.tempo(value.source), matcher, policy, now).decisions
    source, notice = value
    return [ingest_notice(tx, notice, source, matcher, policy, now, as_given=notice.page is None)]


def _said(decision: Decision) -> dict[str, Any]:
    kind = decision.verdict.kind
    return {
        "url": decision.document.url,
        "verdict": kind,
        "notice": decision.notice,
        "of": decision.verdict.of if kind in ("copy", "revision") else None,
        "why": decision.verdict.why,
    }
