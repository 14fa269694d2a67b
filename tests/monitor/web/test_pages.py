"""Each page shows what it is for, and leads on."""

import re

import pytest

from monitor.web.security.passwords import hash_password, is_password
from tests.monitor.web.sites import client, site

PAGES = ["/", "/search?q=集群", "/notices/1", "/notices/1/diff", "/measures", "/deadlines", "/deadlines?view=month",
         "/sources", "/sources/gov", "/deliveries", "/feeds", "/status"]  # fmt: skip - a row of paths


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    with client(site(tmp_path_factory.mktemp("site"))) as opened:

        def get(path, **headers):
            answer = opened.get(path, headers=headers)
            assert answer.status_code == 200, answer.text
            return answer.text

        yield get
