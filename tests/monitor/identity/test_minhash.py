import subprocess
import sys

import pytest

from monitor.identity.minhash import BANDS, HASHES, by_rarity, marks, sketch, sketch_similarity
from tests.monitor.identity.texts import LINES, TEXT, TITLE, gist


def test_marks_are_the_same_in_another_process():
    code = (
        "from tests.monitor.identity.texts import gist;from monitor.identity.minhash import marks;print(marks(gist()))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == str(marks(gist()))


def test_marks_are_signed_64_bit_numbers_and_each_stands_once():
    found = marks(gist(document_number="云工信发〔2024〕31号"))
    assert len(set(found)) == len(found) <= BANDS + 2 * 12 + 2
    assert all(-(2**63) <= one < 2**63 for one in found)


@pytest.mark.parametrize("part", [LINES[:5], LINES[9:], LINES[4:8]])
def test_a_part_shares_marks_with_the_whole(part):
    assert set(marks(gist("\n".join(part), None))) & set(marks(gist()))


def test_title_and_number_are_marks():
    number = {"document_number": "云工信发〔2024〕31号"}
    assert set(marks(gist("甲", TITLE))) & set(marks(gist("乙", TITLE)))
    assert set(marks(gist("甲", None, **number))) & set(marks(gist("乙", None, **number)))
    assert not set(marks(gist("甲", "通知"))) & set(marks(gist("乙", "通知")))


def test_similar_texts_have_similar_sketches():
    one, near, far = (sketch(gist(text).letters) for text in (TEXT, TEXT.replace("50万", "80万"), "别的内容。" * 40))
    assert len(one) == HASHES
    assert sketch_similarity(one, one) == 1 > sketch_similarity(one, near) > 0.8 > 0.2 > sketch_similarity(one, far)


def test_an_empty_text_has_no_marks():
    assert marks(gist("", None)) == ()
    assert sketch("") == ()


def test_what_few_have_counts_more():
    assert by_rarity({1: [7, 8, 9], 2: [9], 3: [8, 7]}, 2) == [9, 7]
