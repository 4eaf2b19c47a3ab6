"""Meta-World's arm, played by its scripted policies and filmed in scenes that vary.

The only module that touches `metaworld` and `mujoco` (pip extra `robot`). Physics runs once; the
states are kept, so that the moments of a film are chosen when the end is known, and rendered from
several cameras. Cameras are our own: free, upright, jittered; nothing of Meta-World's own ones
(some of which are upside down) is used.
"""

from __future__ import annotations

import colorsys
import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from generators.delta.generator import FRAMES
from generators.errors import BackendUnavailable
from generators.training.delta.robot import SIDE

# degrees to the right of the robot's own direction of sight, degrees down, metres away
VIEWS = {"left": (14, -40, 1.15), "right": (145, -34, 1.2), "front": (270, -42, 1.2)}
CENTRE = (0.0, 0.65, 0.12)  # m, over the middle of the table
ROOM = ("world", "tablelink", "RetainingWall")  # bodies that are neither robot nor object
TAIL = 10  # control steps after success: an eighth of a second, in which things come to rest
SHADOW = 1024  # px of the shadow map; Meta-World's 4096 take most of a frame's time in software


@dataclass(frozen=True)
class Played:
    """One successful episode of T control steps; its start is row 0. Metres."""

    success: int  # the step at which the task was done first
    hand: NDArray[np.float64]  # (T + 1, 3)
    objects: NDArray[np.float64]  # (T + 1, K, 3)
    goal: NDArray[np.float64]  # (3,)
    states: Sequence[Any]  # T + 1, as the simulator's own films need them


class Sawyer:
    """See metaworld.Simulator. One task; made once, played often.

    Only one at a time: a second OSMesa context in a process drew noise, without an error.
    """

    _open: ClassVar[bool] = False

    def __init__(self, task: str) -> None:
        """Raises BackendUnavailable when Meta-World or its software renderer is missing."""
        if Sawyer._open:
            raise RuntimeError("another Sawyer is open in this process: close it first")
        os.environ.setdefault("MUJOCO_GL", "osmesa")
        try:
            import mujoco
            from metaworld.env_dict import ALL_V3_ENVIRONMENTS
            from metaworld.policies import ENV_POLICY_MAP
        except (ImportError, AttributeError) as error:  # PyOpenGL has the latter for a lost library
            raise BackendUnavailable(
                f"The simulator cannot run here ({error}): pip install 'keystep[robot]', and on "
                "Debian apt-get install libosmesa6."
            ) from error
        self.mujoco, self.policy = mujoco, ENV_POLICY_MAP[f"{task}-v3"]
        env: Any = ALL_V3_ENVIRONMENTS[f"{task}-v3"]()
        # as Meta-World's own "goal observable" classes, but a new place for every seed
        env._partially_observable, env._freeze_rand_vec, env.seeded_rand_vec = False, False, True
        env._set_task_called = True
        del env.sawyer_observation_space  # a cached property that depends on the first of these
        self.env, self.model = env, env.model
        self.model.vis.quality.shadowsize = SHADOW
        self.model.mat_reflectance[:] = 0  # a mirroring floor is drawn twice
        self._own = {name: getattr(self.model, name).copy() for name in _PAINTED}
        self._plain: set[int] = set()  # geoms that lose their texture
        self._renderer = mujoco.Renderer(self.model, SIDE, SIDE)
        Sawyer._open = True

    def play(self, seed: int) -> Played | None:
        """Until shortly after success; None when the policy fails."""
        self.env.seed(seed)
        seen, _ = self.env.reset()
        policy, success = self.policy(), None
        rows, states = [seen], [self._state()]
        for step in range(1, self.env.max_path_length + 1):
            seen, _, _, over, info = self.env.step(np.clip(policy.get_action(seen), -1, 1))
            rows.append(seen)
            states.append(self._state())
            if success is None and info["success"]:
                success = step
            if over or (success is not None and step >= max(success + TAIL, FRAMES - 1)):
                break
        if success is None:
            return None
        states[0] = states[0][0], states[1][1]  # markers find their place in the first step only
        told = np.array(rows)
        objects = np.stack([told[:, 4:7], told[:, 11:14]], 1)  # the second is zero without one
        return Played(success, told[:, :3], objects, np.array(self.env._target_pos), states)

    def film(
        self, played: Played, steps: Sequence[int], camera: str, rng: np.random.Generator
    ) -> NDArray[np.uint8]:
        """Of the episode played last, in a room painted anew. -> (T, 128, 128, 3)"""
        self._paint(rng)
        view = self._view(camera, rng)
        return np.stack([self._frame(played.states[step], view) for step in steps])

    def close(self) -> None:
        self._renderer.close()
        self.env.close()
        Sawyer._open = False

    def _state(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """With the markers: Meta-World moves some of them by hand after every step."""
        kind = self.mujoco.mjtState.mjSTATE_INTEGRATION
        state = np.empty(self.mujoco.mj_stateSize(self.model, kind))
        self.mujoco.mj_getState(self.model, self.env.data, state, kind)
        return state, self.env.data.site_xpos.copy()

    def _frame(self, state: Any, view: Any) -> NDArray[np.uint8]:
        data, kind = self.env.data, self.mujoco.mjtState.mjSTATE_INTEGRATION
        self.mujoco.mj_setState(self.model, data, state[0], kind)
        self.mujoco.mj_forward(self.model, data)
        data.site_xpos[:] = state[1]
        scene = self._renderer.scene
        self._renderer.update_scene(data, view)
        for shown in scene.geoms[: scene.ngeom]:
            if shown.objtype == self.mujoco.mjtObj.mjOBJ_GEOM and shown.objid in self._plain:
                shown.matid = -1  # its colour is there already; this takes the texture off
        return np.array(self._renderer.render())

    def _view(self, camera: str, rng: np.random.Generator) -> Any:
        """Handheld: a little beside its place, as if somebody had put up a tripod anew."""
        around, down, away = VIEWS[camera]
        view = self.mujoco.MjvCamera()
        view.azimuth = around + rng.uniform(-12, 12)
        view.elevation = down + rng.uniform(-6, 6)
        view.distance = away * rng.uniform(0.93, 1.07)
        view.lookat[:] = CENTRE + rng.uniform(-0.03, 0.03, 3)
        return view

    def _paint(self, rng: np.random.Generator) -> None:
        """Room: plain colours or tinted textures. Objects: other hues. Light: brightness, angle.

        The arm keeps its own colours, and so do the markers that show where the goal is.
        """
        model = self.model
        for name, own in self._own.items():
            getattr(model, name)[:] = own
        model.light_diffuse[:] *= rng.uniform(0.6, 1.4)
        model.light_dir[:] += rng.uniform(-0.3, 0.3, model.light_dir.shape)
        turn, tint = rng.uniform(0, 1), _colour(rng, 0.25, 0.9)
        done, plain = set[int](), set[int]()
        for geom in range(model.ngeom):
            body = model.geom_bodyid[geom]
            root = model.body(model.body_rootid[body]).name
            if root in ("base", "mocap"):
                continue
            material = int(model.geom_matid[geom])
            if material in done:
                continue
            done |= {material} - {-1}
            target = model.geom_rgba[geom] if material < 0 else model.mat_rgba[material]
            if model.body(body).name not in ROOM:
                target[:3] = _turned(target[:3], turn, tint)
                continue
            target[:3] = _colour(rng, 0.6, 0.9)
            if material >= 0 and rng.random() < 0.5:
                plain.add(material)
        self._plain = {g for g in range(model.ngeom) if int(model.geom_matid[g]) in plain}


_PAINTED = ("mat_rgba", "geom_rgba", "light_diffuse", "light_dir")


def _colour(rng: np.random.Generator, saturation: float, value: float) -> NDArray[np.float64]:
    """Any hue, at most so strong and so bright."""
    hsv = rng.random(), saturation * rng.random(), value * rng.uniform(0.4, 1)
    return np.array(colorsys.hsv_to_rgb(*hsv))


def _turned(rgb: NDArray[Any], turn: float, tint: NDArray[np.float64]) -> NDArray[np.float64]:
    """Another hue; what has none is tinted, so that grey things differ too."""
    hue, saturation, value = colorsys.rgb_to_hsv(*(float(c) for c in rgb))
    turned = np.array(colorsys.hsv_to_rgb((hue + turn) % 1, saturation, value))
    return turned if saturation > 0.15 else turned * (0.3 + 0.7 * tint / tint.max())
