"""The running service notices when a part of it ends: it says so and stops, instead of living on in part."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from watch.errors import ServiceError
from watch.schedule import _until_end

Part = Callable[[], Coroutine[Any, Any, None]]


async def _broken() -> None:
    raise ZeroDivisionError("oops")


async def _quiet() -> None:
    return


async def _running() -> None:
    await asyncio.sleep(60)


async def _watched(stop: asyncio.Event, queue: Coroutine[Any, Any, None]) -> ServiceError | None:
    parts = {"the web page": asyncio.create_task(_running()), "the queue": asyncio.create_task(queue)}
    died = await asyncio.wait_for(_until_end(stop, parts), 5)
    parts["the web page"].cancel()
    return died


@pytest.mark.parametrize(("part", "said"), [(_broken, "ZeroDivisionError: oops"), (_quiet, "without an error")])
def test_a_part_that_ends_by_itself_ends_the_service(part: Part, said: str) -> None:
    """Whether it raised or returned, the wait is over and the reason is one sentence with exit code 5."""

    async def watch() -> ServiceError | None:
        return await _watched(asyncio.Event(), part())

    died = asyncio.run(watch())
    assert died is not None
    assert died.exit_code == 5
    assert f"the queue ended by itself ({said})" in str(died)


def test_what_ends_because_it_was_told_to_has_not_died() -> None:
    """SIGTERM sets the event; a queue that returns in the same turn of the loop is no failure."""

    async def watch() -> ServiceError | None:
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(0.01, stop.set)

        async def queue() -> None:
            await stop.wait()

        return await _watched(stop, queue())

    assert asyncio.run(watch()) is None
