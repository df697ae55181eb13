import pytest

from bot.sandbox.api import API_PREFIX
from bot.sandbox.coverage import METHOD_NAMES
from tests.architecture.slack_scopes import SCOPES_OF_METHODS


async def test_the_list_of_methods_is_that_of_the_routes(sandbox):
    routes = {resource.canonical for resource in sandbox._runner.app.router.resources()}
    named = {path.removeprefix(API_PREFIX) for path in routes if path.startswith(API_PREFIX) and "{" not in path}
    assert named == set(METHOD_NAMES)


def test_the_list_of_methods_is_in_order_without_doubles():
    assert list(METHOD_NAMES) == sorted(set(METHOD_NAMES))


@pytest.mark.parametrize("method", METHOD_NAMES)
async def test_a_method_asks_for_the_scopes_that_slack_asks_for(make_sandbox, call, method):
    answer = await call(await make_sandbox(scopes=[]), method, channel="C01LEADS")
    asked = set(answer["needed"].split(",")) if answer.get("error") == "missing_scope" else set()
    # A method for any kind of channel names the scopes of all kinds.
    assert asked >= SCOPES_OF_METHODS[method]
    assert bool(asked) is bool(SCOPES_OF_METHODS[method])
