"""Which chat model thinks: the offline brain, or any server that speaks OpenAI's protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent.errors import ModelTrouble
from agent.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models.chat_models import BaseChatModel

RETRIES = 1  # after 429, 5xx or a lost connection; then the offline brain answers
NO_KEY = "none"  # servers on one's own machine want some key but check none

_BY_STATUS = {
    400: "did not accept the request (HTTP 400)",
    401: "refused the key (HTTP 401)",
    403: "refused access (HTTP 403)",
    404: "does not know the model or address (HTTP 404)",
    429: "is busy or the quota is used up (HTTP 429)",
}


def chat_model(settings: Settings) -> BaseChatModel:
    """The configured model. The key goes nowhere but into the request."""
    if not settings.online:
        from agent.offline import OfflineBrain

        return OfflineBrain()
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    extra: dict[str, Any] = {"base_url": settings.llm_base_url} if settings.llm_base_url else {}
    return ChatOpenAI(
        model=settings.llm_model,
        api_key=SecretStr(settings.llm_api_key.get_secret_value() or NO_KEY),
        timeout=settings.llm_timeout_s,
        max_retries=RETRIES,
        use_responses_api=False,
        **extra,
    )


def plain_reason(error: BaseException) -> str:
    """What went wrong with the model, in one sentence; never the server's own words or a key."""
    if isinstance(error, ModelTrouble):
        return str(error)
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        what = _BY_STATUS.get(status, f"failed (HTTP {status})")
    elif isinstance(error, TimeoutError) or "Timeout" in type(error).__name__:
        what = "did not answer in time"
    elif "Connection" in type(error).__name__:
        what = "cannot be reached"
    else:
        what = f"gave an answer that could not be read ({type(error).__name__})"
    return f"The language model {what}."
