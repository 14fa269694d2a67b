"""The share of a title's words that a text contains."""

FEW_WORDS = 0.15
"""A text with a smaller share of the title's pairs of letters probably does not belong to the title."""


def title_share(title: str, text: str) -> float:
    """Return the share of a title's pairs of adjacent letters that are in a text. Both contain only letters and digits.

    The share is 0 for a title with fewer than two letters.
    """
    pairs = {title[place : place + 2] for place in range(len(title) - 1)}
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0
