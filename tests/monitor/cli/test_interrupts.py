"""An interrupt that Python discards is delivered again."""

import subprocess
import sys

PROGRAM = """
import os, signal, sys, weakref
from monitor import __main__ as entry

# A shell without job control starts programs in the background with this signal ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)

class Anything:
    pass

def command_line():
    anything = Anything()
    reference = weakref.ref(anything, lambda _: os.kill(os.getpid(), signal.SIGINT))
    del anything
    signal.pause()

sys.modules["monitor.cli"] = type(sys)("monitor.cli")
sys.modules["monitor.cli"].main = command_line
entry.main()
"""


def test_an_interrupt_in_a_weak_reference_callback_ends_the_command():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
