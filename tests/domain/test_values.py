"""Plain numbers and ISO dates, read strictly."""

# ruff: noqa: RUF001 - letters, digits and marks of other scripts

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.values import amount, iso_date, number


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("40", 40),
        ("-40", -40),
        ("+40", 40),
        ("1,000", 1000),
        ("1 000", 1000),
        ("1'000", 1000),
        ("1,000,000.5", 1000000.5),
        ("1.5", 1.5),
        ("1.0", 1),
        ("٤٠", 40),
        ("٤٠.٥", 40.5),
        ("0.125", 0.125),
        ("0,125", None),
        ("1,5", None),
        ("1,00,000", None),
        ("1,000 000", None),
        ("500+", None),
        ("1e3", None),
        ("nan", None),
        ("²", None),
        (".5", None),
        ("5.", None),
        ("", None),
        ("9" * 41, None),
    ],
)
def test_a_plain_number(text, read):
    found = number(text)
    assert found == read
    assert type(found) is type(read)


@pytest.mark.parametrize(
    ("text", "read"),
    [("1,5", 1.5), ("1.000", 1000), ("1.000,50", 1000.5), ("1,0", 1), ("1.5", None), ("1,000.5", None)],
)
def test_a_plain_number_with_a_decimal_comma(text, read):
    found = number(text, comma=True)
    assert found == read
    assert type(found) is type(read)


def test_an_amount_may_be_open_or_a_share():
    assert (amount("500+"), amount("20 %"), amount("40"), amount("+")) == (500, 20, 40, None)


@pytest.mark.parametrize(
    ("text", "read"),
    [("2026-12-24", date(2026, 12, 24)), ("2026-02-30", None), ("2026-1-2", None), ("٢٠٢٦-١٢-٢٤", None), ("", None)],
)
def test_an_iso_date(text, read):
    assert iso_date(text) == read


@given(st.integers(-(10**29), 10**29), st.sampled_from([",", " ", "'", "_"]))
def test_every_whole_number_is_read_as_itself(value, separator):
    assert number(str(value)) == value
    assert number(f"{value:,}".replace(",", separator)) == value


@given(st.text(st.sampled_from("0123456789٤०,.'+-_ eE%²"), max_size=45), st.booleans())
def test_any_text_is_a_finite_number_or_none(text, comma):
    found = number(text, comma=comma)
    assert found is None or abs(found) < 10**41
