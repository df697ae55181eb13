"""A terminal that answers by itself, and a workspace whose app is to be set up."""

from bot import manifest
from bot.cli.setup_dialog import finish, set_up
from bot.cli.setup_slack import AskedSlack
from bot.sandbox import Sandbox, User
from bot.settings import Settings
from tests.support.world import ALICE, BOB, CAROL, LEADS, MANAGER, SALES, WORKSPACE, people

BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-s3cr3t-token", "xapp-s3cr3t-token", "0123456789abcdef0123456789abcdef"


def workspace(*, socket_mode=True):
    """A Slack with the usual people, #leads and #sales, and the bot in neither."""
    made = manifest.load()
    if socket_mode:
        made = manifest.for_socket_mode(made)
    sandbox = Sandbox(SECRET, BOT_TOKEN, WORKSPACE, made, app_token=APP_TOKEN)
    for user in people():
        sandbox.add_user(user)
    sandbox.add_user(User(id="U08ROBOT", name="robot", real_name="Robot Rob", is_bot=True))
    sandbox.add_user(User(id="U09GONE", name="gone", real_name="Gone Gina", deleted=True))
    sandbox.add_channel(LEADS, "leads", bot_is_member=False)
    sandbox.add_channel(SALES, "sales", members=[ALICE, BOB, CAROL, "U06GUEST", "U08ROBOT"], bot_is_member=False)
    return sandbox


class Answers:
    """Types one answer after the other; an exception among them is what the person does instead."""

    def __init__(self, *answers):
        self._answers = list(answers)
        self.said = []

    def say(self, text="", *, style="", wrap=True):
        self.said.append(text)

    def ask(self, question, default=""):
        self.said.append(f"{question}{f' ({default})' if default else ''}:")
        assert self._answers, f"nobody answers: {self.all[-600:]}"
        answer = self._answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        if callable(answer):
            answer = answer()
        return answer.strip() or default

    def ask_hidden(self, question):
        return self.ask(f"(hidden) {question}")

    @property
    def all(self):
        """All that was said and asked."""
        return "\n".join(self.said)

    @property
    def left(self):
        """What nobody asked for."""
        return self._answers


def run(api_url, terminal, applying=None):
    """Walk through the whole dialog; every answer is asked for."""
    done = set_up(terminal, AskedSlack(api_url), Settings.read())
    finish(terminal, done, applying or (lambda _: None))
    assert terminal.left == []


#: The answers of each step, as most people give them.
APP = ("", "", "")  # Socket Mode; no app yet; it is made now
TOKENS = (BOT_TOKEN, APP_TOKEN)
TEAM = ("", "sales", "leads", "", "alice, bob", "", "mia", "")
WRITE = ("y", "n")

WRITTEN = f"""\
# Leadwheel's configuration. After a change: leadwheel apply leadwheel.yaml
workspace: {WORKSPACE}
# Who may change teams, beside the workspace's admins and owners.
managers:
  - {MANAGER}  # Mia Manager

# Who shares conversations, by turn; each has a card in the team's channel.
teams:
  sales:
    channel: {SALES}  # #sales
    teammates:
      - {ALICE}  # Alice Archer
      - {BOB}  # Bob Byrne

# Each new message here is a conversation, but those of teammates.
sources:
  - {{channel: {LEADS}}}  # #leads

# Which team it goes to: the first rule that matches.
rules:
  - {{when: new_conversation, assign_to: sales}}
"""
