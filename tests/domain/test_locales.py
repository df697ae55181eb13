"""What Slack's locales say of how people write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.locales import decimal_comma, language, month_first, region


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en-US", ("en", "US", False, True)),
        ("en-GB", ("en", "GB", False, False)),
        ("en-CA", ("en", "CA", False, None)),
        ("en", ("en", "", False, None)),
        ("de-DE", ("de", "DE", True, False)),
        ("de-CH", ("de", "CH", False, False)),
        ("de", ("de", "", True, False)),
        ("es-ES", ("es", "ES", True, False)),
        ("es-MX", ("es", "MX", False, False)),
        ("es-LA", ("es", "", None, False)),
        ("pt_BR", ("pt", "BR", True, False)),
        ("ja-JP", ("ja", "JP", False, True)),
        ("zh-Hant-TW", ("zh", "TW", False, True)),
        ("en-XX", ("en", "", False, None)),
        ("", ("", "", None, None)),
        ("1", ("", "", None, None)),
    ],
)
def test_a_locale(locale, said):
    assert (language(locale), region(locale), decimal_comma(locale), month_first(locale)) == said


@given(st.text(max_size=10))
def test_anything_at_all_raises_nothing(locale):
    assert region(locale) == "" or region(locale) in locale
    assert decimal_comma(locale) in {True, False, None}
    assert month_first(locale) in {True, False, None}
