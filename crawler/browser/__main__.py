"""The browser process, `python -m crawler.browser PROGRAM FOLDER`; see `crawler.browser.service`."""

import asyncio
import logging
import os
import shutil
import sys

from crawler.browser.messages import AccessQuestion, LoadedPage, LoadFailure
from crawler.browser.service import BrowserService
from crawler.logs import log_as_json
from crawler.sandbox.parent import end_with_parent
from crawler.sandbox.stdout import claim_stdout
from crawler.sandbox.streams import input_lines


def main() -> None:
    """Answer the crawler's requests until standard input ends."""
    end_with_parent()
    out = claim_stdout()
    log_as_json()
    # Playwright leaves tasks behind for requests of pages that were closed, and asyncio logs each as an error.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    program, folder = sys.argv[1:3]

    def emit(message: LoadedPage | LoadFailure | AccessQuestion) -> None:
        try:
            out.write(message.model_dump_json().encode() + b"\n")
            out.flush()
        except BrokenPipeError:
            os._exit(0)

    asyncio.run(BrowserService(program, folder, emit).serve(input_lines()))
    # The crawler removes the folder too, unless it was killed.
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
