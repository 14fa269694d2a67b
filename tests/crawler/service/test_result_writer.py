"""Results that may wait are written together, the others at once."""

import asyncio
import io
import json

from crawler.model.results import PollResult, PongResult
from crawler.service.result_writer import MOST, WAIT_S, ResultWriter


def unchanged(name):
    return PollResult(id=name, source="s", outcome="not_modified")


class Pipe(io.BytesIO):
    def ids(self):
        return [json.loads(line)["id"] for line in self.getvalue().splitlines()]


def written(*results, wait_s=0.0, flushes=False):
    pipe = Pipe()

    async def work():
        writer = ResultWriter(pipe)
        for result in results:
            writer.write(result)
        if flushes:
            writer.flush()
        await asyncio.sleep(wait_s)

    asyncio.run(work())
    return pipe.ids()


def test_results_of_unchanged_polls_wait_briefly_for_others():
    assert written(unchanged("1"), unchanged("2")) == []
    assert written(unchanged("1"), unchanged("2"), wait_s=WAIT_S * 3) == ["1", "2"]


def test_they_are_written_when_nothing_else_is_in_progress():
    assert written(unchanged("1"), flushes=True) == ["1"]


def test_any_other_result_is_written_at_once_with_those_that_wait():
    failed = PollResult.model_validate(
        {"id": "2", "source": "s", "outcome": "failed", "failures": [{"url": "u", "code": "c", "detail": "d"}]}
    )
    assert written(unchanged("1"), failed, unchanged("3")) == ["1", "2"]
    assert written(unchanged("1"), PongResult(id="ping")) == ["1", "ping"]


def test_only_some_wait_at_a_time():
    names = [str(number) for number in range(MOST + 1)]
    assert written(*map(unchanged, names)) == names[:MOST]
