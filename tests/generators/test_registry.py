"""Backends are rows; built-ins and outsiders register alike."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from generators import registry
from generators.base import Readiness
from generators.errors import BackendUnavailable, UnknownBackend
from tests.tools import fake_backend


@pytest.fixture
def outsider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The fake backend, found through its entry point as an installed package's would be."""
    monkeypatch.syspath_prepend(fake_backend.install(tmp_path))
    registry._all_rows.cache_clear()
    yield
    registry._all_rows.cache_clear()
    registry.get.cache_clear()


def test_every_row_loads_and_serves_the_modes_it_names() -> None:
    for row in registry.ROWS:
        backend = registry.get(row.name)
        assert backend.name == row.name
        assert set(row.modes) <= backend.modes


def test_names_by_mode() -> None:
    assert "motion-warp" in registry.names("transfer")
    assert "motion-warp" not in registry.names("clip")
    assert "schematic" in registry.names("key_step")
    assert "small" in registry.names("key_step")
    assert "small" in registry.names("clip")
    assert "small" not in registry.names("transfer")


def test_an_unknown_name_lists_the_choices() -> None:
    with pytest.raises(UnknownBackend, match=r"'sora'.*schematic.*motion-warp"):
        registry.get("sora")
    with pytest.raises(UnknownBackend, match=r"'motion-warp' does not make 'clip'.*schematic"):
        registry.choose("clip", "motion-warp")


def test_auto_says_why() -> None:
    name, reason = registry.choose("transfer")
    assert name == "motion-warp"
    assert "best that can run here" in reason
    assert registry.choose("transfer", "motion-warp") == ("motion-warp", "asked for by name")


def test_auto_names_the_others_that_are_ready_and_why_they_come_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(registry, "readiness", lambda name: Readiness(available=True))
    name, reason = registry.choose("key_step")
    assert name == "schematic", "its pictures are exact"
    assert reason == (
        "the best that can run here: exact pictures and clips, drawn from the project's own world "
        "of skill scenes; also ready: small, after it because it imagines them at 128 px, so "
        "details can be wrong"
    )
    assert registry.choose("clip", "small") == ("small", "asked for by name")


def test_a_row_without_limits_comes_later_by_its_rank(
    outsider: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "readiness", lambda name: Readiness(available=True))
    _, reason = registry.choose("key_step")
    assert reason.endswith("; fake, after it because its rank is 99")


def test_small_without_its_weights_is_no_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    def readiness(name: str) -> Readiness:
        return Readiness(available=name != "small", reason="no weights")

    monkeypatch.setattr(registry, "readiness", readiness)
    assert registry.choose("clip")[1].endswith("; not available: small (no weights)")
    with pytest.raises(BackendUnavailable, match=r"'small' cannot run here: no weights\."):
        registry.choose("clip", "small")


def test_auto_passes_over_what_cannot_run(outsider: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def readiness(name: str) -> Readiness:
        return Readiness(available=name == "fake", reason="needs a GPU")

    monkeypatch.setattr(registry, "readiness", readiness)
    name, reason = registry.choose("key_step")
    assert name == "fake"
    assert "schematic (needs a GPU)" in reason
    with pytest.raises(BackendUnavailable, match=r"motion-warp \(needs a GPU\)"):
        registry.choose("transfer")
    with pytest.raises(BackendUnavailable, match="needs a GPU"):
        registry.choose("transfer", "motion-warp")


def test_an_outsider_registers_through_its_entry_point(outsider: None) -> None:
    assert registry.names("key_step")[-1] == "fake"
    assert registry.get("fake").name == "fake"
    assert registry.readiness("fake").available


def test_a_backend_that_cannot_be_loaded_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = registry.Row("broken", "generators.nowhere:None", ("clip",), "", "generated", "")
    monkeypatch.setattr(registry, "_all_rows", lambda: (broken,))
    assert "cannot be loaded" in registry.readiness("broken").reason
    (described,) = registry.describe()
    assert described["available"] is False
    assert described["modes"] == ["clip"]


def test_the_registry_is_light_to_import() -> None:
    code = (
        "import sys; import generators.registry; "
        "print([name for name in ('torch', 'cv2', 'av', 'numpy', 'PIL') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
