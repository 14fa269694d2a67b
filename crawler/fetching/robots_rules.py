"""Parsing of robots.txt in time that is linear in its size."""

from protego import Protego

SIZE_LIMIT = 500 * 1024
"""The number of bytes of robots.txt that are parsed (RFC 9309, 2.5)."""
AGENTS = 10
"""The number of user agents that are kept in a group in addition to those that apply to the crawler."""
_AGENT_FIELDS = ("user-agent", "useragent", "user agent")
_RULE_FIELDS = ("allow", "disallow", "crawl", "request", "visit", "dis", "dia")


def parse_robots(body: bytes, agent: str) -> Protego:
    """Parse a robots.txt and return its rules.

    `agent` is the crawler's user agent. Rules that concern only other agents may be missing.
    """
    return Protego.parse(_few_agents(body[:SIZE_LIMIT].decode("utf-8-sig", "replace"), agent.lower()))


def _few_agents(text: str, agent: str) -> str:
    """Return the text of a robots.txt in which each group of user agents is shortened to about AGENTS agents.

    `agent` is the user agent of the crawler. Names that match it, and the name `*`, are always kept. Protego stores
    each rule once for each agent of its group, so thousands of agents with thousands of rules would take minutes.
    """
    kept: list[str] = []
    group: set[str] = set()
    for line in text.splitlines():
        plain = line.partition("#")[0].strip().lower()
        if plain.startswith(_AGENT_FIELDS):
            name = plain.partition(":")[2].strip() or plain
            concerns = name == "*" or name.partition("/")[0] in agent
            if name in group or (not concerns and len(group) >= AGENTS):
                continue
            group.add(name)
        elif plain.startswith(_RULE_FIELDS):
            group.clear()
        kept.append(line)
    return "\n".join(kept)
