"""A simple human figure with jointed limbs: bones in centimetres, poses as joint angles.

A `Pose` is data: absolute directions of every bone in the figure's own frame (standing, looking to
the right; 0 = forward, 90 = down, -90 = up). A `Figure` puts a pose into the picture with a
`Placement` (pixels per centimetre, mirrored or turned: a supine body is a standing one turned by
-90 degrees) and knows where each joint is, in px. `reach` and `kneel` solve two-bone inverse
kinematics, so that hands, shoulders and knees land exactly on a point. `figure_paint` draws it.

Segment lengths are Drillis and Contini's shares of body height for 175 cm (trunk 0.288, upper arm
0.186, forearm 0.146, thigh 0.245, shin 0.246); the head is 23 cm, so a body is 7.6 heads.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from generators.workbench.geometry import Placement, Point, angle_of, clamp, distance, lerp, toward

HEIGHT = 175.0  # cm, crown to sole
TRUNK = 50.0  # hip joint to shoulder joint
NECK = 18.5  # shoulder joint to the pivot of the head beside the ear
UPPER_ARM, FOREARM, HAND = 32.5, 25.5, 18.0
THIGH, SHIN, ANKLE = 43.0, 43.0, 7.0  # ankle: height of the joint above the sole
PALM, FINGER_TIPS = 8.5, 17.6  # from the wrist, middle of the palm and tips
KNEE = 6.2  # radius of the knee in trousers: what it keeps from the ground when kneeling
BACK = 11.0  # from the trunk's axis to the back: what it keeps from the ground when lying
# The breastbone on the trunk's axis, cm from the hip joint: notch, end of its body.
STERNUM_TOP, STERNUM_END = 49.5, 32.5

Side = Literal["near", "far"]


@dataclass(frozen=True)
class Arm:
    """Directions of upper arm, forearm and hand, degrees; `grip` names the drawn hand."""

    upper: float = 88.0
    fore: float = 82.0
    hand: float = 80.0
    grip: str = "relaxed"
    turned: bool = False  # thumb on the other side
    short: float = 1.0  # share of its length that is seen when it points towards us


@dataclass(frozen=True)
class Leg:
    """Directions of thigh, shin and foot (heel to toe), degrees."""

    thigh: float = 90.0
    shin: float = 91.0
    foot: float = 0.0


@dataclass(frozen=True)
class Pose:
    """Joint angles; `hip` in cm of the figure's frame, whose origin is where it is placed."""

    hip: Point = (0.0, -(THIGH + SHIN + ANKLE))
    trunk: float = -90.0
    curl: float = 4.0  # how far the spine bends forward over its length, degrees
    neck: float = -84.0
    head: float = 0.0  # turn of the head, 0 = looks straight ahead, 20 = looks down
    near_arm: Arm = Arm()
    far_arm: Arm = Arm(84.0, 76.0, 74.0)
    near_leg: Leg = Leg()
    far_leg: Leg = Leg(86.0, 92.0)
    eyes: Literal["open", "closed"] = "open"
    mouth: Literal["calm", "open"] = "calm"
    dent: float = 0.0  # cm that the chest is pressed in
    breath: float = 0.0  # cm that the chest is lifted


STANDING = Pose()
STANDING_RELAXED = replace(STANDING, far_leg=Leg(82.0, 94.0, 0.0), near_leg=Leg(93.0, 95.0, 0.0))
WALKING = Pose(
    hip=(0.0, -90.0),
    trunk=-86.0,
    near_leg=Leg(68.0, 82.0, -8.0),
    far_leg=Leg(104.0, 126.0, 46.0),
    near_arm=Arm(104.0, 92.0, 90.0),
    far_arm=Arm(66.0, 44.0, 40.0),
)
SUPINE = Pose(
    hip=(0.0, 0.0),
    curl=0.0,
    neck=-91.0,
    head=-4.0,
    eyes="closed",
    near_arm=Arm(96.0, 88.0, 90.0),
    far_arm=Arm(93.0, 88.0, 90.0),
    near_leg=Leg(91.0, 92.0, 28.0),
    far_leg=Leg(89.5, 91.0, 20.0),
)
KNEELING = Pose(
    trunk=-78.0,
    near_leg=Leg(75.0, 177.0, 168.0),
    far_leg=Leg(70.0, 177.0, 168.0),
)
SITTING_ON_HEELS = Pose(
    trunk=-80.0,
    curl=14.0,
    near_leg=Leg(14.0, 172.0, 160.0),
    far_leg=Leg(10.0, 172.0, 160.0),
    near_arm=Arm(64.0, 26.0, 20.0),
    far_arm=Arm(60.0, 22.0, 16.0),
)
POSES = {
    "standing": STANDING_RELAXED,
    "walking": WALKING,
    "supine": SUPINE,
    "kneeling": KNEELING,
    "sitting-on-heels": SITTING_ON_HEELS,
}


def joint(a: Point, b: Point, upper: float, lower: float, bend: float) -> Point:
    """Where the middle joint is when bones of these lengths go from a to b (law of cosines).

    bend +1 puts it clockwise of the line a-b, -1 on the other side; out of reach, it lies on it.
    """
    reach = clamp(distance(a, b), abs(upper - lower) + 1e-6, upper + lower - 1e-6)
    cosine = (upper**2 + reach**2 - lower**2) / (2 * upper * reach)
    return toward(a, angle_of(a, b) + bend * math.degrees(math.acos(clamp(cosine, -1, 1))), upper)


@dataclass(frozen=True)
class Figure:
    """A pose in the picture; `far`, `near` shift the limbs of that side, cm in the picture."""

    pose: Pose
    frame: Placement  # pivot (0, 0); scale in px per cm
    far: Point = (1.5, -2.5)
    near: Point = (0.0, 0.0)

    @property
    def scale(self) -> float:
        """px per cm."""
        return self.frame.scale

    def px(self, point: Point) -> Point:
        return self.frame.apply(point)

    def cm(self, point: Point) -> Point:
        """From the picture to the figure's own frame."""
        x, y = point[0] - self.frame.at[0], point[1] - self.frame.at[1]
        a = math.radians(-self.frame.rotation)
        x, y = x * math.cos(a) - y * math.sin(a), x * math.sin(a) + y * math.cos(a)
        return (-x if self.frame.flip else x) / self.scale, y / self.scale

    def axis(self, along: float) -> tuple[Point, float]:
        """Point (cm) and direction of the spine `along` cm above the hip joint; an arc."""
        start = math.radians(self.pose.trunk - self.pose.curl / 2)
        k = math.radians(self.pose.curl) / TRUNK
        x, y = self.pose.hip
        turned = start + k * along
        if abs(k) < 1e-5:
            return (x + along * math.cos(start), y + along * math.sin(start)), self.pose.trunk
        dx, dy = math.sin(turned) - math.sin(start), math.cos(start) - math.cos(turned)
        return (x + dx / k, y + dy / k), math.degrees(turned)

    def on_trunk(self, along: float, front: float) -> Point:
        """px of a point `along` cm above the hip joint and `front` cm before the axis."""
        centre, direction = self.axis(along)
        return self.px(toward(centre, direction + 90, front))

    def shift(self, side: Side) -> Point:
        """cm in the figure's own frame by which limbs of that side are moved."""
        by = self.near if side == "near" else self.far
        origin = self.cm((0.0, 0.0))
        moved = self.cm((by[0] * self.scale, by[1] * self.scale))
        return moved[0] - origin[0], moved[1] - origin[1]

    def arm(self, side: Side) -> tuple[Point, Point, Point]:
        """Shoulder, elbow, wrist in cm."""
        arm = self.pose.near_arm if side == "near" else self.pose.far_arm
        (x, y), (dx, dy) = self.axis(TRUNK)[0], self.shift(side)
        shoulder = (x + dx, y + dy)
        elbow = toward(shoulder, arm.upper, UPPER_ARM * arm.short)
        return shoulder, elbow, toward(elbow, arm.fore, FOREARM * arm.short)

    def leg(self, side: Side) -> tuple[Point, Point, Point]:
        """Hip, knee, ankle in cm."""
        leg = self.pose.near_leg if side == "near" else self.pose.far_leg
        (x, y), (dx, dy) = self.pose.hip, self.shift(side)
        hip = (x + dx, y + dy)
        knee = toward(hip, leg.thigh, THIGH)
        return hip, knee, toward(knee, leg.shin, SHIN)

    def skull(self) -> Point:
        """The pivot of the head in cm."""
        return toward(self.axis(TRUNK)[0], self.pose.neck, NECK)

    def on_head(self, forward: float, down: float) -> Point:
        """px of a point of the head, cm from its pivot, before it is turned."""
        a, (x, y) = math.radians(self.pose.head), self.skull()
        return self.px(
            (
                x + forward * math.cos(a) - down * math.sin(a),
                y + forward * math.sin(a) + down * math.cos(a),
            )
        )

    def reach(
        self,
        side: Side,
        wrist: Point,
        hand: float,
        grip: str,
        bend: float = 1,
        short: float = 1.0,
    ) -> Figure:
        """The same figure with that wrist on a point of the picture (px); hand direction as drawn.

        `bend` +1: the elbow points down and back. `short` < 1 foreshortens an arm that comes
        towards us. A target out of reach is reached for.
        """
        target, (shoulder, _, _) = self.cm(wrist), self.arm(side)
        elbow = joint(shoulder, target, UPPER_ARM * short, FOREARM * short, bend)
        to_elbow, to_wrist = angle_of(shoulder, elbow), angle_of(elbow, target)
        arm = Arm(to_elbow, to_wrist, self.own_angle(hand), grip, short=short)
        if side == "near":
            return replace(self, pose=replace(self.pose, near_arm=arm))
        return replace(self, pose=replace(self.pose, far_arm=arm))

    def touch(
        self,
        side: Side,
        point: Point,
        hand: float,
        grip: str,
        bend: float = 1,
        short: float = 1.0,
        by: float = PALM,
    ) -> Figure:
        """The same figure with its palm, not its wrist, on a point of the picture (px).

        `by` is how far from the wrist it touches: PALM, or FINGER_TIPS.
        """
        wrist = toward(point, hand + 180, by * self.scale)
        return self.reach(side, wrist, hand, grip, bend, short)

    def palm(self, side: Side) -> Point:
        """px of the middle of the palm."""
        arm = self.pose.near_arm if side == "near" else self.pose.far_arm
        return self.px(toward(self.arm(side)[2], arm.hand, PALM))

    def own_angle(self, angle: float) -> float:
        """A direction of the picture in the figure's frame, degrees."""
        turned = angle - self.frame.rotation
        return 180 - turned if self.frame.flip else turned

    def elbow_angle(self, side: Side) -> float:
        """Degrees; 180 = locked."""
        shoulder, elbow, wrist = self.arm(side)
        between = abs(angle_of(elbow, shoulder) - angle_of(elbow, wrist)) % 360
        return min(between, 360 - between)


def kneel(figure: Figure, knee: Point, shoulder: Point) -> Figure:
    """The figure with its near knee and its shoulders on these points (px), hips behind them.

    This is the hinge of chest compressions: shins stay, hips and trunk follow the shoulders.
    """
    low, high = figure.cm(knee), figure.cm(shoulder)
    bend = math.radians(figure.pose.curl) / 2
    chord = TRUNK * math.sin(bend) / bend if abs(bend) > 1e-3 else TRUNK
    hip = joint(low, high, THIGH, chord, -1)
    thigh, trunk = angle_of(hip, low), angle_of(hip, high)
    pose = replace(
        figure.pose,
        hip=hip,
        trunk=trunk,
        near_leg=replace(figure.pose.near_leg, thigh=thigh),
        far_leg=replace(figure.pose.far_leg, thigh=thigh - 3),
    )
    return replace(figure, pose=pose)


def blended(a: Pose, b: Pose, t: float) -> Pose:
    """The pose between two poses; words (grip, eyes) are those of the nearer one."""

    def between(p: object, q: object) -> object:
        if isinstance(p, bool | str):
            return p if t < 0.5 else q
        if isinstance(p, int | float) and isinstance(q, int | float):
            return lerp(p, q, t)
        if isinstance(p, tuple) and isinstance(q, tuple):
            return tuple(between(i, j) for i, j in zip(p, q, strict=True))
        names = p.__dataclass_fields__  # type: ignore[attr-defined]
        return type(p)(**{n: between(getattr(p, n), getattr(q, n)) for n in names})

    result = between(a, b)
    assert isinstance(result, Pose)
    return result


def standing_at(point: Point, scale: float, flip: bool = False) -> Placement:
    """The frame of a figure whose origin (between the feet) is on a point of the ground, px."""
    return Placement((0.0, 0.0), point, 0.0, scale, flip)


def lying_at(hip: Point, scale: float) -> Placement:
    """The frame of a supine figure, head to the left, whose hip joint is on a point, px."""
    return Placement((0.0, 0.0), hip, -90.0, scale)
