"""The entry point of `python -m monitor` and of the command `noticewatch`.

Libraries are imported inside the function so that an interrupt during their import ends the program without a
traceback.
"""

import gc


def main() -> None:
    """Run the command line."""
    try:
        from monitor.cli import main as command_line

        command_line()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    finally:
        # At its end, the interpreter would look for garbage among all objects: a quarter of the time of short commands.
        gc.freeze()


if __name__ == "__main__":
    main()
