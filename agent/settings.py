"""All settings, and the only place that reads the environment.

Order of precedence: arguments, KEYSTEP_* variables, `keystep.toml` in the working folder, then
`keystep.toml` in ~/.keystep, then the defaults below, which need no key, no GPU and no network.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

HOME = Path("~/.keystep")
FILES = (HOME.expanduser() / "keystep.toml", Path("keystep.toml"))  # the later one wins


class Settings(BaseSettings):
    """Raises pydantic's ValidationError naming the setting, its value and what is allowed."""

    model_config = SettingsConfigDict(
        env_prefix="KEYSTEP_", extra="forbid", frozen=True, toml_file=FILES, validate_default=True
    )

    home: Path = HOME  # library, artefacts, jobs, sessions, index
    database_url: str = ""  # procedures; empty = sqlite in `home`
    chroma_url: str = ""  # http://host:port of a shared Chroma; empty = started on demand
    embedding_model: str = ""  # sentence-transformers name or folder; empty = the packaged one
    llm_base_url: str = ""  # any OpenAI-compatible server; empty = OpenAI's own when a key is set
    llm_api_key: SecretStr = SecretStr("")
    llm_model: str = ""
    llm_timeout_s: float = Field(default=60.0, gt=0)  # per answer of the model, whole
    llm_sees_images: bool = True  # pass the learner's photo along
    backend: str = "auto"  # who makes pictures and clips
    skin_tone: int = Field(default=1, ge=0, le=3)
    jobs_url: str = ""  # postgresql://... for many machines; empty = sqlite in `home`
    # One more than the cores covers the gaps between jobs: a lesson of 8 steps took 7.5 s with
    # three processes on two cores, 8.1 s with two. 0 = somebody else starts workers.
    worker_processes: int = Field(default=min(3, 1 + (os.cpu_count() or 1)), ge=0)
    worker_concurrency: int = Field(default=1, ge=1)  # jobs at a time in one worker

    @property
    def online(self) -> bool:
        """Whether a language model is configured; otherwise the offline brain answers."""
        return bool(self.llm_model and (self.llm_base_url or self.llm_api_key.get_secret_value()))

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.home / 'library.sqlite'}"

    @model_validator(mode="after")
    def _model_is_named(self) -> Self:
        key = self.llm_api_key.get_secret_value()
        if (self.llm_base_url or key) and not self.llm_model:
            raise ValueError(
                "KEYSTEP_LLM_MODEL is empty although a server or key is set; name the model"
            )
        return self

    @model_validator(mode="before")
    @classmethod
    def _home_is_absolute(cls, data: dict[str, object]) -> dict[str, object]:
        home = Path(str(data.get("home", HOME))).expanduser().absolute()
        return {**data, "home": home}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def prepare_environment() -> None:
    """Switches that our libraries read from the environment when first imported.

    No telemetry and no model hub: what Keystep needs is on the machine. A value that the operator
    has set stays.
    """
    for name, value in {
        "LANGGRAPH_STRICT_MSGPACK": "true",
        "LANGSMITH_TRACING": "false",
        "LANGCHAIN_TRACING_V2": "false",
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "TRANSFORMERS_VERBOSITY": "error",
        "TOKENIZERS_PARALLELISM": "false",
        "DIFFUSERS_DISABLE_REMOTE_CODE": "true",
        "ANONYMIZED_TELEMETRY": "false",
    }.items():
        os.environ.setdefault(name, value)
