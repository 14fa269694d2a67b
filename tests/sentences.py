"""`python -m tests.sentences`: every sentence that a user can meet, in both languages, with its place."""

from collections.abc import Iterator

from tests.messages import translations


def sentences() -> Iterator[tuple[str, str, str]]:
    """The places, the English and the Chinese of each message; plural forms beside each other."""
    for message in translations():
        if message.id:
            english = message.id if isinstance(message.id, str) else " | ".join(message.id)
            chinese = message.string if isinstance(message.string, str) else " | ".join(message.string)
            yield ", ".join(file for file, _ in message.locations), english, chinese


def main() -> None:
    """Print them, grouped by place."""
    heading = ""
    for place, english, chinese in sorted(sentences()):
        if place != heading:
            heading = place
            print(f"\n{place}")  # noqa: T201
        print(f"  {english}\n    {chinese}")  # noqa: T201


if __name__ == "__main__":
    main()
