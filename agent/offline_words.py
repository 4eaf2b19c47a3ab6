"""What the offline brain says. Every fact comes from a tool result or the situation, word for word.

One sentence pattern per occasion: predictable, translatable, and impossible to make things up in.
"""

from __future__ import annotations

from typing import Any

Data = dict[str, Any]
SMALL_TALK = ("greeting", "thanks", "goodbye", "about_me", "decline", "nothing")
ABOUT_ME = (
    "I teach skills that you do with your hands: cooking, repairs, sewing, knots, plants, first "
    "aid. Tell me what you want to do, such as “make pour-over coffee”, “fix a puncture” or "
    "“tie a bowline”. I plan it from a tested procedure, draw each key step, and answer questions "
    "on the way."
)
MOST_CAUTIONS = 2
MOST_ADAPTATIONS = 4


def small_talk(kind: str, plan: Data | None) -> str:
    on = f" We are at step {plan['position']} of “{plan['title']}”." if plan else ""
    return {
        "greeting": f"Hello!{on or ' What would you like to learn to do?'}",
        "thanks": f"You are welcome.{on}",
        "goodbye": "Goodbye! Your plan stays here for when you come back."
        if plan
        else "Goodbye! Come back whenever you want to learn something.",
        "about_me": ABOUT_ME,
        "decline": f"All right.{on or ' What would you like to learn instead?'}",
        "nothing": "I could not read a question in that. Tell me in words what you want to do.",
    }[kind]


def plan(data: Data) -> str:
    """The plan in a few sentences; the steps themselves are shown beside it."""
    parts = [f"Here is your plan for “{data['title']}”: {_extent(data)}."]
    parts += _changes(data)
    if cautions := data["cautions"][:MOST_CAUTIONS]:
        parts.append("Take care: " + " ".join(_sentence(text) for text in cautions))
    parts.append("Shall I make the pictures? Say “make images” or “make clips”, or just “next”.")
    return " ".join(parts)


def revision(data: Data) -> str:
    title = f"“{data['title']}”"
    if not data["changes"]:
        return " ".join([f"The plan for {title} stays as it is.", *data["notes"]])
    return " ".join([f"I changed the plan for {title}: {_extent(data)}.", *_changes(data)])


def _extent(data: Data) -> str:
    count = len(data["steps"])
    parts = [f"{count} key step{'s' * (count != 1)}"]
    if data["total_time"]:
        parts.append(f"about {data['total_time']}")
    if data["servings"] and data["servings"] != 1:
        parts.append(f"for {round(data['servings'], 1):g}")
    return ", ".join(parts)


def _changes(data: Data) -> list[str]:
    """What was adapted and why; the scaled amounts of all steps in one sentence."""
    scaled = [one for one in data["changes"] if one["kind"] == "scaling"]
    other = [one for one in data["changes"] if one["kind"] != "scaling"]
    lines = [_because(one) for one in other[:MOST_ADAPTATIONS]]
    if scaled:
        what = ", ".join(dict.fromkeys(one["what"] for one in scaled))
        lines.append(f"{scaled[0]['reason']} {_sentence(what)}")
    return [*lines, *data["notes"]]


def _because(one: Data) -> str:
    if one["kind"] == "omission":
        return f"{one['what']}: {one['reason'][0].lower()}{one['reason'][1:]}"
    return f"{one['reason']} {_sentence(one['what'])}"


def _sentence(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…")) else text + "."


def step(data: Data) -> str:
    one = data["step"]
    parts = [f"Step {data['position']} of {data['of']}: {one['name']}.", one["text"]]
    parts += [f"Adapted: {_sentence(change['what'])}" for change in one["adaptations"]]
    parts += [
        "Take care: " + _sentence(tip.removeprefix("caution: "))
        for tip in one["tips"]
        if tip.startswith("caution: ")
    ]
    return " ".join(parts)


def whereabouts(data: Data) -> str:
    left = data["of"] - data["position"]
    parts = [f"You are at step {data['position']} of {data['of']}: {data['step']['name']}."]
    parts.append(f"{left} more after this." if left else "It is the last one.")
    if data["time_left"]:
        untimed = data["steps_left_without_a_time"]
        extra = (
            f", plus {untimed} step{'s' * (untimed != 1)} without a stated time" if untimed else ""
        )
        parts.append(f"About {data['time_left']} of timed work left{extra}.")
    else:
        parts.append("The procedure states no times for what is left.")
    return " ".join(parts)


def answer(data: Data, plan: Data | None) -> str:
    """Quotes, each with the place it stands."""
    return "\n".join(_quoted(quote) for quote in data["quotes"])


def _quoted(quote: Data) -> str:
    where = {"caution": "caution", "tip": "tip", "note": "note", "adaptation": "change"}
    if quote["position"] is None:
        return f"Your plan's list says: “{quote['text']}”"
    if quote["where"] in where:
        return f"A {where[quote['where']]} at step {quote['position']}: “{quote['text']}”"
    return f"Step {quote['position']} says: “{quote['text']}”"


def no_answer(plan: Data) -> str:
    return (
        f"The procedure for “{plan['title']}” does not say that, and I will not guess. "
        "Ask in other words, or say “repeat” to hear the step again."
    )


def other_skill(hit: Data, plan: Data) -> str:
    return (
        f"Your plan for “{plan['title']}” does not cover that, but I know “{hit['name']}”. "
        "Choose it to start a new plan, or go on with this one."
    )


def unknown(asked: str, data: Data, plan: Data | None) -> str:
    short = asked if len(asked) <= 80 else asked[:77] + "…"
    text = f"I know no procedure for “{short}”, and I do not make steps up."
    if plan:
        text += f" Your plan for “{plan['title']}” does not say anything about it either."
    if degraded := data.get("degraded"):
        text += f" {_sentence(degraded)}"
    if nearest := data.get("nearest"):
        names = ", ".join(f"“{hit['name']}”" for hit in nearest[:3])
        text += f" The nearest that I know: {names}."
    return text


def submitted(data: Data) -> str:
    count = data["jobs"]
    return (
        f"I am {_making(data)} now with the backend “{data['backend']}”. "
        f"{'Each' if count > 1 else 'It'} shows as soon as it is ready."
    )


def _making(data: Data) -> str:
    """'making the picture of step 3'; 'carrying your demonstration over into your photo'."""
    count, steps = data["jobs"], data["positions"]
    step = f"step {steps[0]}" if len(steps) == 1 else ""
    if film := data.get("demonstration"):
        return f"carrying {film} over into your photo" + (f", for {step}," if step else "")
    what = {"image": "picture", "clip": "clip", "transfer": "transfer"}[data["medium"]]
    which = f"the {what}" if count == 1 else f"{count} {what}s"
    return f"making {which}" + (f" of {step}" if step else "")


def exported(data: Data) -> str:
    extra = " Open it and print it for a paper copy or a PDF." if data["format"] == "html" else ""
    return f"Your file is ready: {data['filename']}.{extra}"


def finished(plan: Data) -> str:
    return f"That was the last step: you have finished “{plan['title']}”. Well done! How did it go?"


def at_the_start(plan: Data) -> str:
    return f"This is already the first step of “{plan['title']}”: {plan['steps'][0]}."


def no_plan() -> str:
    return "There is no plan yet. Tell me first what you want to do, such as “fix a puncture”."


def trouble(error: str) -> str:
    return _sentence(error)
