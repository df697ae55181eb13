from bot.sandbox.api import API_PREFIX
from bot.sandbox.coverage import METHOD_NAMES


async def test_the_list_of_methods_is_that_of_the_routes(sandbox):
    routes = {resource.canonical for resource in sandbox._runner.app.router.resources()}
    named = {path.removeprefix(API_PREFIX) for path in routes if path.startswith(API_PREFIX) and "{" not in path}
    assert named == set(METHOD_NAMES)


def test_the_list_of_methods_is_in_order_without_doubles():
    assert list(METHOD_NAMES) == sorted(set(METHOD_NAMES))
