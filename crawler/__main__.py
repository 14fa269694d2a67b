"""Entry point of `python -m crawler`."""

import gc

# Imports create many objects and hardly any garbage, which the collector would otherwise search at every 700 objects.
gc.disable()

from crawler.cli import main  # noqa: E402 - imported without the collector

gc.enable()
try:
    main()
finally:
    # Without this, the interpreter would search all objects for garbage at exit.
    gc.freeze()
