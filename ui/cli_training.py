"""`keystep train` and `keystep eval`: our trained generators, for those who train them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ui.console import Console

train_app = typer.Typer(
    help="Train our own generators on this machine; see generators/training/LOG.md.",
    rich_markup_mode=None,
)

Json = Annotated[
    bool, typer.Option("--json", help="One JSON document on stdout, progress on stderr.")
]


@train_app.command("small")
def train_small(
    recipe: Annotated[str, typer.Option(help="A name, or a path ending in .toml.")] = "coffee-cpu",
    out: Annotated[Path | None, typer.Option(help="The run's folder; default in KEYSTEP_HOME.")] = (
        None
    ),
    world: Annotated[
        Path | None, typer.Option(help="The training world; recorded first where it is missing.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a stopped run.")] = False,
    start: Annotated[
        Path | None,
        typer.Option(help="Begin with the weights of this run, or with shipped ones (a folder)."),
    ] = None,
    minutes: Annotated[float, typer.Option(help="Stop after so long; resume later.", min=0)] = (
        float("inf")
    ),
    steps: Annotated[
        int | None, typer.Option(help="Instead of the recipe's: ends a run earlier.", min=1)
    ] = None,
    device: Annotated[str, typer.Option(help="cpu, cuda, or auto.")] = "auto",
    json: Json = False,
) -> None:
    """Train the small model on the workbench: checkpoints, loss curve and sample sheets."""
    console = Console(json)
    with console.errors():
        from generators.training import recipe as recipes
        from generators.training.features import TextEncoder
        from generators.training.loop import device_of, progress_bar
        from generators.training.train import train

        chosen = recipes.shortened(recipes.load(recipe), steps)
        run = out or _home() / f"small-{chosen.name}"
        place = device_of(device)
        drawn = _world(world, chosen.domain, chosen.variants, place, console)
        state = train(
            chosen, drawn, TextEncoder(device=place), run, resume, minutes, progress_bar(), start
        )
        console.result(
            {"run": str(run), "step": state.step, "minutes": state.seconds / 60},
            f"{run}: {state.step} steps in {state.seconds / 60:.0f} minutes. Look at its sheets; "
            f"ship it with python -m generators.training.ship --run {run}",
        )


@train_app.command("delta")
def train_delta(
    recipe: Annotated[
        str | None,
        typer.Option(help="A name or a TOML file; if none, the one for these data on a CPU."),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            help="A folder of videos, a LeRobot dataset v3.0, a robot pack; the workbench if none."
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The run's folder; default in KEYSTEP_HOME.")] = (
        None
    ),
    world: Annotated[
        Path | None, typer.Option(help="The training world; recorded first where it is missing.")
    ] = None,
    minutes: Annotated[float, typer.Option(help="Stop after so long; call again later.", min=0)] = (
        float("inf")
    ),
    device: Annotated[str, typer.Option(help="cpu, cuda, or auto.")] = "auto",
    json: Json = False,
) -> None:
    """Train demonstration transfer: encoder, bottleneck, generator. Goes on where it stopped."""
    console = Console(json)
    with console.errors():
        from generators.training.delta import films, robot
        from generators.training.delta import recipe as recipes
        from generators.training.delta.pairs import Source, WorldPairs
        from generators.training.delta.train import train
        from generators.training.loop import device_of, progress_bar

        pack = data is not None and robot.is_pack(data)
        own = "metaworld-cpu" if pack else "films-cpu" if data else "workbench-cpu"
        chosen = recipes.load(recipe or own)
        run = out or _home() / f"delta-{chosen.name}"
        place = device_of(device)
        source: Source
        tell = lambda said: console.note(said, None)  # noqa: E731
        if data and pack:
            source = robot.gathered(data, run / "robot.npy", tell, place)
        elif data:
            source = films.FilmPairs(films.gathered(data, run / "films.npz", tell), place)
        else:
            drawn = _world(world, chosen.domain, chosen.variants, place, console)
            source = WorldPairs(drawn, chosen.variation)
        state = train(chosen, source, run, minutes, progress_bar())
        said = "trained to its end" if state else "stopped; call again to go on"
        console.result({"run": str(run), "finished": state is not None}, f"{run}: {said}.")


def eval_small(
    out: Annotated[Path, typer.Option(help="Folder for table.md, table.json and sheets.")],
    world: Annotated[Path | None, typer.Option(help="The training world; recorded if missing.")] = (
        None
    ),
    json: Json = False,
) -> None:
    """The small model on things it never saw, beside its ceiling, ablations and baselines."""
    console = Console(json)
    with console.errors():
        from generators.evaluation.small import run
        from generators.training import recipe as recipes
        from generators.weights import check

        entry = check("small")
        domain = recipes.load(entry.recipe).domain
        folder = world or _home() / f"world-{domain}"
        _world(folder, domain, recipes.load(entry.recipe).variants, "cpu", console)
        table = run(folder, out, report=console.note)
        console.result(table.as_data(), table.markdown())


def eval_delta(
    out: Annotated[Path, typer.Option(help="Folder for table.md, table.json and sheets.")],
    world: Annotated[Path | None, typer.Option(help="The training world; recorded if missing.")] = (
        None
    ),
    variant: Annotated[
        list[str] | None, typer.Option(help="NAME=FOLDER of other weights, a row each.")
    ] = None,
    cases: Annotated[int, typer.Option(help="Tested per split.", min=4)] = 60,
    json: Json = False,
) -> None:
    """Demonstration transfer where its exact outcome is known, beside controls and baselines."""
    console = Console(json)
    with console.errors():
        from generators.evaluation.delta import run
        from generators.training.delta import recipe as recipes
        from generators.weights import check

        recipe = recipes.load(check("delta").recipe)
        folder = world or _home() / f"world-{recipe.domain}"
        _world(folder, recipe.domain, recipe.variants, "cpu", console)
        pairs = (one.partition("=") for one in variant or [])
        others = {name: Path(place) for name, _, place in pairs}
        found = run(folder, out, variants=others, cases=cases, report=console.note)
        console.result(found.as_data(), found.markdown())


def _home() -> Path:
    from agent.settings import Settings

    return Settings().home / "training"


def _world(folder: Path | None, domain: str, variants: int, device: str, console: Console) -> Any:
    """The world of a folder, recorded from the built-in procedures where it is missing."""
    import knowledge
    from generators.training.record import record_world
    from generators.training.world import FILES, World

    place = folder or _home() / f"world-{domain}"
    if not all((place / name).is_file() for name in FILES):
        console.note("recording the training world, about a minute", None)
        seeds = Path(knowledge.__file__).parent / "seeds"
        record_world(seeds, place, domain, variants, drawn=domain == "all")
    return World.load(place, device)
