"""Web addresses as people type them."""

# ruff: noqa: RUF001 - letters, digits and marks of other scripts

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.web_addresses import web_addresses


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("acme.com", ["https://acme.com"]),
        ("www.Acme.com.", ["https://www.acme.com"]),
        ("HTTP://Acme.com/Path/", ["http://acme.com/Path/"]),
        ("https://acme.com/", ["https://acme.com"]),
        ("https://acme.com/a_(b), or (https://beta.com)", ["https://acme.com/a_(b)", "https://beta.com"]),
        ("acme.com,beta.io/x", ["https://acme.com", "https://beta.io/x"]),
        ("https://acme.com/a,b;c?d=1#e", ["https://acme.com/a,b;c?d=1#e"]),
        ("acme.com:8080/x", ["https://acme.com:8080/x"]),
        ("http://192.168.0.1/x", ["http://192.168.0.1/x"]),
        ("https://medium.com/@jane", ["https://medium.com/@jane"]),
        ("münchen.de пример.рф", ["https://münchen.de", "https://пример.рф"]),
        ("شركة.السعودية", ["https://شركة.السعودية"]),
        ("दिल्ली.भारत/x", ["https://दिल्ली.भारत/x"]),
        ("我们的网站：https://acme.cn。", ["https://acme.cn"]),
        ("jane@acme.com", []),
        ("mailto:jane@acme.com", []),
        ("ftp://acme.com javascript:acme.com", []),
        ("https://user:secret@acme.com", []),
        ("http://localhost http://[::1] https://", []),
        ("999.999.999.999 http://999.1.1.1 1.5 3.4.2026 e.g. i.e. v1.2", []),
        ("-acme.com acme-.com acme..com .com", []),
        ("https://" + "a" * 64 + ".com", []),
        ("https://acme.com/" + "a" * 2_000, []),
    ],
)
def test_found_in_a_text(text, found):
    assert [*web_addresses(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("we are acme.com and have 200 people", ["https://acme.com"]),
        ("we use Node.js. Thanks.And bye", []),
        ("see https://intranet.corp/x and www.acme.zzz", ["https://intranet.corp/x", "https://www.acme.zzz"]),
        ("acme.co.uk, пример.рф", ["https://acme.co.uk", "https://пример.рф"]),
    ],
)
def test_in_any_text_a_bare_name_needs_a_known_ending(text, found):
    assert [*web_addresses(text, surely=False)] == found


LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)


@given(
    LABEL,
    st.sampled_from(["com", "io", "co.uk", "de"]),
    st.sampled_from(["", "http://", "https://", "HTTPS://"]),
    st.sampled_from(["{}", "we are {}.", "({})", "“{}”", "site:\n{}\nthanks", "{}, 51-500"]),
)
def test_an_address_planted_in_words_is_found(label, ending, scheme, around):
    host = f"{label}.{ending}"
    wanted = f"{scheme.lower() or 'https://'}{host}"
    assert [*web_addresses(around.format(scheme + host))] == [wanted]
    assert [*web_addresses(wanted)] == [wanted]


@given(st.text(st.sampled_from("ab.:/@()[]-, %?#\n"), max_size=60))
def test_anything_at_all_raises_nothing(text):
    for found in web_addresses(text):
        assert [*web_addresses(found)] == [found]
