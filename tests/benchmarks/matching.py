"""Measure notices per second against 1,000, 10,000 and 100,000 subscriptions, on one core.

Each size is measured in a process of its own. The texts are gazette notices and laws of `--data`, or made ones. One
half of them provides the terms, and the other half is matched. Each subscription has a topic of its own with 3 to 8
terms (`--terms`). Terms are n-grams of 2 to 6 characters, chosen by the share of texts in which they occur (`BANDS`),
in one of four `SHAPES`. Of a hundred subscriptions, 15 have a NOT, 5 a field, 5 a distance and 2 a range of days, and
every seventh term is quoted. Half of the subscriptions have each scope. With `--measures`, the articles of a law are
its measures; otherwise, the whole text is used in all cases. The index learns from `--sample` texts of the first half
which words are rare. The figure is the processor time of `Matcher.match`: folding, one pass of the automaton,
candidates, evaluation, and the words found. Some queries are then evaluated one by one on some notices; both must give
the same result.
"""

import random
import re
import resource
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from crawler.model.notice import Clause, Notice
from crawler.text.fold import fold
from monitor.alerting.documents import Document
from monitor.alerting.index import NoticeScan
from monitor.alerting.matcher import Matcher
from monitor.config import Config, Subscription, Topic
from tests.benchmarks import data
from tests.monitor.alerting.naive import naive

BANDS = {"common": (0.02, 0.3, 0.15), "middle": (0.004, 0.02, 0.4), "rare": (0.0, 0.004, 0.45)}
"""From and to which share of the texts, and the share of the terms drawn."""
SHAPES = {
    "a b c": 0.35,
    "a AND (b OR c) AND (d OR e …)": 0.46,
    "(a AND b) OR (c AND d) …": 0.18,
    "a OR b OR c, of rare ones": 0.01,
}
_RUN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True)
class Outcome:
    """What one size came to."""

    built: float
    seconds: float
    matches: int
    resident: float
    peak: float
    bare: float
    wrong: int
    compared: int


def _notices(measures: bool) -> tuple[list[Notice], list[Notice]]:
    """The texts that give terms, and those that are matched."""
    both: tuple[list[Notice], list[Notice]] = ([], [])
    for name in ("tw-gazette", "prc-laws"):
        for number, row in enumerate(data.rows(f"texts/{name}")):
            both[number % 2].append(_notice(row, measures))
    for half in both:
        random.Random(7).shuffle(half)
    return both


def _notice(found: dict[str, str], measures: bool) -> Notice:
    articles = re.split(r"\n+(?=第[^\s]{1,6}条)", found["text"]) if measures else []
    clauses = tuple(Clause(text=text, role="measure") for text in articles[1:])
    return Notice(
        url=f"https://example.org/{found['id']}",
        title=found["title"],
        text=found["text"],
        clauses=clauses,
        issuers=(found["issuer"],) if found["issuer"] else (),
        document_number=found["doc_number"],
        published_on=date.fromisoformat(found["date"]) if found["date"] else None,
    )


def _vocabulary(notices: list[Notice], chance: random.Random) -> dict[str, list[str]]:
    seen: Counter[str] = Counter()
    for notice in notices:
        runs = [run for run in _RUN.findall(fold(f"{notice.title}\n{notice.text}")) if len(run) > 1]
        starts = ((run, chance.randrange(len(run) - 1), chance.choice((2, 2, 3, 3, 4, 4, 5, 6))) for run in runs)
        seen.update({run[start : start + size] for run, start, size in starts if start + size <= len(run)})
    texts = [fold(f"{notice.title}\n{notice.text}") for notice in chance.sample(notices, 250)]
    bands: dict[str, list[str]] = {name: [] for name in BANDS}
    for gram in chance.sample(sorted(seen), min(len(seen), 120_000)):
        share = sum(gram in text for text in texts) / len(texts) if seen[gram] > 1 else 0
        for name, (low, high, _) in BANDS.items():
            if low <= share < high:
                bands[name].append(gram)
    return bands


def _queries(count: int, terms: tuple[int, int]) -> list[str]:
    chance = random.Random(11)
    bands = _vocabulary(_notices(False)[0], chance)
    return [_query(bands, chance, terms) for _ in range(count)]


def _query(bands: dict[str, list[str]], chance: random.Random, count: tuple[int, int]) -> str:
    shape = chance.choices(range(len(SHAPES)), list(SHAPES.values()))[0]
    names = chance.choices(list(BANDS), [share for *_, share in BANDS.values()], k=chance.randint(*count))
    terms = [chance.choice(bands["rare" if shape == 3 else name]) for name in names]
    terms = [f'"{term}"' if chance.random() < 1 / 7 else term for term in terms]
    if shape == 0:
        query = " ".join(terms)
    elif shape == 1:
        groups = [terms[:1], terms[1:]] if len(terms) < 5 else [terms[:1], terms[1:3], terms[3:]]
        query = " AND ".join(f"({' OR '.join(group)})" for group in groups)
    elif shape == 2:
        pairs = [terms[place : place + 2] for place in range(0, len(terms) - len(terms) % 2, 2)]
        query = " OR ".join(f"({' AND '.join(pair)})" for pair in pairs)
    else:
        query = " OR ".join(terms)
    return _modified(query, bands, chance)


def _modified(query: str, bands: dict[str, list[str]], chance: random.Random) -> str:
    common = chance.choice(bands["common"])
    middle = chance.choice(bands["middle"])
    kind = chance.random()
    if kind < 0.15:
        return f"({query}) NOT {middle}"
    if kind < 0.20:
        return f"({query}) AND {chance.choice(('title', 'issuer'))}:{middle}"
    if kind < 0.25:
        return f'({query}) OR "{common} {middle}"~10'
    return f"({query}) AND published:[2010 TO 2019]" if kind < 0.27 else query


def _config(queries: list[str]) -> Config:
    topics = tuple(Topic(id=f"t{number}", query=query) for number, query in enumerate(queries))
    subscriptions = tuple(
        Subscription(
            id=f"s{number}", topics=(f"t{number}",), channels=("ops",), scope="measure" if number % 2 else "notice"
        )
        for number in range(len(queries))
    )
    return Config(folder=Path(), topics=topics, subscriptions=subscriptions)


def _measure(queries: list[str], count: int, measures: bool, compare: int, sample: int) -> Outcome:
    first, second = _notices(measures)
    notices = second[:count]
    known = [f"{query.title}\n{query.text}" for query in first[:sample]]
    del first, second
    config = _config(queries)
    start = time.perf_counter()
    matcher = Matcher(config, known)
    built = time.perf_counter() - start
    for notice in notices[:50]:
        matcher.match(Document(notice), "gov", "new")
    # Time of the processor: other programs on the machine do not count.
    start = time.process_time()
    matches = sum(len(matcher.match(Document(notice), "gov", "new")) for notice in notices)
    seconds = time.process_time() - start
    start = time.process_time()
    for notice in notices:
        NoticeScan(matcher._index, document := Document(notice)).evaluate(document.whole)
    bare = time.process_time() - start
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    wrong, compared = _compare(matcher, config, notices, compare)
    return Outcome(built, seconds, matches, resident, peak, bare, wrong, compared)


def _compare(matcher: Matcher, config: Config, notices: list[Notice], count: int) -> tuple[int, int]:
    """The notices of a sample for which a sample of subscriptions is not matched as the definition says."""
    chance = random.Random(3)
    wrong = 0
    compared = 0
    for notice in chance.sample(notices, min(count, len(notices))):
        found = {match.subscription.id: match for match in matcher.match(Document(notice), "gov", "new")}
        chosen = {int(name[1:]) for name in found} | set(chance.sample(range(len(config.topics)), 500))
        part = config.model_copy(
            update={
                "topics": tuple(config.topics[measure] for measure in chosen),
                "subscriptions": tuple(config.subscriptions[measure] for measure in chosen),
            }
        )
        expected = naive(part, notice)
        given = {
            matches.subscription.id: (matches.topics, matches.terms, matches.clauses) for matches in found.values()
        }
        wrong += {name: tuple(rest) for name, *rest in expected} != given
        compared += len(chosen)
    return wrong, compared


def main(arguments: list[str]) -> None:
    """Runs all sizes and prints what each came to."""
    options = data.parser("matching")
    options.add_argument("--notices", type=int, default=1000)
    options.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    options.add_argument("--compare", type=int, default=20, help="notices on which 500 queries are tried alone")
    options.add_argument("--terms", type=int, nargs=2, default=[3, 8], help="least and most terms of a query")
    options.add_argument("--sample", type=int, default=300)
    options.add_argument("--measures", action="store_true", help="articles of laws are measures")
    chosen = options.parse_args(arguments)
    # A process each, so that none is charged with what another left in memory.
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
        queries = pool.submit(_queries, max(chosen.sizes), tuple(chosen.terms)).result()
        print("for example: " + "; ".join(queries[:4]))
        for size in chosen.sizes:
            measured = pool.submit(
                _measure, queries[:size], chosen.notices, chosen.measures, chosen.compare, chosen.sample
            ).result()
            print(
                f"{size:>7} subscriptions: {chosen.notices / measured.seconds:.0f} notices/s "
                f"({measured.seconds / chosen.notices * 1000:.2f} ms, of which folding and automaton "
                f"{measured.bare / chosen.notices * 1000:.2f} ms), {measured.matches / chosen.notices:.1f} matches "
                f"each, index in {measured.built:.1f} s, {measured.resident:.0f} MB resident, "
                f"{measured.peak:.0f} MB at most; "
                f"{measured.wrong} of {chosen.compare} notices not as by definition ({measured.compared} queries)"
            )
