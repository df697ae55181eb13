"""Why a server on the network could not be asked, in words that say what to do."""

import ssl
from typing import Final

import aiohttp

#: By kind, the nearer one first: what is wrong, and how it is mended. `{host}` is who was asked, `{said}` the error's own words.
_BY_KIND: Final[tuple[tuple[tuple[type[BaseException], ...], str, str], ...]] = (
    (
        (aiohttp.ClientConnectorCertificateError,),
        "the certificate of {host} isn't trusted here ({said})",
        (
            "Mend the certificate: for this very name, not run out, sent with its chain. Where a proxy of yours opens TLS, "
            "let SSL_CERT_FILE name its certificate."
        ),
    ),
    (
        (aiohttp.ClientSSLError, ssl.SSLError),
        "{host} and this machine agree on no TLS ({said})",
        "Is it a port for https? Look at TLS in the proxy before it.",
    ),
    (
        (aiohttp.ClientConnectorDNSError,),
        "the name {host} isn't known here",
        "Look for a slip in it, and at this machine's DNS.",
    ),
    (
        (TimeoutError,),
        "{host} doesn't answer in time",
        "Is it up, and no firewall between?",
    ),
    (
        (aiohttp.ClientConnectorError,),
        "nothing listens at {host}",
        "Is it up, the address right, and no firewall between?",
    ),
    (
        (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError),
        "{host} breaks the connection",
        "Try again. If it goes on, something between (a proxy, a firewall) ends it.",
    ),
    (
        (aiohttp.InvalidURL,),
        "that is no address",
        "An address looks like https://bots.example.com",
    ),
)


def why_not(error: BaseException, host: str) -> tuple[str, str]:
    """Return what is wrong, and how it is mended, of an error of aiohttp or the system. `host`: who was asked."""
    for kinds, says, mend in _BY_KIND:
        if isinstance(error, kinds):
            return says.format(host=host, said=_reason(error)), mend
    return f"{host} can't be asked ({type(error).__name__})", "Look at this machine's network."


def _reason(error: BaseException) -> str:
    cause = getattr(error, "certificate_error", None) or getattr(error, "os_error", None) or error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return cause.verify_message
    return getattr(cause, "reason", None) or type(cause).__name__
