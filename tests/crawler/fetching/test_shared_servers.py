"""Hosts that share a server: the number of requests is limited for the server, and the delay for each host."""

import asyncio
import itertools
from types import SimpleNamespace

import pytest
from scrapy.http import Request, Response

from crawler.fetching.address_guard import GuardedDownloadHandler
from crawler.fetching.politeness import Pauses, RequestSlots, SharedHostTraffics


class Handler(GuardedDownloadHandler):
    """A handler for hosts at one address, whose requests are answered after a moment. `sent` has their times."""

    def __init__(self, folder, delays):
        self._timeout = 30.0
        self._default_delay = 0.0
        self._traffics = SharedHostTraffics(folder)
        self._pauses = Pauses(self._traffics)
        self._in_flight = RequestSlots(2, folder)
        self._places = asyncio.Semaphore(16)
        slots = {host: {"delay": delay} for host, delay in delays.items()}
        engine = SimpleNamespace(downloader=SimpleNamespace(per_slot_settings=slots))
        self._crawler = SimpleNamespace(engine=engine)
        self.sent = []
        self.running = self.most = 0

    async def _server(self, host, request):
        return "192.0.2.1"

    async def _response(self, request):
        self.sent.append((request.url.split("/")[2], asyncio.get_running_loop().time()))
        self.running += 1
        self.most = max(self.most, self.running)
        await asyncio.sleep(0.02)
        self.running -= 1
        return Response(request.url)

    def times(self, host):
        return [at for name, at in self.sent if name == host]


@pytest.mark.parametrize("count", [1, 2])
def test_the_delay_of_a_host_does_not_hold_up_its_neighbours(tmp_path, count):
    async def work():
        processes = [Handler(tmp_path, {"slow.gov.cn": 0.4}) for _ in range(count)]

        def ask(host):
            return [
                asyncio.create_task(each.download_request(Request(f"https://{host}/{number}")))
                for each in processes
                for number in range(4)
            ]

        begun = asyncio.get_running_loop().time()
        slow = ask("slow.gov.cn")
        await asyncio.sleep(0.05)
        await asyncio.gather(*ask("quick.gov.cn"), *ask("other.gov.cn"))
        took = asyncio.get_running_loop().time() - begun
        delayed = sum(len(each.times("slow.gov.cn")) for each in processes)
        while sum(len(each.times("slow.gov.cn")) for each in processes) < 3:
            await asyncio.sleep(0.01)
        for task in slow:
            task.cancel()
        return processes, took, delayed

    processes, took, delayed = asyncio.run(work())
    # Before, each of these requests waited for a request to the slow host.
    assert delayed <= 1 + took / 0.4
    assert took < 4 * count * 0.4
    assert max(each.most for each in processes) <= 2
    times = sorted(at for each in processes for at in each.times("slow.gov.cn"))
    assert all(later - earlier > 0.35 for earlier, later in itertools.pairwise(times))
