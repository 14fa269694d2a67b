"""Stands-in for channels and the crawler, with the methods of the real ones."""

from collections.abc import Callable

from crawler.model.requests import PollRequest, ReadRequest
from crawler.model.results import AnyResult
from monitor.errors import ChannelError
from monitor.messages.cloud_events import CloudEvent
from monitor.messages.render import Message


class FakeSender:
    """Takes messages and events down; channels named in `faults` fail with the reason or the error given there; those
    in `webhooks` take events."""

    def __init__(self, *webhooks: str) -> None:
        self.sent: list[tuple[str, Message]] = []
        self.events: list[tuple[str, CloudEvent]] = []
        self.faults: dict[str, str | ChannelError] = {}
        self._webhooks = webhooks

    def takes_events(self, name: str) -> bool:
        return name in self._webhooks

    def send(self, name: str, message: Message) -> None:
        self._fail(name)
        self.sent.append((name, message))

    def send_event(self, name: str, event: CloudEvent) -> None:
        self._fail(name)
        self.events.append((name, event))

    def _fail(self, name: str) -> None:
        if fault := self.faults.get(name):
            raise fault if isinstance(fault, ChannelError) else ChannelError(fault)


class FakeCrawler:
    """Answers requests from a function, and takes them down."""

    def __init__(self, answer: Callable[[PollRequest | ReadRequest], AnyResult]) -> None:
        self.asked: list[PollRequest | ReadRequest] = []
        self._answer = answer

    async def ask(self, request: PollRequest | ReadRequest) -> AnyResult:
        self.asked.append(request)
        return self._answer(request)
