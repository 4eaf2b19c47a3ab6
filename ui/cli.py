"""The command `keystep`. Thin: it reads arguments, calls `agent.api` and prints.

Everything heavy is imported inside the commands, so that `keystep --help` answers at once.
"""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ui.cli_training import eval_delta, eval_small, train_app
from ui.console import Console

app = typer.Typer(
    name="keystep",
    help="A tutor for hands-on skills: a grounded plan, a picture and a clip for every key "
    "step.\n\n"
    "Exit codes: 0 done, 2 wrong usage or input, 3 no such skill, 4 refused as dangerous, "
    "1 anything else.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
eval_app = typer.Typer(
    help="Measure search, the agent and the generators; prints a table.", rich_markup_mode=None
)
eval_app.command("small")(eval_small)
eval_app.command("delta")(eval_delta)
app.add_typer(eval_app, name="eval", no_args_is_help=True)
app.add_typer(train_app, name="train", no_args_is_help=True)

Json = Annotated[
    bool, typer.Option("--json", help="One JSON document on stdout, progress on stderr.")
]


class Until(StrEnum):
    text = "text"
    images = "images"
    clips = "clips"


class ExportFormat(StrEnum):
    html = "html"
    md = "md"
    jsonld = "jsonld"
    yaml = "yaml"
    zip = "zip"
    mp4 = "mp4"


@app.command()
def lesson(
    ask: Annotated[str, typer.Argument(help='What to learn, such as "make pour-over coffee".')],
    out: Annotated[Path, typer.Option(help="Folder for walkthrough.json, lesson.html and media/.")],
    photo: Annotated[Path | None, typer.Option(help="A photo of your own scene.")] = None,
    until: Annotated[Until, typer.Option(help="Stop after the text, the images or the clips.")] = (
        Until.clips
    ),
    seed: Annotated[int, typer.Option(help="The same seed gives the same media.")] = 0,
    backend: Annotated[
        str, typer.Option(help="Who makes the media: auto, schematic, small; see `keystep doctor`.")
    ] = "auto",
    json: Json = False,
) -> None:
    """Plan a lesson, make its pictures and clips, and write it to a folder."""
    console = Console(json)
    with console.errors():
        from agent import api

        written = api.lesson(ask, out, photo, until.value, seed, backend, console.note)
        made = sum(len(step.media) for step in written.steps)
        console.result(
            written.model_dump(mode="json"),
            f"{written.title}: {len(written.steps)} key steps, {made} pictures and clips.\n"
            f"Open {out / 'lesson.html'}",
        )


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="A skill or a symptom.")],
    k: Annotated[int, typer.Option(help="How many.", min=1, max=50)] = 5,
    json: Json = False,
) -> None:
    """Find procedures; says why each matches, and says so when none does."""
    console = Console(json)
    with console.errors():
        from agent import api
        from ui import words

        result = api.app().searcher.search(text, k=k)
        console.result(asdict(result), words.search_result(result))
        if not result.hits:
            raise typer.Exit(3)


@app.command()
def show(
    what: Annotated[str, typer.Argument(help="A procedure's id, or a picture or clip file.")],
    json: Json = False,
) -> None:
    """Show a procedure, or how a picture or clip was made."""
    console = Console(json)
    with console.errors():
        from ui import words

        path = Path(what)
        if path.suffix and path.is_file():
            from generators.media import read_provenance

            facts = read_provenance(path)
            if facts is None:
                console.fail(f"{what!r} carries no Keystep provenance; it was made elsewhere", 2)
            console.result(facts, words.provenance(facts or {}))
        else:
            from agent import api

            procedure = api.app().library.get(what)
            console.result(procedure.model_dump(mode="json"), words.procedure(procedure))


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help="YAML, JSON-LD, Markdown, iFixit, ZIP ...")],
    draft: Annotated[bool, typer.Option(help="Keep it a draft instead of publishing it.")] = False,
    json: Json = False,
) -> None:
    """Add the procedures of a file to the library; a known id becomes a new version."""
    console = Console(json)
    with console.errors():
        from agent import api
        from knowledge.lint import advice
        from knowledge.procedure import Status
        from tools.intake import read_procedures

        status = Status.DRAFT if draft else Status.PUBLISHED
        read = read_procedures(file.read_bytes(), file.name, api.app().store)
        added = [api.app().library.add(one, status=status) for one in read]
        rows = [
            {"id": one.id, "version": one.version, "name": one.name, "steps": len(one.steps)}
            | {"advice": advice(one)}
            for one in added
        ]
        lines = [f"{row['id']} (version {row['version']}, {row['steps']} steps)" for row in rows]
        lines += [f"a beginner may miss: {text}" for one in added for text in advice(one)]
        console.result(rows, f"Added as {status.value}:\n" + "\n".join(lines))


@app.command()
def export(
    id: Annotated[str, typer.Argument(help="A lesson's or a procedure's id.")],
    format: Annotated[ExportFormat, typer.Option(help="What to write.")] = ExportFormat.html,
    out: Annotated[Path | None, typer.Option(help="File to write; default ID.FORMAT.")] = None,
    json: Json = False,
) -> None:
    """Write a lesson or a procedure to a file."""
    console = Console(json)
    with console.errors():
        from agent import api

        data = api.export(id, format.value)
        path = out or Path(f"{id}.{format.value}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        console.result({"path": str(path), "bytes": len(data)}, f"{path} ({len(data):,} bytes)")


@app.command()
def transfer(
    demo: Annotated[Path, typer.Option(help="Video of the action.")],
    context: Annotated[Path, typer.Option(help="Picture of the scene it should happen in.")],
    out: Annotated[Path, typer.Option(help="MP4 to write.")],
    backend: Annotated[str, typer.Option(help="Who makes it: delta, motion-warp.")] = "auto",
    start: Annotated[
        float, typer.Option(help="Seconds into the video where the action begins.", min=0)
    ] = 0.0,
    end: Annotated[
        float | None, typer.Option(help="Seconds into the video where it ends.", min=0)
    ] = None,
    frames: Annotated[
        int, typer.Option(help="Of motion-warp; delta follows the video.", min=16, max=48)
    ] = 32,
    steps: Annotated[
        int | None, typer.Option(help="Of sampling, for delta.", min=1, max=64)
    ] = None,
    native: Annotated[
        bool, typer.Option("--native", help="delta's own 128 px, not the picture's size.")
    ] = False,
    seed: int = 0,
    json: Json = False,
) -> None:
    """Carry the action of a demonstration video over into another scene."""
    console = Console(json)
    with console.errors():
        from agent import api
        from generators.media_video import MAX_VIDEO_SECONDS

        last = MAX_VIDEO_SECONDS if end is None else end
        part = (start, last) if start or end is not None else None
        media = api.transfer(
            demo,
            context,
            out,
            backend,
            part=part,
            frames=frames,
            steps=steps,
            native=native,
            seed=seed,
            note=console.note,
        )
        console.result(
            media.model_dump(mode="json"),
            f"{out}: {media.width}x{media.height}, {media.duration:.1f} s, "
            f"{media.origin.value} by {media.backend}",
        )


@app.command()
def jobs(
    cancel: Annotated[str, typer.Option(help="Id of a job to stop.")] = "",
    retry: Annotated[str, typer.Option(help="Id of a job to try again.")] = "",
    json: Json = False,
) -> None:
    """List the jobs, or stop or retry one."""
    console = Console(json)
    with console.errors():
        from agent import api
        from ui import words

        queue = api.app().queue
        if cancel:
            job = _job(cancel)
            for owner in queue.owners(job):
                queue.cancel(job, owner)
        if retry:
            job = _job(retry)
            queue.retry(job, queue.owners(job)[0])
        states = queue.recent()
        console.result([asdict(state) for state in states], words.jobs(states))


def _job(start: str) -> str:
    """The job whose id begins so; raises JobNotFound."""
    from agent import api
    from tools.errors import JobNotFound

    found = [state.job_id for state in api.app().queue.recent() if state.job_id.startswith(start)]
    if len(found) != 1:
        raise JobNotFound(f"{len(found)} jobs begin with {start!r}; `keystep jobs` lists them.")
    return found[0]


@app.command()
def worker(json: Json = False) -> None:
    """Run a worker that makes pictures and clips until it is stopped."""
    console = Console(json)
    with console.errors():
        from agent.compose import run_worker

        ran = run_worker()
        said = "The worker was stopped." if ran else "This home has as many workers as it may have."
        console.result({"ran": ran}, said)


@app.command()
def ui(
    port: Annotated[int, typer.Option(help="Port of the page.")] = 8501,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open a browser.")] = True,
    json: Json = False,
) -> None:
    """Start everything and open the tutor; Ctrl-C stops all of it."""
    console = Console(json)
    with console.errors():
        from ui.launch import launch

        code = launch(port, open_browser, console.note)
        if json:
            console.result({"url": f"http://localhost:{port}", "code": code}, "")
        raise typer.Exit(code)


@app.command()
def doctor(json: Json = False) -> None:
    """Report what runs here, what does not and why."""
    console = Console(json)
    with console.errors():
        from agent import api
        from agent.health import examine
        from ui import words

        report = examine(api.app())
        console.result(report.model_dump(mode="json"), words.health(report))
        if not report.healthy:
            raise typer.Exit(1)


@eval_app.command("retrieval")
def eval_retrieval(json: Json = False) -> None:
    """Recall, nDCG, MRR, false answers and latency of search, beside BM25 and dense alone."""
    console = Console(json)
    with console.errors():
        from agent import api
        from knowledge.evaluation import retrieval

        result = retrieval.evaluate(api.app().searcher)
        console.result(result, retrieval.table(result))


@eval_app.command("agent")
def eval_agent(json: Json = False) -> None:
    """Scripted conversations against the offline brain and a server on loopback."""
    console = Console(json)
    with console.errors():
        from agent.evaluation.run import evaluate

        table = evaluate()
        console.result(table.model_dump(mode="json"), str(table))


def main() -> None:
    """Entry point of the installed command."""
    app()


if __name__ == "__main__":
    main()
