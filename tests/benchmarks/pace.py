"""Measure the mean delay between publication and poll with `every: auto`, against fixed schedules.

The days of publication are those of `texts/publication-times.tsv` in `--data`, or made ones. All schedules have the
same number of polls. Learning begins years before the period that is judged: first from days alone, as a listing shows
them, then from the times at which polls found the notices. It continues weekly in the judged period, as in the daemon.
The peers poll all sources alike: at fixed intervals day and night, or in office hours only (the best of several
schedules). The optimum knows the hours and rates of each source in the judged period, but not the notices.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from monitor.model.sources import Rhythm
from monitor.schedule.allocation import DAY, HOUR, Publication, learn, next_poll, plan, shared_profile
from tests.benchmarks import data

LISTED, POLLED, JUDGED, END = (datetime(year, 1, 1, tzinfo=UTC) for year in (2018, 2021, 2022, 2023))
WEEK = timedelta(days=7)
SHORTEST = timedelta(minutes=2)
GRIDS = {"Mon-Fri 8-18": (5, 8, 18), "Mon-Fri 8-20": (5, 8, 20), "daily 8-18": (7, 8, 18), "daily 8-22": (7, 8, 22)}
LOCAL = timedelta(hours=8)
Times = dict[str, list[datetime]]


def load() -> Times:
    """When each source published, in order; of the sources that published in the two years before they are judged."""
    times: Times = defaultdict(list)
    for source, published_at in data.publications():
        times[source].append(published_at)
    return {name: sorted(own) for name, own in times.items() if within(own, JUDGED - 730 * DAY, JUDGED)}


def within(times: Sequence[datetime], start: datetime, end: datetime) -> list[datetime]:
    """Those from `start` on, before `end`."""
    return [moment for moment in times if start <= moment < end]


def days(times: Sequence[datetime]) -> list[Publication]:
    """What a listing's dates tell: the local days."""
    midnights = [datetime.combine((moment + LOCAL).date(), time(), UTC) - LOCAL for moment in times]
    return [Publication(day, day + DAY) for day in midnights]


def first_rhythms(times: Times, until: datetime) -> dict[str, Rhythm]:
    """What listings' dates tell of the years before `until`."""
    return {name: learn(None, days(within(own, LISTED, until)), until) for name, own in times.items()}


def auto(times: Times, polls_a_day: float) -> tuple[dict[str, list[datetime]], float]:
    """The polls of each source until after END, planned every week by what the polls before saw, and the number of
    polls in the judged years."""
    rhythms = first_rhythms(times, POLLED)
    polls = {name: [POLLED] for name in times}
    now = POLLED
    while now < END + WEEK:
        densities = plan(rhythms, polls_a_day, now)
        shared = shared_profile(rhythms.values())
        now += WEEK
        for name, own in times.items():
            first = len(polls[name])
            while polls[name][-1] < now:
                polls[name].append(next_poll(densities[name], polls[name][-1], SHORTEST))
            spans = zip(polls[name][first - 1 :], polls[name][first:], strict=False)
            seen = [Publication(a, b, count) for a, b in spans if (count := len(within(own, a, b)))]
            rhythms[name] = learn(rhythms[name], seen, now, shared)
    return polls, sum(len(within(own, JUDGED, END)) for own in polls.values())


def optimum(times: Times, polls_a_day: float) -> dict[str, list[datetime]]:
    """The polls of a plan that knows what each source published in the judged years, by the hour of the week."""
    known = {
        name: learn(
            Rhythm(JUDGED, JUDGED),
            [Publication(moment.replace(minute=0), moment.replace(minute=59)) for moment in within(own, JUDGED, END)],
            END,
        )
        for name, own in times.items()
    }
    densities = plan(known, polls_a_day, END)
    polls = {name: [JUDGED] for name in times}
    for name, own in polls.items():
        while own[-1] < END:
            own.append(next_poll(densities[name], own[-1], SHORTEST))
    return polls


def grid(times: Times, polls_a_day: float, weekdays: int, start: int, end: int) -> dict[str, list[datetime]]:
    """Polls evenly over these hours of local days, for every source the same."""
    step = weekdays * (end - start) / (polls_a_day / len(times) * 7)
    places = [(at + 0.5) * step for at in range(round(polls_a_day / len(times) * 7))]
    hours = [int(place // (end - start)) * 24 + start + place % (end - start) for place in places]
    monday = JUDGED - JUDGED.weekday() * DAY - LOCAL
    own = [monday + week * WEEK + hour * HOUR for week in range(55) for hour in hours]
    return dict.fromkeys(times, own)


def mean_delay(times: Times, polls: dict[str, list[datetime]]) -> float:
    """Minutes from publication to the next poll, mean over the notices of the judged years."""
    waits = []
    for name, own in times.items():
        for moment in within(own, JUDGED, END):
            waits.append(polls[name][bisect_left(polls[name], moment)] - moment)
    return sum(waits, timedelta(0)) / len(waits) / timedelta(minutes=1)


def main(arguments: list[str]) -> None:
    """Prints a line for each number of polls a day and source."""
    parser = data.parser("pace")
    parser.add_argument("--polls", type=float, nargs="*", default=[4, 12, 48, 144], help="a day and source")
    parser.add_argument("--alive", action="store_true", help="only sources that published in the judged years")
    given = parser.parse_args(arguments)
    times = load()
    if given.alive:
        times = {name: own for name, own in times.items() if within(own, JUDGED, END)}
    judged = sum(len(within(own, JUDGED, END)) for own in times.values())
    print(f"{len(times)} sources, {judged} notices judged; minutes of mean delay")
    print("polls/day  auto  (polls/day)  fixed  ratio  best grid  ratio  optimum  ratio")
    for each in given.polls:
        total = each * len(times)
        polls, number = auto(times, total)
        ours = mean_delay(times, polls)
        fixed = mean_delay(times, grid(times, total, 7, 0, 24))
        best, name = min((mean_delay(times, grid(times, total, *hours)), name) for name, hours in GRIDS.items())
        ideal = mean_delay(times, optimum(times, total))
        spent = number / ((END - JUDGED) / DAY) / len(times)
        print(
            f"{each:9g} {ours:5.1f} {spent:11.2f} {fixed:7.1f} {ours / fixed:6.2f} {best:8.1f} ({name}) "
            f"{ours / best:5.2f} {ideal:7.1f} {ours / ideal:6.2f}"
        )
