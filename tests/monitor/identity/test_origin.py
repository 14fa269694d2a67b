import pytest

from crawler.model.reason import Reason
from monitor.identity.origin import FULLER, CanonicalText, Publisher, closer_to_origin, is_government, rank_of
from monitor.identity.reasons import OriginReason
from tests.monitor.builders import notice

TEXT = "为加快培育先进制造业集群，推动产业链上下游协同发展，现将有关事项通知如下。" * 8
CITY = ("CN", "山东省", "滨州市")


def face(url="https://www.mirror.com/1", text=TEXT, publisher=None, **fields):
    return CanonicalText(notice(url, **{"text": text, "issuers": ("滨州市人民政府",)} | fields), publisher)


MIRROR = face()
OFFICIAL = face("https://www.shandong.gov.cn/1")
OWN = face("http://www.binzhou.gov.cn/1")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("www.gov.cn", True),
        ("binzhou.gov.cn", True),
        ("www.gov.uk", True),
        ("www.federalregister.gov", True),
        ("meti.go.jp", True),
        ("canada.gc.ca", True),
        ("economie.gouv.fr", True),
        ("boe.gob.es", True),
        ("eur-lex.europa.eu", True),
        ("gov.cn.example.com", False),
        ("go.com", False),
        ("mygov.cn", False),
        ("gov.example.cn", False),
        ("example.com", False),
        ("localhost", False),
        ("", False),
        ("beehive.govt.nz", True),
        ("nato.mil", True),
        ("x.go", False),
        ("europa.eu.example.com", False),
    ],
)
def test_domains_of_governments_are_known_by_the_registries_labels(host, expected):
    assert is_government(host) is expected


@pytest.mark.parametrize(
    ("found", "rank"),
    [
        (MIRROR, 1),
        (OFFICIAL, 2),
        (OWN, 3),
        (face("http://www.bz.gov.cn/1"), 3),
        (face("http://www.bz.example.cn/1"), 1),
        (face("https://shandong.gov.cn/1", issuers=("山东省滨州市人民政府",)), 2),
        (face("https://binzhou.gov.cn/1", issuers=("山东省滨州市人民政府",)), 3),
        (face("https://www.gov.cn/1", issuers=("国务院办公厅",)), 3),
        (face(publisher=Publisher("滨州市政府", CITY)), 3),
        (face(publisher=Publisher("", CITY), issuers=("滨州市沾化区人民政府",)), 1),
        (face(publisher=Publisher("", ("CN", "山东省"))), 1),
        (face(publisher=Publisher("部委", ("CN",), "national"), issuers=("国家发展改革委",)), 3),
        (face(publisher=Publisher("GOV.UK: Ministry of Defence"), issuers=("Ministry of Defence",)), 3),
        (face("https://www.gov.cn/1", is_notice=False), 0),
        (face("https://www.gov.cn/1", kind="news"), 0),
        (face(issuers=()), 1),
    ],
)
def test_whose_site_it_is(found, rank):
    assert rank_of(found) == rank


def test_the_nearer_site_is_shown_whichever_was_there_first():
    ranked = [face(kind="news"), MIRROR, OFFICIAL, OWN]
    for low, one in enumerate(ranked):
        for high, other in enumerate(ranked):
            assert bool(closer_to_origin(other, one)) is (high > low)
    assert closer_to_origin(OWN, MIRROR) == Reason.of(
        OriginReason.BETTER_SITE,
        here=Reason.of(OriginReason.ISSUER_SITE, host="www.binzhou.gov.cn"),
        there=Reason.of(OriginReason.OTHER_SITE, host="www.mirror.com"),
    )


def test_of_equal_sites_the_fuller_text_is_shown_and_of_equal_texts_the_earlier():
    fuller = face("https://b.com/1", TEXT * 2)
    other = face("https://b.com/1", TEXT + "技术支持")
    assert closer_to_origin(fuller, MIRROR) == Reason.of(
        OriginReason.FULLER_TEXT, here=fuller.letters, there=MIRROR.letters
    )
    assert closer_to_origin(MIRROR, fuller) is None
    assert closer_to_origin(other, MIRROR) is closer_to_origin(MIRROR, other) is None
    assert FULLER > 1.1


def test_a_page_without_most_of_the_text_is_no_face_where_the_rest_is_known():
    shell = face("http://www.binzhou.gov.cn/1", TEXT[:60])
    assert closer_to_origin(shell, MIRROR) is None
    assert closer_to_origin(MIRROR, shell) == Reason.of(
        OriginReason.FULLER_TEXT, here=MIRROR.letters, there=shell.letters
    )


def test_an_article_or_a_page_of_another_name_that_holds_the_text_among_others_is_none():
    short = face("http://www.binzhou.gov.cn/1", TEXT[:60])
    assert closer_to_origin(face(title="本周要闻汇编"), short) is None
    assert closer_to_origin(face(is_notice=False), short) is None
    assert closer_to_origin(short, face(is_notice=False)) is not None


def test_nothing_is_fuller_than_a_text_that_was_pruned():
    assert closer_to_origin(face("https://b.com/1"), face(text="")) is None
    assert closer_to_origin(OWN, face(text="")) is not None


@pytest.mark.parametrize("one", [MIRROR, OFFICIAL, OWN, face(text=TEXT * 3), face(text=""), face("http://x", TEXT[:9])])
@pytest.mark.parametrize("other", [MIRROR, OWN, face(text=TEXT * 3), face("http://www.bz.gov.cn", TEXT[:9])])
def test_two_faces_never_take_turns(one, other):
    assert not (closer_to_origin(one, other) and closer_to_origin(other, one))
