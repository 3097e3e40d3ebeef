"""One process schedules: the seat is refused to a second one, and free when the first is gone."""

import os
import signal
import subprocess
import sys
import time

from watch.store import Store
from watch.store.seat import seat_of

HOLDER = """
import sys, time
from watch.store import Store
from watch.store.seat import seat_of
seat = seat_of(Store(sys.argv[1]))
print(seat.take(), flush=True)
time.sleep(60)
"""


def test_the_seat_of_a_killed_process_is_free(store: Store) -> None:
    """A second process waits while the first lives; SIGKILL frees the seat within a moment."""
    url = store.url.render_as_string(hide_password=False)
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, url], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "True\n"
    mine = seat_of(store)
    assert not mine.take()
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    deadline = time.monotonic() + 5
    while not mine.take():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert mine.take()  # stays seated
    other = seat_of(store)
    assert not other.take()
    mine.leave()
    assert other.take()
    other.leave()
