"""Compile a mesh for its targets and write DIR/<overlays>/<target>/<backend>/….

PATH is a file, a folder, or an IR document. An error in any target means that nothing is written."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from meshc.cli.console import Console
from meshc.cli.errors import CommandError
from meshc.cli.mesh_arguments import add_mesh_arguments, load
from meshc.cli.parser import one_of

if TYPE_CHECKING:
    from meshc.cli.progress import Progress
    from meshc.compilation import Compilation

EXAMPLE = "meshc build shop --target service-connect --overlay prod --set tag=1.4.2"

FORMATS = ("api",)
DOCUMENTS = ("ir",)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_mesh_arguments(parser, path_help="a file, a folder or an IR document (.)")
    parser.add_argument("-o", "--output", metavar="DIR", default="build", help="where the output goes (build)")
    parser.add_argument(
        "--format", **one_of("format", FORMATS), default="api", help="api: bodies for `aws … --cli-input-json` (api)"
    )
    parser.add_argument(
        "--emit", **one_of("document", DOCUMENTS), help="print the intermediate representation instead of building"
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit code 1 if something would change")
    parser.add_argument("--deny", **one_of("kind of finding to deny", ("warnings",)), help="fail on warnings, too")
    parser.add_argument("-q", "--quiet", action="store_true", help="no summary; findings are still reported")


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Build."""
    if arguments.emit and arguments.check:
        raise CommandError("`--emit` and `--check` do not go together", "leave one of them out")
    from meshc.cli.findings import fail, summary_line, tell
    from meshc.cli.progress import Progress

    with Progress(console) as progress:
        progress.stage("reading")
        compilation, prefix = load(arguments)
        progress.stage("checking" if arguments.emit else "building")
        # No target takes part in an IR document, so what a target cannot express does not stand in its way.
        findings = compilation.diagnostics(arguments.target if arguments.emit else None)
        progress.hide()
        tell(findings, compilation.source_map, console, prefix=prefix)
        if fail(findings, deny_warnings=arguments.deny is not None):
            if not arguments.quiet:
                console.say(summary_line(findings))
                if not arguments.emit and not arguments.check:
                    console.say("nothing was written\n")
            return 1
        if arguments.emit:
            console.data(compilation.ir_document())
            return 0
        return _finish(arguments, compilation, console, progress, prefix)


def _finish(
    arguments: argparse.Namespace,
    compilation: Compilation,
    console: Console,
    progress: Progress,
    prefix: str,
) -> int:
    from meshc.cli.interrupt import end_tidily
    from meshc.cli.summary import counted, summary
    from meshc.cli.writing import Output, differences, folder_of, write

    builds = [compilation.build(target) for target in compilation.targets]
    outputs = [
        Output(folder_of(arguments.output, arguments.overlay, build.target), build.artifacts, build.manifest)
        for build in builds
    ]
    if arguments.check:
        progress.stage("comparing")
        found = differences(outputs)
        progress.hide()
        console.data("".join(f"{line}\n" for line in found))
        if found and not arguments.quiet:
            verb = "is" if len(found) == 1 else "are"
            console.say(f"{counted(len(found), 'file')} {verb} not what would be built: run `meshc build`\n")
        return 1 if found else 0
    end_tidily()
    progress.stage("writing")
    outcomes = write(outputs)
    progress.hide()
    if not arguments.quiet:
        assert compilation.mesh is not None
        name, sources = compilation.mesh.name, compilation.source_map
        for build, output, outcome in zip(builds, outputs, outcomes, strict=True):
            console.say(summary(name, build, outcome, output.folder, sources, prefix))
    return 0
