"""Posts as people and well-known apps make them, for the tests of what they say. Each is about Jane Doe."""

from typing import Any

PERSON: dict[str, Any] = {
    "type": "message",
    "user": "U123456",
    "channel": "C123456",
    "ts": "1700000000.000100",
    "client_msg_id": "0b1b9d04",
    "text": "Hi, do you offer an annual plan? We are about 30 people.",
    "blocks": [
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [{"type": "text", "text": "Hi, do you offer an annual plan? We are about 30 people."}],
                }
            ],
        }
    ],
}


def app(**fields: Any) -> dict[str, Any]:
    """Make another app's post."""
    return {
        "type": "message",
        "subtype": "bot_message",
        "bot_id": "B123456",
        "channel": "C123456",
        "ts": "1700000000.000200",
        "text": "",
        **fields,
    }


def mrkdwn(text: str) -> dict[str, str]:
    """Make a text object."""
    return {"type": "mrkdwn", "text": text}


TYPEFORM = app(
    username="Typeform",
    text="New response to *Contact us*",
    attachments=[
        {
            "fallback": "New response to Contact us",
            "title": "Contact us",
            "fields": [
                {"title": "What's your first name?", "value": "Jane", "short": False},
                {"title": "And your last name?", "value": "Doe", "short": False},
                {"title": "Which company do you work for?", "value": "Acme &amp; Sons", "short": False},
                {"title": "What's your work email?", "value": "<mailto:jane@acme.com|jane@acme.com>", "short": False},
                {"title": "Your phone number?", "value": "<tel:+493012345678|+49 30 12345678>", "short": False},
                {"title": "How many seats?", "value": 5, "short": True},
            ],
        }
    ],
)

HUBSPOT = app(
    text="New form submission",
    bot_profile={"id": "B123456", "name": "HubSpot", "app_id": "A123456"},
    attachments=[
        {
            "author_name": "HubSpot",
            "text": "*Company name:* Acme\n*First name:* Jane\n*Last name:* Doe\n*Email:* <mailto:jane@acme.com|jane@acme.com>"
            "\n*Phone number:* +49 30 12345678\n*Contact owner email:* bob@ours.com",
            "mrkdwn_in": ["text"],
        }
    ],
)

CALENDLY = app(
    text="New event: Demo with bob@ours.com",
    blocks=[
        {"type": "header", "text": {"type": "plain_text", "text": "New event: Demo"}},
        {
            "type": "section",
            "fields": [
                mrkdwn("*Event name:*\nDemo"),
                mrkdwn("*Host email:*\n<mailto:bob@ours.com|bob@ours.com>"),
                mrkdwn("*Invitee:*\nJane Doe"),
                mrkdwn("*Invitee Email:*\n<mailto:jane@acme.com|jane@acme.com>"),
                mrkdwn("*Phone:*\n+49 30 12345678"),
            ],
        },
        {"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": "Open"}}]},
    ],
)

ZAPIER = app(
    username="Zapier",
    text="New Google Forms response\nTimestamp: 2026-01-02 09:00\nFull Name: Jane Doe\nEmail Address: jane@acme.com"
    "\nPhone: +49 30 12345678\nMessage: We'd like a demo",
    blocks=[
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {
                            "type": "text",
                            "text": "New Google Forms response\nTimestamp: 2026-01-02 09:00\nFull Name: Jane Doe\nEmail Address: ",
                        },
                        {"type": "link", "url": "mailto:jane@acme.com", "text": "jane@acme.com"},
                        {"type": "text", "text": "\nPhone: +49 30 12345678\nMessage: We'd like a demo"},
                    ],
                }
            ],
        }
    ],
)

WORDPRESS = app(
    text="From: Jane Doe &lt;<mailto:jane@acme.com|jane@acme.com>&gt;\nSubject: Demo\n\nMessage Body:\nPlease call"
    " <tel:+493012345678|+49 30 12345678>.\n\n-- \nThis e-mail was sent from a contact form on Ours (https://ours.com)"
)

EMAIL = {
    "type": "message",
    "subtype": "file_share",
    "user": "USLACKBOT",
    "channel": "C123456",
    "ts": "1700000000.000300",
    "text": "",
    "files": [
        {
            "id": "F123456",
            "filetype": "email",
            "mode": "email",
            "title": "Demo",
            "subject": "Demo",
            "from": [{"address": "jane@acme.com", "name": "Jane Doe", "original": "Jane Doe <jane@acme.com>"}],
            "to": [{"address": "leads@ours.slack.com", "name": "", "original": "leads@ours.slack.com"}],
            "plain_text": "Hello,\n\nplease call +49 30 12345678.\n\nJane",
            "headers": {"date": "Fri, 2 Jan 2026 09:00:00 +0000", "reply_to": ""},
        }
    ],
}

GERMAN = app(
    text="Neue Anfrage",
    attachments=[
        {"text": "*Vorname:* Jane *Nachname:* Doe\n*E-Mail-Adresse:* jane@acme.com\n*Telefon:* +49 30 12345678"}
    ],
)

TABLE = app(
    blocks=[
        {
            "type": "table",
            "rows": [
                [
                    {"type": "raw_text", "text": "Name"},
                    {"type": "raw_text", "text": "E-mail"},
                    {"type": "raw_text", "text": "Phone"},
                ],
                [
                    {"type": "raw_text", "text": "Jane Doe"},
                    {"type": "raw_text", "text": "jane@acme.com"},
                    {"type": "raw_text", "text": "+49 30 12345678"},
                ],
            ],
        }
    ]
)

#: All say that the lead is Jane Doe, jane@acme.com, +493012345678.
ABOUT_JANE = {
    "Typeform": TYPEFORM,
    "HubSpot": HUBSPOT,
    "Calendly": CALENDLY,
    "Zapier": ZAPIER,
    "WordPress": WORDPRESS,
    "e-mail": EMAIL,
    "German form": GERMAN,
    "table": TABLE,
}
