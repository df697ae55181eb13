"""The person that a user object of Slack's tells of."""

from typing import Any, Final

from bot.domain.contacts import as_email
from bot.domain.names import called
from bot.domain.people import Person
from bot.domain.text import clean

_LONGEST_NAME: Final = 200
#: https://docs.slack.dev/reference/block-kit/block-elements/image-element
_LONGEST_IMAGE: Final = 3000

#: The year 2106: what is beyond it is no time of Slack's.
_FAR_FUTURE: Final = 2**32


def person_of(user: dict[str, Any], workspace_id: str) -> Person:
    """Return the person that a user object tells of (https://docs.slack.dev/reference/objects/user-object)."""
    profile, enterprise = _object(user.get("profile")), _object(user.get("enterprise_user"))
    user_id = str(user["id"])
    home, updated = user.get("team_id"), user.get("updated")
    ours = workspace_id in (enterprise.get("teams") or ())
    return Person(
        user_id=user_id,
        name=called(
            _text(profile.get("display_name")),
            _text(profile.get("real_name")) or _text(user.get("real_name")),
            _text(user.get("name")),
            user_id,
        ),
        time_zone=_text(user.get("tz")),
        deactivated=user.get("deleted") is True,
        is_admin=user.get("is_admin") is True,
        is_owner=user.get("is_owner") is True or user.get("is_primary_owner") is True,
        is_guest=user.get("is_restricted") is True or user.get("is_ultra_restricted") is True,
        is_bot=user.get("is_bot") is True or user_id == "USLACKBOT",
        is_stranger=user.get("is_stranger") is True or (bool(home) and home != workspace_id and not ours),
        locale=_text(user["locale"]) if isinstance(user.get("locale"), str) else None,
        image=_image(profile),
        email=as_email(_text(profile.get("email"))) or "",
        updated=updated if isinstance(updated, int) and 0 <= updated < _FAR_FUTURE else 0,
    )


def _image(profile: dict[str, Any]) -> str:
    """Return the address of a picture that Slack shows beside a message; "": there is none that it would take."""
    image = profile.get("image_192") or profile.get("image_72")
    fits = isinstance(image, str) and image.startswith("https://") and len(image) <= _LONGEST_IMAGE
    return clean(image, _LONGEST_IMAGE) if fits else ""


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return clean(value, _LONGEST_NAME)
