"""The reading process: parses foreign bytes, holds no secret, and may be killed at any moment.

Feeds and pages exist that keep a parser busy for minutes or fill the memory. So they are read in a child process with a
limit on memory and, kept by the parent, on time. The two talk in frames over the child's pipes:

    question  two lengths (4 bytes each, network order), the task as JSON, the bytes to read
    answer    one length (4 bytes), the result as JSON
"""

import asyncio
import contextlib
import os
import struct
import sys
from collections.abc import Callable, Mapping
from typing import BinaryIO, Self

from watch.errors import ParseError
from watch_crawlers.parsed import (
    Kind,
    ParsedFeed,
    ParsedPage,
    ReadTask,
    decode_feed,
    decode_page,
    decode_task,
    encode_answer,
    encode_task,
)

MEMORY = 1 << 30
"""Address space of the child, in bytes."""
MAX_ANSWER = 32 * 1024 * 1024
"""Longest answer taken; the text of the largest page allowed is far shorter."""
LIFE = 500
"""Questions after which a child is replaced: libraries keep something of everything they read."""
_QUESTION, _ANSWER = struct.Struct("!II"), struct.Struct("!I")
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "TZ")
"""What the child gets to know; not the service's secrets."""


class Reader:
    """Reads feeds and pages in a child process of its own; used as an async context manager.

    *deadline* is in seconds. The child starts with the first question, and again after it had to be killed.
    """

    def __init__(self, deadline: float = 10.0) -> None:
        self.deadline = deadline
        self.kills = 0
        """How often the child overran its time or died."""
        self._asked = 0
        self._child: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def feed(self, body: bytes, task: ReadTask) -> ParsedFeed | ParseError:
        """Read a feed, listing or sitemap; what cannot be read comes back as an error value."""
        try:
            return decode_feed(await self._ask(body, task), subject=task.url)
        except ParseError as error:
            return error

    async def page(self, body: bytes, task: ReadTask) -> ParsedPage | ParseError:
        """Read a document's page; what cannot be read comes back as an error value."""
        try:
            return decode_page(await self._ask(body, task), subject=task.url)
        except ParseError as error:
            return error

    async def _ask(self, body: bytes, task: ReadTask) -> bytes:
        async with self._turn:
            try:
                return await asyncio.wait_for(self._exchange(body, encode_task(task)), self.deadline)
            except TimeoutError as error:
                reason = f"reading it took longer than {self.deadline:g} s; the reader was stopped"
                await self._lost()
                raise ParseError(reason, subject=task.url) from error
            except (asyncio.IncompleteReadError, OSError, ValueError) as error:
                await self._lost()
                raise ParseError("the reading process ended over it, or did not start", subject=task.url) from error
            except asyncio.CancelledError:
                await self.close()  # half an answer may be in the pipe
                raise

    async def _exchange(self, body: bytes, question: bytes) -> bytes:
        child = await self._running()
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(_QUESTION.pack(len(question), len(body)) + question + body)
        await child.stdin.drain()
        (length,) = _ANSWER.unpack(await child.stdout.readexactly(_ANSWER.size))
        if length > MAX_ANSWER:
            raise ValueError(f"an answer of {length} bytes")
        return await child.stdout.readexactly(length)

    async def _running(self) -> asyncio.subprocess.Process:
        self._asked += 1
        if self._asked % LIFE == 0:
            await self.close()
        if self._child is None or self._child.returncode is not None:
            self._child = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-P", "-m", "watch_crawlers.parse_child"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            )
        return self._child

    async def _lost(self) -> None:
        self.kills += 1
        await self.close()

    async def close(self) -> None:
        """End the child; the next question starts another."""
        child, self._child = self._child, None
        if child is None:
            return
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
        await child.wait()


def answer(body: bytes, task: ReadTask) -> ParsedFeed | ParsedPage | str:
    """What the child answers to one question: the result, or in one sentence why there is none."""
    from watch_crawlers.parse_feed import parse_feed  # noqa: PLC0415  (the parent never loads the parsers)
    from watch_crawlers.parse_listing import parse_listing, parse_sitemap  # noqa: PLC0415
    from watch_crawlers.parse_page import parse_page  # noqa: PLC0415

    read: Mapping[Kind, Callable[[bytes, ReadTask], ParsedFeed | ParsedPage]]
    read = {Kind.FEED: parse_feed, Kind.LISTING: parse_listing, Kind.SITEMAP: parse_sitemap, Kind.PAGE: parse_page}
    try:
        return read[task.kind](body, task)
    except ParseError as error:
        return str(error.args[0])
    except MemoryError:
        return f"reading it needs more than {MEMORY >> 20} MB of memory"
    except Exception as error:  # noqa: BLE001  (this process exists so that no foreign text can break the service)
        return f"the {task.kind} could not be read ({type(error).__name__}: {str(error)[:200]})"


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer each question until the pipe ends."""
    while header := questions.read(_QUESTION.size):
        length, size = _QUESTION.unpack(header)
        task, body = decode_task(questions.read(length)), questions.read(size)
        frame = encode_answer(answer(body, task))
        answers.write(_ANSWER.pack(len(frame)) + frame)
        answers.flush()


def main() -> None:
    """Run as the child: limits first, then the loop."""
    import logging  # noqa: PLC0415
    import resource  # noqa: PLC0415  (POSIX only; the parent must import elsewhere)
    import warnings  # noqa: PLC0415

    for limit, value in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (value, value))
    warnings.simplefilter("ignore")
    logging.disable()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr  # a library that prints must not write into a frame
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
