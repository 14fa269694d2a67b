"""Where sentences end in a normalized body."""

import pytest

from tests.monitor.identity.texts import gist


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("It was revoked. It is replaced by another.", "itwasrevoked。itisreplacedbyanother。"),
        ("Er gilt. § 5 Abs. 2 gilt nicht.", "ergilt5abs2giltnicht。"),
        ("Она действует. Это закон.", "онадеиствует。этозакон。"),
        ("See www.example.com and i.e. this, e.g. that.", "seewwwexamplecomandiethisegthat。"),
        ("He said so (twice). “Go ahead.” Then he left.", "hesaidsotwice。goahead。thenheleft。"),
        ("It ends\nhere. 1. Item\n2.5 mg. Next", "itends\nhere1item\n25mgnext"),
        ("第一条　适用本法。See it here. Yes", "第一条适用本法。seeithere。yes"),
    ],
)
def test_a_full_stop_ends_a_sentence_after_a_word_and_before_a_capital(text, body):
    assert gist(text).body == body
