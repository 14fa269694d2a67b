"""`python -m monitor`, and the entry of `noticewatch`: an interrupt while the libraries load is no traceback either."""


def main() -> None:
    """Run the command line."""
    try:
        from monitor.cli import main as command_line

        command_line()
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
