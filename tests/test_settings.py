"""Settings: their defaults, and one line for each that can't be used (CONTRACT 3)."""

import os

import pytest

from bot.settings import Settings, SettingsError

#: CONTRACT 3.
DEFAULTS = {
    "slack_signing_secret": None,
    "slack_bot_token": None,
    "slack_app_token": None,
    "slack_api_url": "https://slack.com/api/",
    "leadwheel_database_url": "sqlite+aiosqlite:///leadwheel.db",
    "leadwheel_auto_migrate": True,
    "leadwheel_host": "0.0.0.0",
    "leadwheel_port": 3000,
    "leadwheel_managers": frozenset(),
    "leadwheel_database_connections": 10,
    "leadwheel_post_rate": 1.0,
    "leadwheel_log_format": "console",
    "leadwheel_log_level": "info",
}

SECRET_VALUES = {
    "SLACK_SIGNING_SECRET": "s3cr3t-signing",
    "SLACK_BOT_TOKEN": "xoxb-s3cr3t",
    "SLACK_APP_TOKEN": "xapp-s3cr3t",
}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch, tmp_path):
    """Start without settings, in a folder without `.env`."""
    for name in list(os.environ):
        if name.upper().startswith(("LEADWHEEL_", "SLACK_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_nothing_needs_to_be_set():
    assert Settings.read().model_dump() == DEFAULTS


@pytest.mark.parametrize("name", DEFAULTS)
def test_an_empty_setting_is_as_good_as_none(monkeypatch, name):
    monkeypatch.setenv(name.upper(), "")
    assert getattr(Settings.read(), name) == DEFAULTS[name]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("LEADWHEEL_PORT", "8080", 8080),
        ("LEADWHEEL_PORT", "0", 0),
        ("LEADWHEEL_PORT", "65535", 65535),
        ("LEADWHEEL_HOST", "127.0.0.1", "127.0.0.1"),
        ("LEADWHEEL_POST_RATE", "0", 0.0),
        ("LEADWHEEL_POST_RATE", "0.5", 0.5),
        ("LEADWHEEL_AUTO_MIGRATE", "false", False),
        ("LEADWHEEL_AUTO_MIGRATE", "FALSE", False),
        ("LEADWHEEL_AUTO_MIGRATE", "0", False),
        ("LEADWHEEL_AUTO_MIGRATE", "no", False),
        ("LEADWHEEL_AUTO_MIGRATE", "true", True),
        ("LEADWHEEL_LOG_FORMAT", "json", "json"),
        ("LEADWHEEL_LOG_FORMAT", "JSON", "json"),
        ("LEADWHEEL_LOG_LEVEL", "Debug", "debug"),
        ("LEADWHEEL_LOG_LEVEL", "warning", "warning"),
        ("LEADWHEEL_DATABASE_URL", "sqlite+aiosqlite:////data/l.db", "sqlite+aiosqlite:////data/l.db"),
        ("LEADWHEEL_MANAGERS", "U01ALICE", {"U01ALICE"}),
        ("LEADWHEEL_MANAGERS", "U01ALICE,W02BOB", {"U01ALICE", "W02BOB"}),
        ("LEADWHEEL_MANAGERS", " U01ALICE , U02BOB ,, ", {"U01ALICE", "U02BOB"}),
        ("LEADWHEEL_MANAGERS", ",", set()),
        ("SLACK_API_URL", "http://127.0.0.1:4000/api", "http://127.0.0.1:4000/api/"),
        ("SLACK_API_URL", "https://slack.example/api/", "https://slack.example/api/"),
    ],
)
def test_the_environment_is_read(monkeypatch, name, value, expected):
    monkeypatch.setenv(name, value)
    assert getattr(Settings.read(), name.lower()) == expected


#: name, value, what the line says
MISTAKES = [
    ("LEADWHEEL_PORT", "http", "integer"),
    ("LEADWHEEL_PORT", "-1", "greater than or equal to 0"),
    ("LEADWHEEL_PORT", "65536", "less than or equal to 65535"),
    ("LEADWHEEL_PORT", "80.5", "integer"),
    ("LEADWHEEL_POST_RATE", "fast", "number"),
    ("LEADWHEEL_POST_RATE", "-1", "greater than or equal to 0"),
    ("LEADWHEEL_POST_RATE", "nan", ""),
    ("LEADWHEEL_POST_RATE", "inf", ""),
    ("LEADWHEEL_AUTO_MIGRATE", "perhaps", "boolean"),
    ("LEADWHEEL_LOG_FORMAT", "xml", "'console' or 'json'"),
    ("LEADWHEEL_LOG_LEVEL", "loud", "'debug', 'info', 'warning' or 'error'"),
    ("LEADWHEEL_MANAGERS", "alice", "U01ALICE"),
    ("LEADWHEEL_MANAGERS", "U01ALICE;U02BOB", "U01ALICE;U02BOB"),
    ("LEADWHEEL_MANAGERS", "U01ALICE,@bob", "@bob"),
    ("LEADWHEEL_MANAGERS", '["U01ALICE"]', "U01ALICE"),
    ("SLACK_API_URL", "slack.com/api", "https://"),
    ("SLACK_API_URL", "ftp://slack.com", "https://"),
]


@pytest.mark.parametrize(("name", "value", "says"), MISTAKES)
def test_a_value_that_cannot_be_used_gives_one_line_that_names_it(monkeypatch, name, value, says):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        Settings.read()
    (line,) = str(caught.value).splitlines()
    assert line.startswith(f"{name}: ")
    assert says in line
    assert repr(value) in line


def test_every_mistake_is_told_at_once(monkeypatch):
    monkeypatch.setenv("LEADWHEEL_PORT", "x")
    monkeypatch.setenv("LEADWHEEL_LOG_LEVEL", "y")
    monkeypatch.setenv("LEADWHEEL_MANAGERS", "z\nz")
    with pytest.raises(SettingsError) as caught:
        Settings.read()
    named = [line.partition(":")[0] for line in str(caught.value).splitlines()]
    assert sorted(named) == ["LEADWHEEL_LOG_LEVEL", "LEADWHEEL_MANAGERS", "LEADWHEEL_PORT"]


def test_a_very_long_value_is_cut(monkeypatch):
    monkeypatch.setenv("LEADWHEEL_LOG_LEVEL", "x" * 5000)
    with pytest.raises(SettingsError) as caught:
        Settings.read()
    assert len(str(caught.value)) < 300


def test_secrets_are_never_shown(monkeypatch):
    for name, value in SECRET_VALUES.items():
        monkeypatch.setenv(name, value)
    settings = Settings.read()
    assert settings.slack_bot_token.get_secret_value() == "xoxb-s3cr3t"
    for shown in (repr(settings), str(settings), repr(settings.model_dump()), settings.model_dump_json()):
        assert "s3cr3t" not in shown


@pytest.mark.parametrize("name", [name.lower() for name in SECRET_VALUES])
def test_a_secret_that_cannot_be_used_is_not_shown_either(name):
    with pytest.raises(SettingsError) as caught:
        Settings.read(**{name: ["s3cr3t"]})
    assert "s3cr3t" not in str(caught.value)
    assert str(caught.value).startswith(name.upper())


def test_secrets_stay_hidden_when_something_else_is_wrong(monkeypatch):
    for name, value in SECRET_VALUES.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LEADWHEEL_PORT", "x")
    with pytest.raises(SettingsError) as caught:
        Settings.read()
    assert "s3cr3t" not in str(caught.value)


def test_the_env_file_is_read(tmp_path):
    (tmp_path / ".env").write_text(
        "# a comment\n"
        "SLACK_BOT_TOKEN=xoxb-from-the-file\n"
        "export LEADWHEEL_PORT=4000\n"
        'LEADWHEEL_MANAGERS="U01ALICE, U02BOB"\n'
        "LEADWHEEL_HOST=\n"
        "SOMETHING_ELSE=whatever\n",
        encoding="utf-8",
    )
    settings = Settings.read()
    assert settings.slack_bot_token.get_secret_value() == "xoxb-from-the-file"
    assert settings.leadwheel_port == 4000
    assert settings.leadwheel_managers == {"U01ALICE", "U02BOB"}
    assert settings.leadwheel_host == "0.0.0.0"


def test_the_environment_wins_over_the_file(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("LEADWHEEL_PORT=4000\nLEADWHEEL_HOST=127.0.0.1\n", encoding="utf-8")
    monkeypatch.setenv("LEADWHEEL_PORT", "5000")
    settings = Settings.read()
    assert (settings.leadwheel_port, settings.leadwheel_host) == (5000, "127.0.0.1")


def test_a_mistake_in_the_file_is_told_alike(tmp_path):
    (tmp_path / ".env").write_text("LEADWHEEL_PORT=many\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"LEADWHEEL_PORT: .*'many'"):
        Settings.read()


def test_what_is_given_wins_over_everything(monkeypatch):
    monkeypatch.setenv("LEADWHEEL_PORT", "5000")
    assert Settings.read(leadwheel_port=6000).leadwheel_port == 6000


def test_settings_do_not_change_while_the_bot_runs():
    with pytest.raises(ValueError, match="frozen"):
        Settings.read().leadwheel_port = 1


def test_what_can_be_used_is_read_beside_what_cannot(monkeypatch, tmp_path):
    assert Settings.read_what_can_be() == (Settings.read(), {})
    monkeypatch.setenv("LEADWHEEL_PORT", "many")
    monkeypatch.setenv("SLACK_API_URL", "slack.com")
    monkeypatch.setenv("LEADWHEEL_HOST", "10.0.0.7")
    settings, wrong = Settings.read_what_can_be()
    assert (settings.leadwheel_port, settings.slack_api_url) == (3000, "https://slack.com/api/")
    assert settings.leadwheel_host == "10.0.0.7"
    assert wrong.keys() == {"LEADWHEEL_PORT", "SLACK_API_URL"}
    assert wrong["LEADWHEEL_PORT"].startswith("LEADWHEEL_PORT: ")


@pytest.mark.parametrize("name", DEFAULTS)
def test_whatever_stands_in_a_setting_the_others_are_read(monkeypatch, name):
    monkeypatch.setenv(name.upper(), "\udc80 ?")
    settings, wrong = Settings.read_what_can_be()
    if wrong:
        assert wrong.keys() == {name.upper()}
        assert getattr(settings, name) == DEFAULTS[name]


def test_a_file_that_cannot_be_read_is_left_aside(monkeypatch, tmp_path):
    (tmp_path / ".env").write_bytes(b"LEADWHEEL_HOST=\xff\n")
    monkeypatch.setenv("LEADWHEEL_PORT", "many")
    settings, wrong = Settings.read_what_can_be()
    assert wrong.keys() == {".env", "LEADWHEEL_PORT"}
    assert settings.leadwheel_host == "0.0.0.0"


@pytest.mark.parametrize(
    "url", ["http://", "http://[::1", "https://u:hidden-word@x y/", "https://u:hidden-word@slack.com/"]
)
def test_an_address_without_a_host_or_with_a_password_is_refused_without_showing_it(monkeypatch, url):
    monkeypatch.setenv("SLACK_API_URL", url)
    with pytest.raises(SettingsError) as caught:
        Settings.read()
    assert str(caught.value).startswith("SLACK_API_URL: that is no address")
    assert "hidden-word" not in str(caught.value)


@pytest.mark.parametrize("name", ["LEADWHEEL_MANAGERS", "LEADWHEEL_LOG_LEVEL", "SLACK_API_URL", "LEADWHEEL_PORT"])
def test_a_token_in_the_wrong_setting_is_not_shown(monkeypatch, name):
    monkeypatch.setenv(name, "xoxb-hidden-word")
    with pytest.raises(SettingsError) as caught:
        Settings.read()
    assert "hidden-word" not in str(caught.value)
