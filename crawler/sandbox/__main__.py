"""The sandbox process, `python -m crawler.sandbox IDLE_SECONDS NICENESS MEMORY`, started by `crawler.sandbox.process`.

The arguments are explained in `crawler.sandbox.request_loop`.
"""

import gc
import sys

from crawler.sandbox.parent import end_with_parent
from crawler.sandbox.request_loop import answer_requests

if __name__ == "__main__":
    end_with_parent()
    answer_requests(float(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    # Without this, the interpreter would search all objects for garbage at exit.
    gc.freeze()
