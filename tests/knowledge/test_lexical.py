from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.lexical import Bm25, Lexicon, edits, tokens

TEXTS = [
    "dice an onion with a knife",
    "tape the box",
    "fix a dripping tap",
    "solder a joint",
    "knot",
]


def test_tokens_fold_accents_and_case() -> None:
    assert tokens("How do I use a Cafetière?") == ["how", "do", "i", "use", "a", "cafetiere"]


@pytest.mark.parametrize(
    ("word", "stem"), [("dicing", "dice"), ("onions", "onion"), ("tapes", "tape"), ("taps", "tap")]
)
def test_stems_follow_the_vocabulary_of_the_library(word: str, stem: str) -> None:
    lexicon = Lexicon(TEXTS)
    assert lexicon.stem(word) == stem
    assert lexicon.stem("tape") != lexicon.stem("tap")


def test_typing_errors_are_mended_and_real_words_are_not() -> None:
    lexicon = Lexicon(TEXTS, is_word=lambda word: word in {"knit", "scarf"})
    assert lexicon.mended("dicce an onoin") == "dice an onion"
    assert lexicon.mended("sodler a jiont") == "solder a joint"
    assert lexicon.mended("knit a scarf") == "knit a scarf"
    assert lexicon.mended("tips") == "tips"  # too short to be a slip for "taps"
    assert lexicon.mended("desolder") == "desolder"  # a word of its own, and the opposite
    assert lexicon.mended("Dice an Onion!") == "Dice an Onion!"


@given(st.text(max_size=80))
def test_any_question_can_be_mended(text: str) -> None:
    assert isinstance(Lexicon(TEXTS).mended(text), str)


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_edit_distance_is_symmetric_and_zero_only_for_equals(one: str, two: str) -> None:
    assert edits(one, two, 10) == edits(two, one, 10)
    assert (edits(one, two, 10) == 0) == (one == two)


def test_swapped_neighbours_are_one_edit() -> None:
    assert edits("sodler", "solder", 2) == 1


def test_bm25_scores_all_documents_and_survives_unknown_words_and_no_documents() -> None:
    lexicon = Lexicon(TEXTS)
    scores = Bm25(lexicon.documents).scores(lexicon.terms("onion"))
    assert scores.argmax() == 0
    assert scores.shape == (5,)
    assert not Bm25(lexicon.documents).scores(["zebra"]).any()
    assert Bm25([]).scores(["onion"]).shape == (0,)
    assert not Bm25([[], []]).scores(["onion"]).any()
