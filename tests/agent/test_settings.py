"""Settings: from arguments, the environment and keystep.toml; secrets stay secret."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from agent.settings import Settings


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_nothing_is_needed(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert not settings.online
    assert settings.backend == "auto"
    assert settings.database == f"sqlite:///{tmp_path / 'library.sqlite'}"


def test_environment_beats_the_file_and_arguments_beat_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("keystep.toml").write_text('backend = "from-file"\nskin_tone = 2\n')
    assert Settings().backend == "from-file"
    monkeypatch.setenv("KEYSTEP_BACKEND", "from-env")
    assert (Settings().backend, Settings().skin_tone) == ("from-env", 2)
    assert Settings(backend="given").backend == "given"
    monkeypatch.setenv("KEYSTEP_HOME", "~/elsewhere")
    assert Settings().home == Path("~/elsewhere").expanduser()


def test_the_key_is_never_shown() -> None:
    settings = Settings(llm_api_key=SecretStr("sk-private"), llm_model="m")
    assert settings.online
    assert "sk-private" not in repr(settings) + str(settings.model_dump())


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"llm_base_url": "http://localhost:1"}, "KEYSTEP_LLM_MODEL is empty"),
        ({"skin_tone": 9}, "skin_tone"),
        ({"llm_timeout_s": 0}, "llm_timeout_s"),
        ({"no_such_setting": 1}, "no_such_setting"),
    ],
)
def test_wrong_settings_are_named(wrong: dict[str, object], named: str) -> None:
    with pytest.raises(ValidationError, match=named):
        Settings(**wrong)  # type: ignore[arg-type]


def test_building_the_app_loads_nothing_heavy() -> None:
    heavy = "torch sentence_transformers chromadb dbos langchain langgraph langchain_openai cv2 av"
    code = (
        "import sys; from agent.compose import compose; app = compose(); app.sessions; app.store;"
        f"print([name for name in {heavy.split()!r} if name in sys.modules])"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
