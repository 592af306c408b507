"""Journeys happen in this machine's own Chromium, and none may break the page's policy."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, WebError, expect

from scripts.chromium import HOW_TO_GET_IT, find_chromium

HERE = Path(__file__).parent
# A busy machine is slow, not wrong: an expectation may take longer than the five seconds that are usual.
expect.set_options(timeout=30_000)
QUIET = (
    "--no-sandbox",  # root, as in most CI, has none
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chromium = find_chromium()
    if chromium is None and "browser" in os.environ.get("TRACEWELL_REQUIRE", ""):
        pytest.fail(f"no Chromium here, and TRACEWELL_REQUIRE asks for one. {HOW_TO_GET_IT}")
    if chromium is None:
        pytest.skip(f"no Chromium here. {HOW_TO_GET_IT}")
    # Playwright keeps an event loop in this thread from now on; Django would take each query for a mistake.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    return browser_type_launch_args | {"executable_path": chromium, "args": list(QUIET)}


@pytest.fixture(autouse=True)
def complaints(context: BrowserContext) -> Iterator[list[str]]:
    """What the browser complained of: a refused script or style, an error in a script, fails the journey it was in."""
    heard: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            heard.append(f"{message.text} ({message.page.url if message.page else 'no page'})")

    def hear_error(error: WebError) -> None:
        heard.append(str(error.error))

    context.on("console", hear)
    context.on("weberror", hear_error)
    yield heard
    assert heard == []
