"""Entry point of `python -m crawler`."""

import gc

from crawler.cli import main

try:
    main()
finally:
    # At its end, the interpreter would look for garbage among all objects.
    gc.freeze()
