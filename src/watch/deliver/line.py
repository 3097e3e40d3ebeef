"""The line to the mail server: opened by the first mail of a batch, kept for the next ones, closed when none comes."""

import asyncio
import contextlib
import threading
from email.message import EmailMessage

import aiosmtplib

from watch.deliver.mail import MailSettings, build_mail, new_client, refused
from watch.model import OutgoingMessage

IDLE = 3.0
"""Seconds without a mail after which a line is closed; servers wait for minutes."""
PER_LINE = 100
"""Mails after which a line is closed: servers limit how many they take over one."""

_starting = threading.Lock()
_loops: list[asyncio.AbstractEventLoop] = []


def _loop() -> asyncio.AbstractEventLoop:
    """The event loop of all lines of this process, in a thread of its own that ends with the process."""
    with _starting:
        if not _loops:
            loop = asyncio.new_event_loop()
            threading.Thread(target=loop.run_forever, name="mail-line", daemon=True).start()
            _loops.append(loop)
        return _loops[0]


class MailLine:
    """Hands mails over one after the other, any number of them over one connection."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings
        self._turn = asyncio.Lock()
        self._client: aiosmtplib.SMTP | None = None
        self._taken = 0
        self._rest: asyncio.TimerHandle | None = None

    def send(self, message: OutgoingMessage, unsubscribe: str | None = None) -> None:
        """Hand *message* to the server once; returning means that the server has taken it.

        Raises DeliveryError: permanent when the server refuses this recipient or this message for good, transient for
        all else (no server, time-out, 4xx, an account refused), since waiting for a repair loses nothing. A connection
        lost after the text was sent is transient too: the repeated Message-ID lets the reader's side recognise a second
        copy.
        """
        mail = build_mail(message, self._settings, unsubscribe)
        sending = asyncio.run_coroutine_threadsafe(self._hand_over(mail), _loop())
        try:
            sending.result()
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise refused(error, message.id, self._settings) from error
        finally:
            sending.cancel()  # of one that was interrupted; nothing happens to one that is done

    def close(self) -> None:
        """Say goodbye to the server now."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), _loop()).result()

    async def _hand_over(self, mail: EmailMessage) -> None:
        """One mail within the time of the settings; after a failure the next one begins on a new connection."""
        async with self._turn:
            if self._rest is not None:
                self._rest.cancel()
            try:
                # over the whole conversation: a server that answers each line slowly must not hold up the service's end
                async with asyncio.timeout(self._settings.smtp_timeout):
                    await self._say(mail)
            except BaseException:
                self._drop()
                raise
            self._taken += 1
            pause = IDLE if self._taken < PER_LINE else 0
            self._rest = asyncio.get_running_loop().call_later(pause, lambda: asyncio.ensure_future(self._hang_up()))

    async def _say(self, mail: EmailMessage) -> None:
        """Send *mail*; over a new line when the server takes no further one over this, as it says at MAIL FROM."""
        client = await self._open()
        try:
            await client.send_message(mail)
        except aiosmtplib.SMTPSenderRefused:
            if not self._taken:
                raise
            self._drop()
            client = await self._open()
            await client.send_message(mail)

    async def _open(self) -> aiosmtplib.SMTP:
        """The line as it is, when the server still holds it, or a new one."""
        if self._client is not None and self._client.is_connected and self._taken < PER_LINE:
            return self._client
        self._drop()
        client = new_client(self._settings)
        self._client, self._taken = client, 0
        await client.connect()
        return client

    async def _hang_up(self) -> None:
        async with self._turn:
            if self._client is not None and self._client.is_connected:
                with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                    async with asyncio.timeout(IDLE):
                        await self._client.quit()
            self._drop()

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None
