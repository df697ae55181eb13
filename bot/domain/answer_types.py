"""What an answer to a question is, how it is to be read, and why words may be none."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

#: An answer's value: a date is ISO text, a phone number E.164, a web address has its scheme.
AnswerValue = str | int | float | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """How the lead's words are to be read.

    Attributes:
        today: The date where the lead is.
        locale: Slack's for the lead, as "en-US"; "" when it is unknown.
    """

    today: date
    locale: str = ""


class Wrong(StrEnum):
    """Why words are no answer; each deserves words of its own."""

    EMPTY = "empty"  # no letter and no digit, maybe only emoji
    NO_EMAIL = "no_email"
    NO_PHONE = "no_phone"
    PHONE_WITHOUT_COUNTRY = "phone_without_country"
    NO_NUMBER = "no_number"
    UNCLEAR_NUMBER = "unclear_number"  # 1.000 may be one or a thousand
    NO_CHOICE = "no_choice"
    NO_DATE = "no_date"
    AMBIGUOUS_DATE = "ambiguous_date"  # 3/4 may be in March or in April
    NO_YES_NO = "no_yes_no"
    YES_AND_NO = "yes_and_no"
    NO_URL = "no_url"
    SEVERAL = "several"  # where one is wanted
