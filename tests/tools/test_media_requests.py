"""Asking for pictures, clips and transfers: right specs, right takes, right order; no drawing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from generators.base import ClipRequest, KeyStepRequest, MediaRef, TransferRequest, spec_digest
from knowledge.library import seed_procedures
from knowledge.walkthrough import Walkthrough
from tools.animate import Animator
from tools.errors import ToolError
from tools.follow import Follower
from tools.illustrate import Illustrator, Scene, step_at
from tools.plan import plan_walkthrough
from tools.transfer import MediaNeedsInput, Transferrer

PHOTO = MediaRef(sha256="p" * 64, path="/photo.png")
DEMO = MediaRef(sha256="d" * 64, path="/demo.mp4")


class Queue:
    """Names jobs as the real one does, and keeps them."""

    def __init__(self) -> None:
        self.jobs: list[tuple[str, Any, str]] = []

    def submit_many(self, wanted: Iterable[tuple[str, Any]], owner: str) -> list[str]:
        specs = list(wanted)
        self.jobs += [(backend, request, owner) for backend, request in specs]
        return [spec_digest(backend, request) for backend, request in specs]


def choose(mode: str, wanted: str) -> tuple[str, str]:
    return (f"best-{mode}" if wanted == "auto" else wanted), "because"


@pytest.fixture
def plan() -> Walkthrough:
    seeds = {one.id: one for one in seed_procedures()}
    return plan_walkthrough(seeds["pour-over-coffee"], "coffee")


def test_all_steps_are_illustrated_in_order_with_the_whole_story(plan: Walkthrough) -> None:
    queue = Queue()
    scene = Scene(owner="me", photo=PHOTO, skin_tone=3, seed=7)
    made = Illustrator(queue, choose).illustrate(plan, scene)
    requests = [request for _, request, _ in queue.jobs]
    assert [one.index for one in requests] == list(range(len(plan.steps)))
    assert all(isinstance(one, KeyStepRequest) for one in requests)
    first = requests[0]
    assert len(first.steps) == len(plan.steps)
    assert first.steps[0].text == plan.steps[0].text
    assert first.steps[0].depiction is not None
    assert plan.steps[0].visual is not None
    assert first.steps[0].depiction.action == plan.steps[0].visual.action
    assert (first.context_image, first.skin_tone, first.seed) == (PHOTO, 3, 7)
    assert {owner for _, _, owner in queue.jobs} == {"me"}
    assert made.walkthrough is not None
    assert made.walkthrough.confirmed
    assert [entry.take.job_id for entry in made.walkthrough.media] == list(made.job_ids)
    assert (made.backend, made.reason) == ("best-key_step", "because")
    assert plan.media == ()  # the old value is untouched


def test_asking_again_for_the_same_adds_nothing(plan: Walkthrough) -> None:
    illustrator = Illustrator(Queue(), choose)
    once = illustrator.illustrate(plan, Scene(owner="me"))
    assert once.walkthrough is not None
    twice = illustrator.illustrate(once.walkthrough, Scene(owner="me"))
    assert twice.walkthrough == once.walkthrough
    assert twice.job_ids == once.job_ids


def test_a_new_take_has_a_seed_of_its_own(plan: Walkthrough) -> None:
    queue = Queue()
    animator = Animator(queue, choose)
    step = plan.steps[1].id
    for _ in range(3):
        made = animator.animate(plan, Scene(owner="me"), [step], new_take=True)
        assert made.walkthrough is not None
        plan = made.walkthrough
    takes = plan.takes(step, "clip")
    assert takes is not None
    assert [one.seed for one in takes.takes] == [0, 1, 2]
    assert all(isinstance(request, ClipRequest) for _, request, _ in queue.jobs)
    assert [request.index for _, request, _ in queue.jobs] == [1, 1, 1]


def test_a_transfer_needs_both_files_and_becomes_a_take(plan: Walkthrough) -> None:
    queue = Queue()
    transferrer = Transferrer(queue, choose)
    with pytest.raises(MediaNeedsInput, match="demonstration video"):
        transferrer.transfer(None, Scene(owner="me", photo=PHOTO))
    with pytest.raises(MediaNeedsInput, match="photo of your scene"):
        transferrer.transfer(DEMO, Scene(owner="me"))
    scene = Scene(owner="me", photo=PHOTO)
    made = transferrer.transfer(DEMO, scene, plan, plan.steps[0])
    [(backend, request, _)] = queue.jobs
    assert isinstance(request, TransferRequest)
    assert (request.demonstration, request.context_image) == (DEMO, PHOTO)
    assert backend == "best-transfer"
    assert made.walkthrough is not None
    assert made.walkthrough.takes(plan.steps[0].id, "clip") is not None
    alone = transferrer.transfer(DEMO, scene)
    assert alone.walkthrough is None
    assert alone.positions == ()


def test_going_somewhere_tells_what_is_left(plan: Walkthrough) -> None:
    there = Follower().go_to(plan, 5)
    assert there.walkthrough.progress.current == 5
    assert there.step == plan.steps[4]
    assert there.left is not None
    known = [step.duration for step in plan.steps[4:] if step.duration]
    assert there.left.total_seconds() == sum(one.total_seconds() for one in known)
    assert there.untimed == len(plan.steps[4:]) - len(known)
    assert Follower().go_to(there.walkthrough).step == plan.steps[4]
    for position in (0, 99):
        with pytest.raises(ToolError, match="steps 1 to 9"):
            step_at(plan, position)
