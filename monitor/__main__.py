"""The entry point of `python -m monitor` and of the command `noticewatch`.

Libraries are imported inside the function so that an interrupt during their import ends the program without a
traceback.
"""

import gc
import os
import signal
import sys
import threading

_DELAY_S = 0.01


def _interrupt_again(lost: "sys.UnraisableHookArgs") -> None:
    """Send SIGINT to this process again if Python discarded a KeyboardInterrupt.

    Python discards interrupts in the callbacks of its import locks, for example.
    """
    if issubclass(lost.exc_type, KeyboardInterrupt):
        # After a delay: within this hook, the interrupt would be discarded again.
        again = threading.Timer(_DELAY_S, os.kill, (os.getpid(), signal.SIGINT))
        again.daemon = True
        again.start()
    else:
        sys.__unraisablehook__(lost)


def main() -> None:
    """Run the command line."""
    sys.unraisablehook = _interrupt_again
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
