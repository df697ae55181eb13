"""What is probably not meant so in a configuration's rules: said by `leadwheel apply` and `leadwheel doctor`."""

from bot.domain.configuration import Configuration
from bot.domain.never_matching import never_matching
from bot.domain.rule_logic import read_rule
from bot.domain.rule_words import RuleWarning
from bot.domain.untaken import untaken


def rule_warnings(configuration: Configuration) -> tuple[RuleWarning, ...]:
    """Return rules that can never match and wrong choices, in the rules' order; then what no rule takes."""
    rules = [read_rule(position, rule) for position, rule in enumerate(configuration.rules, start=1)]
    return (*never_matching(configuration, rules), *untaken(configuration, rules))
