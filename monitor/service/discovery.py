"""The discovery of possible sources at a site, through a crawler child."""

from crawler.model.codes import FailureCode
from crawler.model.requests import DiscoverRequest
from crawler.model.results import DiscoverResult, Failure
from monitor.config import Settings
from monitor.polling.crawler_pool import CrawlerPool, crawler_command


async def discover_sources(settings: Settings, request: DiscoverRequest) -> DiscoverResult:
    """Return the possible sources at a site. The crawler child is started for this request only."""
    children = CrawlerPool(crawler_command(settings), 1)
    try:
        result = await children.ask(request)
    finally:
        await children.close()
    if isinstance(result, DiscoverResult):
        return result
    return DiscoverResult(id=request.id, failures=(Failure.because(request.url, FailureCode.CHILD_DIED, None),))
