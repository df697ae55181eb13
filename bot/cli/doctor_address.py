"""`leadwheel doctor` asks the bot's address what Slack would: over HTTP, whether a bot of this secret answers there."""

import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

import aiohttp

from bot.manifest import EVENTS_PATH, ManifestMistake, address_of
from bot.unreachable import why_not
from bot.usecases.doctor import Finding, State, not_checked, note, ok, wrong

ADDRESS: Final = "address"

#: As long as Slack waits.
ANSWER_WITHIN_SECONDS: Final = 3.0
_MOST_READ_BYTES: Final = 65_536
_HERE: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - asked, not listened on

_NO_SLACK: Final = "whether Slack reaches the bot"
_SAY_URL: Final = "`leadwheel doctor --url https://bots.example.com` asks your own address, as Slack would."
_HAND_ON: Final = f"Let the proxy hand POST {EVENTS_PATH} on to the bot as it came: body, headers, and the answer."
#: By what was answered: what it means, and how it is mended.
_BY_STATUS: Final = {
    HTTPStatus.UNAUTHORIZED: (
        "the bot there refuses the signature (401)",
        (
            "Give the bot the SLACK_SIGNING_SECRET that is set here (it is read at its start); see that the proxy changes neither body "
            "nor headers (X-Slack-Signature, X-Slack-Request-Timestamp), and that the bot's clock is right. Is it the proxy's own password "
            f"that is asked for, leave {EVENTS_PATH} out of it."
        ),
    ),
    HTTPStatus.FORBIDDEN: (
        "something before the bot forbids it (403)",
        f"Let the proxy or firewall pass POST {EVENTS_PATH} from everywhere: Slack's addresses change, its signature proves it.",
    ),
    HTTPStatus.NOT_FOUND: (
        f"nothing is at {EVENTS_PATH} (404)",
        f"{_HAND_ON} Does another program listen there, or a bot in Socket Mode (SLACK_APP_TOKEN), which has no such path?",
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: (f"POST isn't taken at {EVENTS_PATH} (405)", _HAND_ON),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("the proxy takes no body (413)", "Let the proxy pass bodies of up to 1 MiB."),
    HTTPStatus.BAD_GATEWAY: (
        "the proxy doesn't reach the bot (502)",
        "Is the bot running (`leadwheel run`), and does the proxy hand on to its LEADWHEEL_HOST and LEADWHEEL_PORT?",
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "the proxy has no bot to hand on to (503)",
        "Is the bot running (`leadwheel run`), and does its /readyz answer 200?",
    ),
    HTTPStatus.GATEWAY_TIMEOUT: (
        "the bot doesn't answer the proxy (504)",
        "Is the bot running and not hanging? Its log says more; start it anew.",
    ),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: `error` in place of all else where nothing was."""

    status: int = 0
    kind: str = ""
    text: str = ""
    to: str = ""
    error: BaseException | None = None

    @property
    def json(self) -> dict[str, object]:
        """The body, where it is a JSON object; else empty."""
        try:
            read = json.loads(self.text)
        except ValueError:
            return {}
        return read if isinstance(read, dict) else {}


class Asking:
    """Asks a bot's address, without following redirects, as Slack doesn't.

    Args:
        session: of any time-outs.
        base: without a slash at its end.
        secret: signs; None: nothing can be signed.
        within_seconds: how long an answer may take.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base: str,
        secret: str | None,
        within_seconds: float = ANSWER_WITHIN_SECONDS,
    ) -> None:
        self._session = session
        self._base = base
        self._secret = secret
        self._timeout = aiohttp.ClientTimeout(total=within_seconds)
        self._host = urlsplit(base).netloc

    async def slack_side(self) -> list[Finding]:
        """Ask what Slack would ask when the address is given to it, and what a health probe would."""
        found = [await self._challenge()] if self._secret is not None else [_no_secret()]
        if found[0].state is State.OK:
            alive = await self._get("/healthz")
            if alive.json.get("status") != "alive":
                found.append(
                    note(ADDRESS, f"{self._base}/healthz isn't the bot's, which is as well: only probes need it")
                )
        found.append(note(ADDRESS, "asked from this machine: Slack asks from the internet"))
        return found

    async def local_side(self) -> list[Finding]:
        """Ask whether a bot runs here, whether it is ready, and whether it has the secret that is set here."""
        alive = await self._get("/healthz")
        if isinstance(alive.error, aiohttp.ClientConnectorError | TimeoutError):
            says, mend = why_not(alive.error, self._host)
            return [
                note(ADDRESS, f"no bot runs here: {says}", "Start it: leadwheel run" if "listens" in says else mend)
            ]
        if alive.json.get("status") != "alive":
            return [
                wrong(
                    ADDRESS,
                    f"something else than the bot answers at {self._host}",
                    "Stop it, or set LEADWHEEL_PORT to another and let the proxy hand on to that.",
                )
            ]
        ready = await self._get("/readyz")
        found = [
            ok(ADDRESS, f"a bot runs at {self._host}, and is ready")
            if ready.status == HTTPStatus.OK
            else wrong(ADDRESS, f"a bot runs at {self._host}, but isn't ready: {_reason(ready)}", "Its log says more.")
        ]
        return [*found, await self._challenge()] if self._secret is not None else found

    async def _challenge(self) -> Finding:
        """Ask as Slack does to verify an address (https://docs.slack.dev/reference/events/url_verification)."""
        challenge = secrets.token_hex(20)
        body = json.dumps({"type": "url_verification", "challenge": challenge}).encode()
        answer = await self._ask("POST", EVENTS_PATH, body, {"Content-Type": "application/json", **self._signed(body)})
        where = f"{self._base}{EVENTS_PATH}"
        if answer.status == HTTPStatus.OK and answer.json.get("challenge") == challenge:
            return ok(ADDRESS, f"{where} answers as Slack wants it, by the signing secret that is set here")
        says, mend = self._why_not(answer)
        return wrong(ADDRESS, f"{where}: {says}", mend)

    def _why_not(self, answer: Answer) -> tuple[str, str]:
        if answer.error is not None:
            return why_not(answer.error, self._host)
        if answer.to:
            return (
                f"it redirects to {answer.to} ({answer.status}), and Slack follows no redirect",
                "Give Slack the address where it ends (`leadwheel manifest --url`), or let the proxy answer without one.",
            )
        if answer.status in _BY_STATUS:
            return _BY_STATUS[HTTPStatus(answer.status)]
        page = " with a web page" if answer.kind == "text/html" else ""
        return f"something else than the bot answers{page} ({answer.status})", f"{_HAND_ON} Is it the right address?"

    def _signed(self, body: bytes) -> dict[str, str]:
        stamp = str(int(time.time()))
        digest = hmac.new((self._secret or "").encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest.hexdigest()}"}

    async def _get(self, path: str) -> Answer:
        return await self._ask("GET", path)

    async def _ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        try:
            async with self._session.request(
                method, self._base + path, data=body, headers=headers, timeout=self._timeout, allow_redirects=False
            ) as response:
                raw = b""
                async for chunk in response.content.iter_chunked(_MOST_READ_BYTES):
                    raw += chunk
                    if len(raw) >= _MOST_READ_BYTES:
                        break
                to = response.headers.get("Location", "") if response.status in range(300, 400) else ""
                shown = urlsplit(to)._replace(query="", fragment="").geturl()[:200]
                return Answer(response.status, response.content_type, raw.decode("utf-8", "replace"), shown)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            return Answer(error=error)


def local_base(host: str, port: int) -> str:
    """Return the address at which a bot of these settings is asked on its own machine."""
    meant = _EVERYWHERE.get(host, host)
    return f"http://[{meant}]:{port}" if ":" in meant else f"http://{meant}:{port}"


def slack_base(typed: str) -> str | Finding:
    """Return the address that a person typed, or what is wrong with it. This machine's own may do without https."""
    url = typed.strip().rstrip("/").removesuffix(EVENTS_PATH)
    try:
        parts = urlsplit(url)
        is_here = parts.scheme == "http" and parts.hostname in _HERE and parts.username is None
    except ValueError:
        is_here = False
    if is_here:
        return url
    try:
        return address_of(typed)
    except ManifestMistake as mistake:
        says, _, near = str(mistake).partition("; ")
        return wrong(ADDRESS, f"--url: {says}", f"Slack needs an https address: {near}")


def no_slack_side() -> Finding:
    """Say that Slack's side was not looked at."""
    return not_checked(ADDRESS, _NO_SLACK, _SAY_URL)


def _no_secret() -> Finding:
    return not_checked(ADDRESS, f"{_NO_SLACK}, as SLACK_SIGNING_SECRET is missing")


def _reason(answer: Answer) -> str:
    error = answer.json.get("error")
    words = error.get("message") if isinstance(error, dict) else None
    return str(words or answer.status)
