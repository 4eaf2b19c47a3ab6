"""Weights come back as they were saved, and whatever is damaged is refused by name."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import torch
from hypothesis import strategies as st

from generators import weights
from generators.errors import WeightsError
from generators.weights import listing, store, toml

FACTS: dict[str, Any] = {
    "config": {"width": 8, "blocks": [1, 2], "rope": {"base": 100.0, "axes": "t y x"}},
    "recipe": "tiny",
    "trained": {
        "steps": 3,
        "minutes": 0.5,
        "machine": "2 cores",
        "commit": "abc1234",
        "date": "2026-12-01",
    },
    "scores": {"held-out": {"action": 0.5, "object": 0.25}},
    "vocabulary": {"actions": ("pour", "whisk"), "things": ("jug", "bowl")},
    "licence": "Apache-2.0",
    "card": "small.md",
}


def tensors(seed: int = 0) -> dict[str, torch.Tensor]:
    """20 kB in bfloat16: four rows of 5 kB."""
    noise = torch.Generator().manual_seed(seed)
    return {f"block.{i}": torch.randn(50, 50, generator=noise) for i in range(4)}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Weights "small" in two shards, under limits that fit a test: 12 kB a shard, 60 kB in all."""
    monkeypatch.setattr(store, "SHARD_LIMIT", 12_000)
    monkeypatch.setattr(store, "TOTAL_LIMIT", 60_000)
    place = tmp_path / "weights"
    weights.save("small", tensors(), place, **FACTS)
    return place


def shards(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.safetensors"))


def touch_later(path: Path) -> None:
    """A change within the clock's tick would not show in the file's time."""
    os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns + 1_000_000_000))


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / listing.MANIFEST
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    touch_later(path)


def refused(folder: Path, *words: str, name: str = "small") -> None:
    """By `load` and `check` alike, in one sentence that has all the words."""
    for ask in (weights.load, weights.check):
        with pytest.raises(WeightsError) as error:
            ask(name, folder)
        for word in words:
            assert word in str(error.value)


# Round trip


def test_tensors_come_back_within_bfloat16(folder: Path) -> None:
    loaded, entry = weights.load("small", folder)
    assert loaded.keys() == tensors().keys()
    for key, tensor in tensors().items():
        assert loaded[key].dtype == torch.float32
        assert ((loaded[key] - tensor).abs() <= tensor.abs() * 2**-8).all()
    assert entry == weights.check("small", folder) == weights.manifest(folder)["small"]


def test_what_was_said_about_them_comes_back(folder: Path) -> None:
    entry = weights.manifest(folder)["small"]
    for field, value in FACTS.items():
        assert getattr(entry, field) == value, field
    assert (entry.name, entry.kind) == ("small", "small")
    assert entry.size == sum(path.stat().st_size for path in shards(folder))
    assert [shard.name for shard in entry.files] == [path.name for path in shards(folder)]
    for i, shard in enumerate(entry.files, 1):
        assert shard.name == f"small-{entry.digest[:8]}-0000{i}-of-00002.safetensors"


def test_whole_numbers_ties_and_views_are_saved_too(folder: Path) -> None:
    base = torch.arange(6.0).reshape(2, 3)
    given = {
        "a": base,
        "tied": base,
        "view": base.T,
        "steps": torch.tensor([2**40]),
        "none": base[:0],
    }
    weights.save("odd", given, folder, **FACTS)
    loaded, _ = weights.load("odd", folder)
    for key, tensor in given.items():
        assert torch.equal(loaded[key], tensor), key
    assert loaded["steps"].dtype == torch.int64


def test_same_tensors_same_bytes_and_digest(folder: Path, tmp_path: Path) -> None:
    first = weights.manifest(folder)["small"]
    turned = dict(reversed(tensors().items()))
    second = weights.save("small", turned, tmp_path / "again", **FACTS)
    assert second == first
    assert [path.read_bytes() for path in shards(tmp_path / "again")] == [
        path.read_bytes() for path in shards(folder)
    ]
    assert weights.save("small", tensors(1), folder, **FACTS).digest != first.digest


def test_shards_stay_within_the_limit(folder: Path) -> None:
    many = {f"é{i}": torch.ones(i % 7, i % 90) for i in range(120)}
    entry = weights.save("small", many, folder, **FACTS)
    sizes = [path.stat().st_size for path in shards(folder)]
    assert len(sizes) == len(entry.files) > 2
    assert max(sizes) <= store.SHARD_LIMIT
    assert weights.load("small", folder)[0].keys() == many.keys()


# Damage


def test_missing_shard(folder: Path) -> None:
    gone = shards(folder)[1]
    gone.unlink()
    refused(folder, f"weights/{gone.name} is missing")


def test_truncated_shard(folder: Path) -> None:
    cut = shards(folder)[0]
    size = cut.stat().st_size
    cut.write_bytes(cut.read_bytes()[:-10])
    refused(folder, f"weights/{cut.name} has {size - 10:,} bytes", f"{size:,}", "train it again")


def test_wrong_hash(folder: Path) -> None:
    weights.check("small", folder)  # has now remembered the right hash
    changed, entry = shards(folder)[1], weights.manifest(folder)["small"]
    data = bytearray(changed.read_bytes())
    data[-1] ^= 1
    changed.write_bytes(data)
    touch_later(changed)
    refused(folder, f"weights/{changed.name} has sha256", f"says {entry.files[1].sha256[:12]}..")


def test_a_shard_that_is_no_safetensors_file(folder: Path) -> None:
    files = [listing.Shard("small-x.safetensors", 4, hashlib.sha256(b"nope").hexdigest())]
    (folder / files[0].name).write_bytes(b"nope")
    rewrite(folder, files)
    with pytest.raises(WeightsError, match=r"weights/small-x.safetensors is no safetensors file"):
        weights.load("small", folder)


def test_a_tensor_in_two_shards(folder: Path) -> None:
    first = weights.manifest(folder)["small"].files[0]
    (folder / "twin.safetensors").write_bytes((folder / first.name).read_bytes())
    rewrite(folder, [first, listing.Shard("twin.safetensors", first.bytes, first.sha256)])
    with pytest.raises(WeightsError, match=r"weights/twin.safetensors holds the tensor 'block.0'"):
        weights.load("small", folder)


def rewrite(folder: Path, files: list[listing.Shard]) -> None:
    """List other files, with the digest that fits them."""
    digest = listing.digest(shard.sha256 for shard in files)
    entry = {**vars(weights.manifest(folder)["small"]), "files": tuple(files), "digest": digest}
    (folder / listing.MANIFEST).write_text(listing.text([listing.Entry(**entry)]))
    touch_later(folder / listing.MANIFEST)


def test_unknown_name_lists_the_choices(folder: Path, tmp_path: Path) -> None:
    refused(folder, "no weights 'delta'", "weights/manifest.toml lists only small", name="delta")
    refused(tmp_path / "nowhere", "nowhere/manifest.toml lists none", "keystep train")
    assert weights.manifest(tmp_path / "nowhere") == {}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[small]", "[small", "it is no TOML"),
        ("[small]", "delta = 3\n[small]", "[delta] must be a table"),
        ("[small]", "[Small]", "the name 'Small' must be like 'small'"),
        ('licence = "Apache-2.0"\n', "", "[small] lacks 'licence'"),
        ('licence = "', 'tempo = 3\nlicence = "', "[small] has 'tempo'"),
        ("steps = 3", "steps = true", "[small.trained] steps has the wrong type: True"),
        ('commit = "abc1234"\n', "", "[small.trained] lacks 'commit'"),
        ('card = "small.md"', 'card = "../small.md"', "[small] card '../small.md' must be a plain"),
        ('recipe = "tiny"', 'recipe = "tiny.toml"', "must leave out '.toml'"),
        ('digest = "', 'digest = "0', "is not that of its files"),
        ('sha256 = "', 'sha256 = "0', "not 64 hex digits"),
        ('name = "small-', 'name = "/etc/small-', "must be a plain file name"),
        ('"pour", "whisk"', '"pour", 3', "[small.vocabulary] actions must be a list of texts"),
        ('["pour", "whisk"]', '"pour"', "[small.vocabulary] actions must be a list of texts"),
    ],
)
def test_malformed_manifest(folder: Path, old: str, new: str, words: str) -> None:
    edit(folder, old, new)
    refused(folder, "weights/manifest.toml is malformed", words)


def test_a_manifest_that_is_no_text(folder: Path) -> None:
    (folder / listing.MANIFEST).write_bytes(b"\xff\xfe")
    refused(folder, "weights/manifest.toml cannot be read")


def test_a_changed_manifest_is_read_again(folder: Path) -> None:
    before = weights.manifest(folder)
    assert weights.manifest(folder) is before
    edit(folder, 'licence = "Apache-2.0"', 'licence = "MIT"')
    assert weights.manifest(folder)["small"].licence == "MIT"


# Saving


def test_other_entries_stay_and_stale_shards_go(folder: Path) -> None:
    weights.save("small-fast", tensors(7), folder, **FACTS, kind="small")
    other = {path: path.read_bytes() for path in folder.glob("small-fast-*")}
    old = set(shards(folder)) - set(other)
    (folder / "notes.safetensors").write_bytes(b"somebody else's")
    draft = folder / ".small-0a1b2c3d-00001-of-00002.safetensors.77.part"  # of a killed process
    draft.write_bytes(b"half")
    entry = weights.save("small", {"one": torch.ones(3)}, folder, **FACTS)
    assert not any(path.exists() for path in (*old, draft))
    assert {path.name for path in shards(folder)} == {
        *(path.name for path in other),
        entry.files[0].name,
        "notes.safetensors",
    }
    assert list(weights.manifest(folder)) == ["small", "small-fast"]
    assert weights.check("small-fast", folder).kind == "small"
    assert {path: path.read_bytes() for path in other} == other


@pytest.mark.parametrize("which", ["manifest.toml", "00002-of-00002.safetensors"])
def test_an_interrupted_save_leaves_the_old_weights(
    folder: Path, monkeypatch: pytest.MonkeyPatch, which: str
) -> None:
    before, _ = weights.load("small", folder)
    really = Path.replace

    def fails(self: Path, target: Path) -> Path:
        if str(target).endswith(which):
            raise OSError(28, "No space left on device")
        return really(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fails)
        with pytest.raises(WeightsError, match=rf"{which} cannot be written .*No space left"):
            weights.save("small", tensors(1), folder, **FACTS)
    after, _ = weights.load("small", folder)
    assert all(torch.equal(after[key], before[key]) for key in before)
    assert not list(folder.glob(".*"))  # no draft is left
    assert len(shards(folder)) > 2  # what it had already written lies there ...
    weights.save("small", tensors(2), folder, **FACTS)
    assert len(shards(folder)) == 2  # ... until the next save


def test_all_weights_together_have_a_limit(folder: Path) -> None:
    weights.save("delta", tensors(1), folder, **FACTS)
    listed = weights.manifest(folder)
    with pytest.raises(WeightsError, match=r"'third' take 0.0 MB, with delta, small 0.1 MB"):
        weights.save("third", tensors(2), folder, **FACTS)
    assert weights.manifest(folder) is listed
    assert not list(folder.glob("third*"))
    weights.save("small", tensors(2), folder, **FACTS)  # replacing does not count twice


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "'small' hold no tensor"),
        ({"big": torch.zeros(7000)}, "The tensor 'big' of 'small' takes 0.0 MB as torch.bfloat16"),
        ({"a": torch.tensor([1.0, float("nan")])}, "The tensor 'a' of 'small' holds values that"),
        ({"a": torch.tensor([1e300], dtype=torch.float64)}, "not finite as torch.bfloat16"),
    ],
)
def test_tensors_that_cannot_be_saved(
    folder: Path, given: dict[str, torch.Tensor], words: str
) -> None:
    unchanged(folder, words, tensors=given)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("trained", {"steps": 3}, "[small.trained] lacks 'minutes'"),
        ("recipe", "tiny.toml", "must leave out '.toml'"),
        ("vocabulary", {"actions": "pour"}, "[small.vocabulary] actions must be a list of texts"),
        ("config", {"width": None}, "The value None of 'small.config.width' is a NoneType"),
        ("scores", {"x": torch.tensor(1.0)}, "'small.scores.x' is a Tensor"),
        ("name", "Klein/Modell", "'Klein/Modell' must be like 'small'"),
    ],
)
def test_facts_that_cannot_be_saved(folder: Path, field: str, value: Any, words: str) -> None:
    unchanged(folder, words, **{field: value})


def unchanged(folder: Path, words: str, **changes: Any) -> None:
    """Such a save is refused and leaves every file as it was."""
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(WeightsError, match=re.escape(words)):
        weights.save(
            **{"name": "small", "tensors": tensors(), "folder": folder, **FACTS, **changes}
        )
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


# Into a model


def test_into_a_module() -> None:
    module = torch.nn.Linear(3, 2)
    weights.into(module, {"weight": torch.ones(2, 3), "bias": torch.zeros(2)}, "small")
    assert module(torch.ones(1, 3)).tolist() == [[3.0, 3.0]]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"weight": (2, 3)}, "small lacks the tensor 'bias', which Linear needs"),
        ({}, "small lacks the tensor 'bias' and 1 more, which Linear needs"),
        ({"weight": (2, 3), "bias": (2,), "gain": (1,)}, "holds the tensor 'gain', which Linear"),
        ({"weight": (3, 2), "bias": (2,)}, "'weight' of shape (3, 2), but Linear needs (2, 3)"),
    ],
)
def test_into_is_strict(given: dict[str, tuple[int, ...]], words: str) -> None:
    module = torch.nn.Linear(3, 2)
    before = module.weight.clone()
    with pytest.raises(WeightsError, match=re.escape(words)):
        weights.into(module, {key: torch.ones(shape) for key, shape in given.items()}, "small")
    assert torch.equal(module.weight, before)


# TOML

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_ONE = st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | _TEXT
_ANY = st.recursive(
    _ONE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=12,
)


@hypothesis.settings(deadline=None, max_examples=60)
@hypothesis.given(st.dictionaries(_TEXT, _ANY, max_size=5))
def test_toml_reads_back_equal(table: dict[str, Any]) -> None:
    back = tomllib.loads(toml.dumps(table))
    assert back == table
    assert json.dumps(back, sort_keys=True) == json.dumps(table, sort_keys=True)  # 1 is not 1.0


def test_toml_is_readable() -> None:
    table = {"words": [f"word-{i}" for i in range(40)], "b": {"c": 1e-5}, "d": [{"e": []}]}
    text = toml.dumps(table)
    assert tomllib.loads(text) == table
    assert max(map(len, text.splitlines())) <= toml.LINE
    assert text.endswith("]\n\n[b]\nc = 1e-05\n\n[[d]]\ne = []\n")


@pytest.mark.parametrize(
    ("table", "words"),
    [({"a": {"b": b"x"}}, "'a.b' is a bytes"), ({3: 1}, "key '3'"), ({"a": "\ud800"}, "half a")],
)
def test_toml_refuses_what_it_cannot_say(table: dict[Any, Any], words: str) -> None:
    with pytest.raises(WeightsError, match=words):
        toml.dumps(table)


# What ships


def test_shipped_weights_are_whole() -> None:
    listed = weights.manifest()
    names = {shard.name for entry in listed.values() for shard in entry.files}
    assert {path.name for path in shards(store.HERE)} == names
    assert sum(entry.size for entry in listed.values()) <= store.TOTAL_LIMIT
    for name, entry in listed.items():
        weights.check(name)
        assert max(shard.bytes for shard in entry.files) <= store.SHARD_LIMIT
        assert (store.HERE / entry.card).is_file()
        assert (store.HERE.parent / "training" / "recipes" / f"{entry.recipe}.toml").is_file()


def test_asking_for_weights_is_light() -> None:
    code = (
        "import sys; from generators import weights; "
        "[weights.check(one) for one in weights.manifest()]; "
        "heavy = {'torch', 'numpy', 'safetensors', 'pydantic'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
