import pytest

from monitor.messages.ops import report
from monitor.messages.sample_messages import sample_messages
from monitor.model import Event
from monitor.text.i18n import in_language
from tests.monitor.builders import NOW


def event(number=1, kind="source.troubled", **detail):
    found = {"code": "timeout", "detail": "no answer", "since": NOW.isoformat(), "channel": "mail", "error": "550"}
    notice = 7 if kind == "alert.given_up" else None
    return Event(number, NOW, kind, f"source-{number}", notice, found | detail)


def test_a_message_counts_and_names_what_happened():
    message = report(
        [
            event(1),
            event(2, code="links_vanished"),
            event(3, "source.recovered"),
            event(4, "alert.given_up"),
            event(5, code="late"),
        ]
    )
    assert message.title == "[noticewatch] 3 sources have problems, 1 source recovered, 1 message was given up"
    happened, _, advice = message.body.partition("\n\n")
    assert happened.splitlines() == [
        "2024-06-06 08:00 UTC source-1 cannot be read: timeout: no answer",
        "2024-06-06 08:00 UTC source-2 shows no notices: links_vanished: no answer",
        "2024-06-06 08:00 UTC source-3 is readable again, after failing since 2024-06-06 08:00 UTC",
        "2024-06-06 08:00 UTC an alert could not be sent to channel mail: 550",
        "2024-06-06 08:00 UTC source-5 is not polled: late: no answer",
    ]
    assert all(line.startswith("→ ") for line in advice.splitlines())


def test_a_flood_is_one_message_of_bounded_length():
    message = report([event(number, detail="x" * 10_000) for number in range(1, 500)])
    happened, _, _ = message.body.partition("\n\n")
    assert len(happened.splitlines()) == 31
    assert happened.endswith("… and 469 more; `noticewatch status` shows all")
    assert max(map(len, message.body.splitlines())) <= 300


def test_text_of_strangers_stays_in_its_line():
    message = report([event(detail="a\nb\x1b[31m\u202ec")])
    assert message.body.splitlines()[:2] == ["2024-06-06 08:00 UTC source-1 cannot be read: timeout: a b[31mc", ""]


def test_an_outage_stands_for_the_sources_it_took_and_for_no_other():
    message = report(
        [
            event(1, code="unreachable"),
            event(2, code="links_vanished"),
            event(3, "network.down", down=9, of=10),
            event(4, code="unreachable", grouped=True),
            event(5, "source.recovered", grouped=True),
            event(6, "network.up"),
            event(7, code="unreachable"),
        ]
    )
    assert message.title == "[noticewatch] the network is down, the network is back, 2 sources have problems"
    assert [line.split()[3] for line in message.body.partition("\n\n")[0].splitlines()] == [
        "source-2",
        "the",
        "the",
        "source-7",
    ]


def test_a_source_that_was_blind_by_its_history_is_well_again():
    [line] = report([event(1, "source.recovered", code="dates_stopped")]).body.splitlines()
    assert (
        "source-1 is read correctly again; the notices recorded since 2024-06-06 08:00 UTC may contain errors" in line
    )


def test_a_source_that_responds_is_not_said_to_show_no_notices():
    found = report([event(1, code="same_text"), event(2, "source.reminded", code="texts_too_short")]).body
    assert "source-1 responds, but may not be read correctly: same_text" in found
    assert "source-2 responds, but may not have been read correctly since" in found
    assert "noticewatch notices list --source source-1" in found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_samples_without_a_configured_language_are_in_the_languages_of_real_messages(language):
    with in_language(language):
        messages = [message for _, message in sample_messages(None)]
    chinese = [any("\u4e00" <= char <= "\u9fff" for char in message.title) for message in messages]
    assert chinese == [True] * (len(messages) - 1) + [language == "zh"]
