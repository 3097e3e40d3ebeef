"""The clock under the scheduler: notices jumps, and keeps the watchdog of systemd quiet while the loop turns."""

import asyncio
import os
import socket
import time
from collections.abc import Callable
from datetime import datetime, timedelta

JUMP = timedelta(seconds=30)
"""A wall clock that moves so much more or less than the time that passed was set, or the machine slept."""
LOOK_EVERY = 10.0


def jumped(wall: timedelta, passed: float) -> bool:
    """Whether the wall clock moved by *wall* while *passed* seconds went by, and should not have."""
    return abs(wall - timedelta(seconds=passed)) > JUMP


async def watch_clock(clock: Callable[[], datetime], on_jump: Callable[[timedelta], None]) -> None:
    """Call *on_jump* with how far the wall clock went astray, each time it does; runs until it is cancelled."""
    while True:
        wall, since = clock(), time.monotonic()
        await asyncio.sleep(LOOK_EVERY)
        tell_systemd("WATCHDOG=1")
        passed = time.monotonic() - since
        if jumped(clock() - wall, passed):
            on_jump(clock() - wall - timedelta(seconds=passed))


def tell_systemd(state: str) -> bool:
    """Send *state* ("READY=1", "WATCHDOG=1", "STOPPING=1") to the service manager; False when there is none."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.sendto(state.encode(), f"\0{address[1:]}" if address.startswith("@") else address)
    return True
