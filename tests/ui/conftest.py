"""One App in a temporary home for all page and command tests; no worker is started."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from agent import api
from agent.compose import App, compose
from agent.settings import Settings


@pytest.fixture(scope="session")
def shared_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    home = tmp_path_factory.mktemp("keystep-home")
    app = compose(Settings(home=home, worker_processes=0))
    yield app
    app.stop_services()


@pytest.fixture
def app(shared_app: App, monkeypatch: pytest.MonkeyPatch) -> App:
    """The App that pages and commands get."""
    monkeypatch.setattr(api, "app", lambda: shared_app)
    return shared_app
