"""One App for all tests of the agent: real library, search, index and queue; no workers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from agent.compose import App
from agent.evaluation.run import laboratory


@pytest.fixture(scope="session")
def app() -> Iterator[App]:
    with laboratory() as built:
        built.warm()
        yield built
