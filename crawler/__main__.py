"""Entry point of `python -m crawler`."""

import gc

from crawler.cli import main

try:
    main()
finally:
    # Without this, the interpreter would search all objects for garbage at exit.
    gc.freeze()
