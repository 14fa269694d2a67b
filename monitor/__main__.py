"""The entry point of `python -m monitor` and of `noticewatch`.

An interrupt while the libraries are loaded causes no traceback either.
"""


def main() -> None:
    """Run the command line."""
    try:
        from monitor.cli import main as command_line

        command_line()
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
