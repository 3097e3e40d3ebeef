"""The reading process: parses foreign bytes, holds no secret, and may be killed at any moment.

Feeds and pages exist that keep a parser busy for minutes or fill the memory. So they are read in a child process with a
limit on memory and, kept by the parent, on time. The two talk in frames over the child's pipes:

    question  two lengths (4 bytes each, network order), the task as JSON, the bytes to read
    answer    one length (4 bytes), the result as JSON

Before its first answer the child says that it is ready.
"""

import asyncio
import contextlib
import os
import struct
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import BinaryIO, Self

from watch.errors import ParseError
from watch_crawlers.parsed import (
    Kind,
    Parsed,
    ParsedFeed,
    ParsedPage,
    ParsedRows,
    ReadTask,
    decode_feed,
    decode_page,
    decode_rows,
    decode_task,
    encode_answer,
    encode_task,
)

MEMORY = 1 << 30
"""Address space of the child, in bytes."""
MAX_ANSWER = 32 * 1024 * 1024
"""Longest answer taken; the text of the largest page allowed is far shorter."""
START = 60.0
"""Seconds that a child may take to start and to load its parsers; a question's deadline begins after that."""
LIFE = 500
"""Questions after which a child is replaced: libraries keep something of everything they read."""
_READY = b"ready"
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
        """Read a feed, listing, sitemap or interface; what cannot be read comes back as an error value."""
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

    async def rows(self, body: bytes, task: ReadTask) -> ParsedRows | ParseError:
        """Read the rows of a watched page; what cannot be read comes back as an error value."""
        try:
            return decode_rows(await self._ask(body, task), subject=task.url)
        except ParseError as error:
            return error

    async def _ask(self, body: bytes, task: ReadTask) -> bytes:
        async with self._turn:
            try:
                child = await asyncio.wait_for(self._running(), START)
                return await asyncio.wait_for(_exchange(child, body, encode_task(task)), self.deadline)
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
            assert self._child.stdout is not None
            await self._child.stdout.readexactly(len(_READY))
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


async def _exchange(child: asyncio.subprocess.Process, body: bytes, question: bytes) -> bytes:
    """Put one question to *child*; asyncio.IncompleteReadError when it dies, ValueError for an immense answer."""
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(_QUESTION.pack(len(question), len(body)) + question + body)
    await child.stdin.drain()
    (length,) = _ANSWER.unpack(await child.stdout.readexactly(_ANSWER.size))
    if length > MAX_ANSWER:
        raise ValueError(f"an answer of {length} bytes")
    return await child.stdout.readexactly(length)


def answer(body: bytes, task: ReadTask) -> Parsed | str:
    """What the child answers to one question: the result, or in one sentence why there is none."""
    from watch_crawlers.parse_feed import parse_feed  # noqa: PLC0415  (the parent never loads the parsers)
    from watch_crawlers.parse_listing import parse_listing, parse_sitemap  # noqa: PLC0415
    from watch_crawlers.parse_page import parse_page  # noqa: PLC0415
    from watch_crawlers.parse_rows import parse_rows  # noqa: PLC0415
    from watch_crawlers.parse_watched import parse_watched  # noqa: PLC0415

    read: Mapping[Kind, Callable[[bytes, ReadTask], Parsed]] = {
        Kind.FEED: parse_feed,
        Kind.LISTING: parse_listing,
        Kind.SITEMAP: parse_sitemap,
        Kind.ROWS: parse_rows,
        Kind.WATCHED: parse_watched,
        Kind.PAGE: parse_page,
    }
    try:
        return read[task.kind](body, task)
    except ParseError as error:
        return str(error.args[0])
    except MemoryError:
        return f"reading it needs more than {MEMORY >> 20} MB of memory"
    except Exception as error:  # noqa: BLE001  (this process exists so that no foreign text can break the service)
        return f"the {task.kind} could not be read ({type(error).__name__}: {str(error)[:200]})"


def serve(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer each question until the pipe ends, after saying that all is loaded."""
    answers.write(_READY)
    answers.flush()
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
    answer(b"<rss version='2.0'/>", ReadTask(Kind.FEED, "", "", datetime.now(UTC)))  # loads the parsers
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
