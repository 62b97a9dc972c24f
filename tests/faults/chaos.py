"""A network that misbehaves on purpose, between a browser and a real server: slow, cut, silent, gone, or answered by another.

    with Chaos(upstream_port) as net:
        net.up(rate=20_000)            # bytes a second towards the server
        net.down(cut_after=1)          # the answer is cut after its first byte
        net.down(blackhole=True)       # nothing comes back
        net.refuse()                   # nobody listens
        net.script(lambda head: Answer(200, b"<html>…"))   # somebody else answers, or None to let it through
        net.heal()                     # as if nothing had been

A change holds for open connections too. `net.requests` are the request lines that came, in order.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType

CHUNK_BYTES = 4096
LONGEST_HEAD = 65_536


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody else answers in the server's name."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    def wire(self) -> bytes:
        """As HTTP/1.1, the connection closed after it."""
        headers = {"Content-Type": "text/html", "Content-Length": str(len(self.body)), "Connection": "close", **self.headers}
        lines = [f"HTTP/1.1 {self.status} Scripted", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body


@dataclass(slots=True)
class Direction:
    """How bytes travel one way. latency in seconds, rate in bytes a second, cut_after in bytes of a connection."""

    latency: float = 0.0
    rate: float = 0.0
    cut_after: int | None = None
    blackhole: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a request. method, path, and its headers in lower case."""

    method: str
    path: str
    headers: dict[str, str]


Script = Callable[[Head], Answer | None]


class Chaos:
    """The proxy. Runs in a thread of its own while the block runs; `url` is what a browser is given."""

    def __init__(self, upstream_port: int) -> None:
        self.requests: list[Head] = []
        self._upstream = upstream_port
        self._up, self._down = Direction(), Direction()
        self._refuses = False
        self._script: Script | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)  # else a slow line is hidden behind a large buffer
        self.port = int(self._listener.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._is_listening = threading.Event()

    def __enter__(self) -> Chaos:
        self._thread.start()
        assert self._is_listening.wait(10)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    # What the network does

    def up(self, **how: float | bool | None) -> None:
        """Change the way towards the server."""
        self._up = Direction(**how)  # type: ignore[arg-type]

    def down(self, **how: float | bool | None) -> None:
        """Change the way back."""
        self._down = Direction(**how)  # type: ignore[arg-type]

    def refuse(self) -> None:
        """Nobody listens any more; what is open ends."""
        self._refuses = True
        self.reset()

    def script(self, script: Script | None) -> None:
        """Have requests answered by somebody else; what the script gives None for passes."""
        self._script = script

    def heal(self) -> None:
        """The network is as it should be."""
        self._up, self._down, self._refuses, self._script = Direction(), Direction(), False, None

    def reset(self) -> None:
        """End every open connection at once, as a lost carrier does."""
        self._loop.call_soon_threadsafe(lambda: [writer.transport.abort() for writer in list(self._writers)])

    def count(self, method: str, part: str) -> int:
        """How many requests of a method whose path holds `part` have come."""
        return sum(head.method == method and part in head.path for head in self.requests)

    # Private

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, sock=self._listener, limit=LONGEST_HEAD))
        self._is_listening.set()
        self._loop.run_forever()
        server.close()
        for writer in self._writers:
            writer.transport.abort()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            if not self._refuses:
                await self._converse(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass
        finally:
            self._writers.discard(writer)
            writer.transport.abort()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request after another, so that each head is seen."""
        upstream: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        try:
            while head_bytes := await reader.readuntil(b"\r\n\r\n"):
                head = _head(head_bytes)
                self.requests.append(head)
                answer = self._script(head) if self._script else None
                length = int(head.headers.get("content-length", 0))
                if answer is not None:
                    await reader.readexactly(length)
                    writer.write(answer.wire())
                    await writer.drain()
                    writer.close()
                    return
                if upstream is None:
                    upstream = await asyncio.open_connection("127.0.0.1", self._upstream)
                    self._writers.add(upstream[1])
                    back = asyncio.ensure_future(self._pump(upstream[0], writer, lambda: self._down))
                    back.add_done_callback(lambda _: writer.close())
                await self._carry(head_bytes, length, reader, upstream[1], writer)
        finally:
            if upstream is not None:
                self._writers.discard(upstream[1])
                upstream[1].transport.abort()

    async def _carry(
        self, head: bytes, length: int, reader: asyncio.StreamReader, upstream: asyncio.StreamWriter, writer: asyncio.StreamWriter
    ) -> None:
        """One request towards the server, as fast and as far as the network lets it."""
        sent = await self._pass_on(head, upstream, writer, lambda: self._up, 0)
        while length > 0:
            chunk = await reader.read(min(CHUNK_BYTES, length))
            if not chunk:
                raise ConnectionResetError
            length -= len(chunk)
            sent = await self._pass_on(chunk, upstream, writer, lambda: self._up, sent)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: Callable[[], Direction]) -> None:
        sent = 0
        try:
            while chunk := await reader.read(CHUNK_BYTES):
                sent = await self._pass_on(chunk, writer, writer, way, sent)
        except (ConnectionError, asyncio.CancelledError):
            writer.transport.abort()

    async def _pass_on(
        self, chunk: bytes, target: asyncio.StreamWriter, client: asyncio.StreamWriter, way: Callable[[], Direction], sent: int
    ) -> int:
        while way().blackhole:
            if client.is_closing():
                raise ConnectionResetError
            await asyncio.sleep(0.05)
        how = way()
        if how.latency:
            await asyncio.sleep(how.latency)
        if how.rate:
            await asyncio.sleep(len(chunk) / how.rate)
        if how.cut_after is not None and sent + len(chunk) > how.cut_after:
            target.write(chunk[: max(0, how.cut_after - sent)])
            await target.drain()
            target.transport.abort()
            client.transport.abort()
            raise ConnectionResetError
        target.write(chunk)
        await target.drain()
        return sent + len(chunk)


def _head(text: bytes) -> Head:
    first, *rest = text.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest if line)}
    return Head(method, path, headers)
