"""The exceptions of the monitor. The docstring of each class is its default message."""

from typing import Literal

ErrorKind = Literal["passing", "message", "lasting"]
"""The cause of a rejected message: a temporary fault of the channel, the message itself, or a lasting fault of the
channel such as an invalid URL or token."""


class MonitorError(Exception):
    """The monitor could not carry out the request."""

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail or (self.__doc__ or "").strip())


class StoreError(MonitorError):
    """The database cannot be used."""


class RefusedValueError(StoreError):
    """The database rejected a value."""


class DatabaseLostError(StoreError):
    """The database was removed or replaced while it was in use."""


class StaleEpochError(MonitorError):
    """Another process has taken over this part of the work."""

    def __init__(self, kind: str, key: str, epoch: int) -> None:
        super().__init__(f"another process has taken over {kind} {key} after epoch {epoch}")


class DatabaseBusyError(MonitorError):
    """Another daemon holds this database."""


class ChildError(MonitorError):
    """The crawler child did not answer."""


class BackupError(MonitorError):
    """The backup could not be made."""


class ChannelError(MonitorError):
    """The channel did not accept the message."""

    def __init__(
        self,
        detail: str | None = None,
        kind: ErrorKind = "passing",
        retry_after: float | None = None,
        *,
        may_be_message: bool = False,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.retry_after = retry_after
        """Seconds that the service asked the client to wait."""
        self.may_be_message = kind == "message" or may_be_message
        """Whether the message may have caused the error. In this case, the next message is sent first."""

    def with_detail(self, detail: str) -> "ChannelError":
        """Return a copy of this error with another message."""
        return ChannelError(detail, self.kind, self.retry_after, may_be_message=self.may_be_message)


class UnknownError(MonitorError):
    """There is no object of that name."""


class TemplateError(MonitorError):
    """A message template cannot be rendered.

    `name` is the template's file, and `line` is the line of the error or None.
    """

    def __init__(self, name: str, line: int | None, detail: str) -> None:
        super().__init__(detail)
        self.name = name
        self.line = line
