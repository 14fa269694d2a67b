import os
import subprocess
import sys

import pytest

from monitor.runtime.lease_owner import dead_owners, lease_owner


def test_this_process_lives():
    assert dead_owners([lease_owner()]) == []


def test_an_owner_keeps_its_name():
    assert lease_owner() == lease_owner()
    assert f"/{os.getpid()}/" in lease_owner()


def test_a_process_that_ended_is_dead():
    command = [sys.executable, "-c", "from monitor.runtime.lease_owner import lease_owner; print(lease_owner())"]
    ended = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    assert dead_owners([lease_owner(), ended]) == [ended]


def test_a_process_with_the_id_of_one_that_ended_is_another():
    host, pid, started = lease_owner().rsplit("/", 2)
    before = f"{host}/{pid}/{int(started) - 1}"
    assert dead_owners([before]) == [before]


def test_a_process_that_ended_and_was_not_waited_for_is_dead():
    code = (
        "import sys; from monitor.runtime.lease_owner import lease_owner;"
        "print(lease_owner(), flush=True); sys.stdin.read()"
    )
    child = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with child:
        name = child.stdout.readline().strip()
        assert dead_owners([name]) == []
        child.stdin.close()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert dead_owners([name]) == [name]


@pytest.mark.parametrize("pid", ["1", "999999999"])
def test_nothing_is_said_of_processes_of_other_hosts(pid):
    assert dead_owners([f"another-host/{pid}/12345"]) == []
