import zlib
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from io import BufferedReader, RawIOBase
from threading import Barrier, Thread

import pytest
import requests
from requests.adapters import BaseAdapter
from urllib3 import HTTPResponse

from monitor.delivery.http_tap import RESPONSE_LIMIT, record_responses
from monitor.delivery.responses import BODY_LIMIT
from tests.monitor.runtime.test_http_client import server

SEND = requests.Session.send


class Service(BaseAdapter):
    """Answers every request with the path it was asked for."""

    def __init__(self, headers=None, body=None):
        super().__init__()
        self.headers = headers or {}
        self.body = body

    def send(self, request, **kwargs):
        response = requests.Response()
        response.status_code = 200
        response.request = request
        response.url = request.url
        response.headers.update(self.headers)
        response._content = self.body if self.body is not None else request.path_url.encode()
        response._content_consumed = True
        return response

    def close(self):
        pass


class Pieces(RawIOBase):
    """A file of the pieces that an iterator yields."""

    def __init__(self, pieces):
        self._pieces = pieces
        self._left = b""

    def readable(self):
        return True

    def readinto(self, buffer):
        self._left = self._left or next(self._pieces, b"")
        part = self._left[: len(buffer)]
        self._left = self._left[len(part) :]
        buffer[: len(part)] = part
        return len(part)


def ask(path, service=None, **options):
    with requests.Session() as session:
        session.mount("http://", service or Service())
        return session.get(f"http://service.test{path}", **options)


def in_thread(work):
    thread = Thread(target=work)
    thread.start()
    thread.join()


def bodies(answers):
    return [answer.body for answer in answers]


def test_responses_are_recorded_in_order():
    with record_responses() as answers:
        ask("/1")
        ask("/2")
    assert [(answer.status, answer.body) for answer in answers] == [(200, b"/1"), (200, b"/2")]


def test_the_caller_gets_its_response():
    with record_responses():
        assert ask("/1").content == b"/1"


def test_the_library_is_patched_only_inside():
    assert requests.Session.send is SEND
    with record_responses():
        assert requests.Session.send is not SEND
        with record_responses():
            pass
        assert requests.Session.send is not SEND
    assert requests.Session.send is SEND


def test_the_patch_is_removed_after_an_error():
    with pytest.raises(ZeroDivisionError), record_responses():
        raise ZeroDivisionError
    assert requests.Session.send is SEND


def test_nothing_is_recorded_afterwards():
    with record_responses() as answers:
        ask("/1")
    ask("/2")
    assert bodies(answers) == [b"/1"]


def test_the_inner_block_records_for_itself():
    with record_responses() as outer:
        with record_responses() as inner:
            ask("/1")
        ask("/2")
    assert (bodies(outer), bodies(inner)) == ([b"/2"], [b"/1"])


def test_requests_of_other_threads_are_not_recorded():
    with record_responses() as answers:
        in_thread(lambda: ask("/other"))
    assert answers == []


def test_a_thread_in_a_copy_of_the_context_is_recorded():
    with record_responses() as answers:
        context = copy_context()
        in_thread(lambda: context.run(ask, "/copy"))
    assert bodies(answers) == [b"/copy"]


def test_threads_that_record_side_by_side_get_their_own():
    together = Barrier(8)

    def record(number):
        with record_responses() as answers:
            together.wait(10)
            ask(f"/{number}")
            together.wait(10)
        return bodies(answers)

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(record, range(8))) == [[f"/{number}".encode()] for number in range(8)]
    assert requests.Session.send is SEND


def test_a_request_that_outlives_its_block_still_works():
    with record_responses():
        send = requests.Session.send
    with requests.Session() as session:
        session.mount("http://", Service())
        request = session.prepare_request(requests.Request("GET", "http://service.test/late"))
        assert send(session, request).content == b"/late"


def test_what_is_read_piece_by_piece_is_left_to_the_caller():
    with record_responses() as answers:
        assert ask("/1", stream=True).content == b"/1"
    assert bodies(answers) == [b""]


def test_a_body_is_recorded_up_to_a_limit():
    with record_responses() as answers:
        ask("/1", Service(body=b"x" * (BODY_LIMIT + 100)))
    assert len(answers[0].body) == BODY_LIMIT + 1


@pytest.mark.parametrize("coding", ["", "gzip"])
def test_a_body_without_end_is_read_up_to_a_limit(coding):
    read = []

    def body():
        packer = zlib.compressobj(wbits=31) if coding else None
        for _ in range(2000):
            read.append(1)
            yield packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH) if packer else bytes(1_000_000)

    class Endless(Service):
        def send(self, request, **kwargs):
            response = super().send(request)
            response._content = False
            response._content_consumed = False
            headers = {"Content-Encoding": coding} if coding else {}
            response.raw = HTTPResponse(BufferedReader(Pieces(body())), headers, preload_content=False)
            return response

    with record_responses() as answers:
        response = ask("/1", Endless())
    assert len(response.content) == RESPONSE_LIMIT
    assert (len(answers[0].body), len(read) < 50) == (BODY_LIMIT + 1, True)


def test_the_wait_that_headers_ask_for_is_recorded():
    with record_responses() as answers:
        ask("/1", Service({"Retry-After": "7"}))
    assert answers[0].retry_after == 7


class Redirector(BaseAdapter):
    """Redirects every request to an address inside the network."""

    def __init__(self, status):
        super().__init__()
        self.status = status
        self.asked = []

    def send(self, request, **kwargs):
        self.asked.append(request.url)
        response = requests.Response()
        response.status_code = self.status
        response.request = request
        response.url = request.url
        response.headers["Location"] = "http://127.0.0.1/internal"
        response._content = b""
        response._content_consumed = True
        return response

    def close(self):
        pass


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_redirects_are_not_followed(status, method):
    service = Redirector(status)
    with requests.Session() as session, record_responses() as answers:
        session.mount("http://", service)
        assert session.request(method, "http://service.test/1").status_code == status
    assert service.asked == ["http://service.test/1"]
    assert [answer.status for answer in answers] == [status]


@pytest.mark.parametrize(
    "interim", [b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", b"HTTP/1.1 102 Processing\r\n\r\n" * 2]
)
def test_interim_responses_are_no_answers(interim):
    ok = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
    with server(interim + ok) as (port, got), record_responses() as answers:
        assert requests.post(f"http://127.0.0.1:{port}/", data="x", timeout=5).status_code == 200
    assert [(answer.status, answer.body) for answer in answers] == [(200, b"ok")]
    assert len(got) == 1
