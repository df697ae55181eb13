"""TLS before a PostgreSQL server: the wheel's programs are built without it, so something in front speaks it for them."""

import asyncio
import contextlib
import ssl
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

#: How a client asks for TLS, before anything else.
_WANTS_TLS = struct.pack("!ii", 8, 80877103)


@asynccontextmanager
async def tls_before(port: int, certificate: Path) -> AsyncIterator[int]:
    """Give a port that speaks PostgreSQL's TLS, and hands all that is said on to `port`. The file holds the key too."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    open_ones: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_ones.add(asyncio.current_task())
        with contextlib.suppress(OSError, asyncio.IncompleteReadError), contextlib.closing(writer):
            assert await reader.readexactly(len(_WANTS_TLS)) == _WANTS_TLS, "the client didn't ask for TLS"
            writer.write(b"S")
            await writer.start_tls(context)
            behind_reader, behind = await asyncio.open_connection("127.0.0.1", port)
            with contextlib.closing(behind):
                await asyncio.gather(_copy(reader, behind), _copy(behind_reader, writer))

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for one in open_ones:
            one.cancel()
        await asyncio.gather(*open_ones, return_exceptions=True)
        await server.wait_closed()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()
