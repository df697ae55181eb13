"""`leadwheel run`: the bot."""

import asyncio
import signal

import structlog

_log = structlog.get_logger(__name__)


def run() -> None:
    """Run the bot until it is told to stop (Ctrl-C, or SIGTERM)."""
    from bot import telemetry
    from bot.main import running
    from bot.settings import Settings
    from bot.timekeeping import SystemClock

    settings = Settings.read()
    telemetry.configure(settings.leadwheel_log_format, settings.leadwheel_log_level)

    async def serve() -> None:
        told_to_stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, told_to_stop.set)
        async with running(settings, SystemClock()):
            await told_to_stop.wait()
            _log.info("stopping")
        _log.info("stopped")

    asyncio.run(serve())
