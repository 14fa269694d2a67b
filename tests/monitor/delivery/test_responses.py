import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.delivery.responses import BODY_LIMIT, Answer, error_kind_in, rejection_in, requested_wait_s


def answer(said, status=200, **fields):
    return Answer(status, said if isinstance(said, bytes) else json.dumps(said).encode(), **fields)


@pytest.mark.parametrize(
    ("scheme", "said", "kind"),
    [
        ("feishu", {"code": 9499, "msg": "Bad Request", "data": {}}, "passing"),
        ("lark", {"code": 19001, "msg": "param invalid: incoming webhook access token invalid"}, "lasting"),
        ("feishu", {"code": 19024, "msg": "Key Words Not Found"}, "message"),
        ("dingtalk", {"errcode": 310000, "errmsg": "keywords not in content"}, "message"),
        ("dingtalk", {"errcode": 130101, "errmsg": "send too fast"}, "passing"),
        ("wecombot", {"errcode": 93000, "errmsg": "invalid webhook url"}, "lasting"),
        ("wecombot", {"errcode": -1, "errmsg": "system busy"}, "passing"),
        ("qq", {"success": False, "reason": "消息中含有违规词", "code": 500}, "passing"),
        ("spugpush", {"code": 204, "msg": "no such token"}, "message"),
        ("schan", {"code": 40001, "message": "bad pushkey"}, "message"),
        ("slack", {"ok": False, "error": "channel_not_found"}, "passing"),
    ],
)
def test_a_refusal_in_the_body_of_a_success_is_one(scheme, said, kind):
    error = rejection_in(scheme, [answer(said)])
    assert error is not None
    assert error.kind == kind
    assert [text for text in said.values() if isinstance(text, str) and str(error).endswith(text)]


@pytest.mark.parametrize(
    ("scheme", "said"),
    [
        ("feishu", {"code": 0, "msg": "success", "data": {}}),
        ("feishu", {"Extra": None, "StatusCode": 0, "StatusMessage": "success"}),
        ("dingtalk", {"errcode": 0, "errmsg": "ok"}),
        ("wecombot", {"errcode": 0, "errmsg": "ok"}),
        ("spugpush", {"code": 200, "msg": "ok"}),
        ("wxpusher", {"code": 1000, "success": True}),
        ("pushplus", {"code": 200, "msg": "ok"}),
        ("json", {"code": 7, "errcode": 7, "ok": False, "success": False}),
        ("feishu", {"code": "19001"}),
        ("feishu", {"code": False}),
        ("slack", {"ok": 0}),
        ("slack", b"ok"),
        ("feishu", b""),
        ("feishu", b"[1]"),
        ("feishu", b"[" * 60_000),
        ("feishu", b"\xff\xfe"),
        ("feishu", b'{"code": 1}' + b" " * BODY_LIMIT),
    ],
)
def test_any_other_answer_is_none(scheme, said):
    assert rejection_in(scheme, [answer(said)]) is None


def test_nothing_that_was_heard_is_no_refusal():
    assert rejection_in("feishu", []) is None
    assert requested_wait_s([]) is None
    assert error_kind_in([]) == "passing"


def test_of_a_plug_in_that_asks_twice_the_last_answer_counts_and_of_one_that_looks_at_none_each():
    twice = [answer({"errcode": 42001, "errmsg": "access_token expired"}), answer({"errcode": 0})]
    assert rejection_in("wechat", twice) is None
    assert rejection_in("wecombot", twice) is not None


def test_a_status_that_is_no_success_says_enough():
    answers = [answer({"errcode": 45009}, status=410)]
    assert rejection_in("dingtalk", answers) is None
    assert error_kind_in(answers) == "lasting"
    assert error_kind_in([answer({}, status=404), answer({}, status=503), answer({})]) == "passing"


@pytest.mark.parametrize(
    ("last", "seconds"),
    [
        (answer({}, 429, retry_after=30.0), 30.0),
        (answer({"ok": False, "parameters": {"retry_after": 35}}, 429), 35.0),
        (answer({"retry_after": 0.5}, 429), 0.5),
        (answer({"retry_after": "soon"}, 429), None),
        (answer({"retry_after": True, "parameters": []}, 429), None),
        (answer(b"slow down", 429), None),
        (answer(b'{"retry_after": 1%s}' % (b"0" * 400), 429), 86_400.0),
    ],
)
def test_the_last_answer_may_ask_for_a_wait(last, seconds):
    assert requested_wait_s([answer({"retry_after": 9}, 429), last]) == seconds


@given(st.binary(max_size=200), st.sampled_from(["feishu", "dingtalk", "slack", "json"]))
def test_no_body_is_too_odd(body, scheme):
    rejection_in(scheme, [Answer(200, body)])
    requested_wait_s([Answer(200, body)])
