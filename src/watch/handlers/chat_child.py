"""The chat process: one message through apprise, by connections to public addresses only.

It reads {"target", "title", "body", "allow"} as JSON and prints "accepted", or what the room did, never its secret.
"""

import json
import sys
from collections.abc import Iterable

from watch_crawlers.gate import is_allowed, is_public


def guard(allow: Iterable[str]) -> None:
    """Let this process connect to public addresses and to *allow* alone, whichever library connects."""
    named = frozenset(allow)

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event != "socket.connect":
            return
        address = arguments[1]
        host, port = (str(address[0]), int(address[1])) if isinstance(address, tuple) else (str(address), 0)
        if not (is_public(host) or is_allowed(host, port, named)):
            raise PermissionError("is not on the public internet")

    sys.addaudithook(watch)


def main() -> None:
    """Send what stands on standard input."""
    question = json.load(sys.stdin)
    guard(question["allow"])
    import apprise  # noqa: PLC0415  (after the guard)

    room = apprise.Apprise()
    if not room.add(question["target"]):
        print("has an address that apprise cannot read")  # noqa: T201  (the answer)
        return
    sent = room.notify(body=question["body"], title=question["title"], body_format=apprise.NotifyFormat.TEXT)
    print("accepted" if sent else "refused the message or cannot be reached")  # noqa: T201  (the answer)


if __name__ == "__main__":
    main()
