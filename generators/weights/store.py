"""Weights as safetensors shards beside one manifest that says what they are.

The manifest is the truth: what it does not list does not count. `save` writes the shards under
names that carry the digest of their content, then the manifest, by rename, so an interrupted save
leaves the former weights whole; `load` decodes only bytes whose sha256 it has just checked.
Shards hold bfloat16: half the size, and at rest it only costs rounding (2**-9 relative);
everybody computes from float32. One process saves at a time; any number may load.

Plain dataclasses, and torch only inside functions: training writes weights on machines that have
little but torch and safetensors, and asking whether weights are there stays cheap.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generators.errors import WeightsError
from generators.weights import listing
from generators.weights.listing import HERE, MANIFEST, Entry, Shard, manifest, shown, unreadable

if TYPE_CHECKING:
    import torch

SHARD_LIMIT = 15_000_000  # bytes of one file; a repository takes such files without large storage
TOTAL_LIMIT = 60_000_000  # bytes of all weights together: what an installation downloads

_PREAMBLE = 128  # bytes of a shard besides tensors and their header rows, rounded up


def load(name: str, folder: Path = HERE) -> tuple[dict[str, torch.Tensor], Entry]:
    """Tensor name -> float32 CPU tensor (whole numbers keep their type), and the entry.

    Raises WeightsError naming the shard that is missing, cut off, changed or unreadable.
    """
    entry = listing.find(name, folder)
    tensors: dict[str, torch.Tensor] = {}
    for shard in entry.files:
        path = Path(folder) / shard.name
        for key, tensor in sorted(_decode(path, _checked_bytes(path, shard)).items()):
            if key in tensors:
                raise WeightsError(
                    f"{shown(path)} holds the tensor {key!r}, which another shard of {name!r} "
                    "holds too: train it again."
                )
            tensors[key] = tensor.float() if tensor.is_floating_point() else tensor
    return tensors, entry


def check(name: str, folder: Path = HERE) -> Entry:
    """The checks of `load` on size and sha256, without torch; a file is hashed once per version.

    Raises WeightsError naming the shard that is missing, cut off or changed.
    """
    entry = listing.find(name, folder)
    for shard in entry.files:
        path = Path(folder) / shard.name
        try:
            _same_size(path, shard, path.stat().st_size)
            _same_hash(path, shard, _sha256(path, listing.version(path)))
        except OSError as error:
            raise unreadable(path, error) from error
    return entry


def save(
    name: str,
    tensors: Mapping[str, torch.Tensor],
    folder: Path,
    *,
    config: Mapping[str, Any],
    recipe: str,
    trained: Mapping[str, Any],
    scores: Mapping[str, Any],
    vocabulary: Mapping[str, Sequence[str]],
    licence: str,
    card: str,
    kind: str = "",
) -> Entry:
    """Write shards and manifest entry of a model; other models' entries stay, its old shards go.

    `kind` is `name` unless given. The same tensors give the same bytes, names and digest. Raises
    WeightsError, with nothing changed, for a tensor that is over a shard or not finite, for
    weights that would pass the limit together, and for a field that the manifest cannot hold.
    """
    folder = Path(folder)
    shards = list(_encode(name, tensors))
    digest, files = _named(name, shards)
    entry = listing.entry(
        name,
        {
            "kind": kind or name,
            "recipe": recipe,
            "licence": licence,
            "card": card,
            "digest": digest,
            "trained": trained,
            "scores": scores,
            "config": config,
            "vocabulary": vocabulary,
            "files": [asdict(shard) for shard in files],
        },
    )
    former = manifest(folder)
    entries = {**former, name: entry}
    _within_limit(entry, entries)
    folder.mkdir(parents=True, exist_ok=True)
    for shard, data in zip(files, shards, strict=True):
        _write(folder / shard.name, data)
    _write(folder / MANIFEST, listing.text(entries.values()).encode())
    _remove_stale(name, former.get(name), folder)
    return check(name, folder)


def into(module: torch.nn.Module, tensors: Mapping[str, torch.Tensor], source: str) -> None:
    """Copy `tensors` into a module that has exactly these names and shapes.

    `source` is the file or model that they came from. Raises WeightsError naming it and the key,
    before anything is copied.
    """
    wanted = module.state_dict()
    model = type(module).__name__
    fix = "load it with the config of its manifest entry, or train it again"
    if missing := sorted(wanted.keys() - tensors.keys()):
        raise WeightsError(
            f"{source} lacks the tensor {missing[0]!r}{_more(missing)}, which {model} needs: {fix}."
        )
    if unknown := sorted(tensors.keys() - wanted.keys()):
        raise WeightsError(
            f"{source} holds the tensor {unknown[0]!r}{_more(unknown)}, which {model} does not "
            f"know: {fix}."
        )
    for key, tensor in wanted.items():
        if tensor.shape != tensors[key].shape:
            raise WeightsError(
                f"{source} holds the tensor {key!r} of shape {tuple(tensors[key].shape)}, but "
                f"{model} needs {tuple(tensor.shape)}: {fix}."
            )
    module.load_state_dict(dict(tensors), strict=True)


# Writing


def _encode(name: str, tensors: Mapping[str, torch.Tensor]) -> Iterator[bytes]:
    """Whole safetensors files within the limit, filled in the order of the tensors' names."""
    from safetensors.torch import save as serialised

    if not tensors:
        raise WeightsError(f"The weights {name!r} hold no tensor: there is nothing to save.")
    # one metadata key only: with several, safetensors writes them in a random order
    metadata = {"format": "pt"}
    batch: dict[str, torch.Tensor] = {}
    filled = _PREAMBLE
    for key in sorted(tensors):
        tensor = _stored(name, key, tensors[key])
        size = tensor.numel() * tensor.element_size() + _header_row(key, tensor)
        if _PREAMBLE + size > SHARD_LIMIT:
            raise WeightsError(
                f"The tensor {key!r} of {name!r} takes {_mb(size)} as {tensor.dtype}, but a shard "
                f"holds at most {_mb(SHARD_LIMIT)}: make the layer smaller or split it."
            )
        if filled + size > SHARD_LIMIT:
            yield serialised(batch, metadata)
            batch, filled = {}, _PREAMBLE
        batch[key] = tensor
        filled += size
    yield serialised(batch, metadata)


def _stored(name: str, key: str, tensor: torch.Tensor) -> torch.Tensor:
    """Its own copy in bfloat16 on the CPU; whole numbers keep their type."""
    import torch

    dtype = torch.bfloat16 if tensor.is_floating_point() else tensor.dtype
    copy = tensor.detach().to("cpu", dtype, copy=True).contiguous()
    if not torch.isfinite(copy).all():
        raise WeightsError(
            f"The tensor {key!r} of {name!r} holds values that are not finite as {dtype}: "
            "go back to a checkpoint from before the run diverged."
        )
    return copy


def _header_row(key: str, tensor: torch.Tensor) -> int:
    """Bytes that a tensor takes in a shard's JSON header, rounded up."""
    row = {"dtype": str(tensor.dtype), "shape": list(tensor.shape), "data_offsets": [10**9] * 2}
    return len(json.dumps({key: row}).encode())


def _named(name: str, shards: list[bytes]) -> tuple[str, list[Shard]]:
    """(digest, shards); names carry the digest, so none overwrites what a manifest still lists."""
    hashes = [hashlib.sha256(data).hexdigest() for data in shards]
    digest = listing.digest(hashes)
    return digest, [
        Shard(f"{name}-{digest[:8]}-{i:05}-of-{len(shards):05}.safetensors", len(data), sha256)
        for i, (data, sha256) in enumerate(zip(shards, hashes, strict=True), 1)
    ]


def _within_limit(entry: Entry, entries: Mapping[str, Entry]) -> None:
    total = sum(one.size for one in entries.values())
    if total > TOTAL_LIMIT:
        rest = ", ".join(one for one in entries if one != entry.name)
        raise WeightsError(
            f"The weights {entry.name!r} take {_mb(entry.size)}"
            f"{f', with {rest} {_mb(total)}' if rest else ''}, but all together may take "
            f"{_mb(TOTAL_LIMIT)}: train a smaller model."
        )


def _write(path: Path, data: bytes) -> None:
    """All of it or nothing: a temporary file brought to the disk, then a rename."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    except OSError as error:
        raise WeightsError(
            f"{shown(path)} cannot be written ({error}): make room, or choose another folder."
        ) from error
    finally:
        draft.unlink(missing_ok=True)


def _remove_stale(name: str, former: Entry | None, folder: Path) -> None:
    """Shards of `name` that the manifest lists no more, also what an interrupted save left."""
    ours = re.compile(
        rf"\.?{re.escape(name)}-[0-9a-f]{{8}}-\d{{5}}-of-\d{{5}}\.safetensors(\.\d+\.part)?"
    )
    stale = {path.name for path in folder.iterdir() if ours.fullmatch(path.name)}
    stale |= {shard.name for shard in former.files} if former else set()
    listed = {shard.name for entry in manifest(folder).values() for shard in entry.files}
    for one in stale - listed:
        (folder / one).unlink(missing_ok=True)


# Reading


def _checked_bytes(path: Path, shard: Shard) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error
    _same_size(path, shard, len(data))
    _same_hash(path, shard, hashlib.sha256(data).hexdigest())
    return data


@lru_cache(maxsize=64)
def _sha256(path: Path, version: tuple[int, ...]) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _same_size(path: Path, shard: Shard, size: int) -> None:
    if size != shard.bytes:
        raise WeightsError(
            f"{shown(path)} has {size:,} bytes but the manifest says {shard.bytes:,}: "
            "download or train it again."
        )


def _same_hash(path: Path, shard: Shard, sha256: str) -> None:
    if sha256 != shard.sha256:
        raise WeightsError(
            f"{shown(path)} has sha256 {sha256[:12]}.. but the manifest says "
            f"{shard.sha256[:12]}..: download or train it again."
        )


def _decode(path: Path, data: bytes) -> dict[str, torch.Tensor]:
    from safetensors import SafetensorError
    from safetensors.torch import load as deserialised

    try:
        return deserialised(data)
    except SafetensorError as error:
        raise WeightsError(
            f"{shown(path)} is no safetensors file ({error}): download or train it again."
        ) from error


def _more(keys: list[str]) -> str:
    return f" and {len(keys) - 1} more" if len(keys) > 1 else ""


def _mb(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
