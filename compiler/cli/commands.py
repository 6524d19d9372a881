"""The table of commands: name, the module that holds it, and its line in ``scenec --help``.

A module is imported when its command runs, not before. It has the click command as ``command``.
"""

from __future__ import annotations

COMMANDS: dict[str, tuple[str, str]] = {
    "new": ("compiler.cli.new", "start a project in a new folder"),
    "check": ("compiler.cli.check", "say what is wrong with a script, and mend what can be mended"),
    "fmt": ("compiler.cli.fmt", "bring a script into its canonical form"),
    "compile": ("compiler.cli.compile", "write the manifest: every clip's payload"),
    "plan": ("compiler.cli.plan", "tell what a render would do and cost, clip by clip"),
    "render": ("compiler.cli.render", "render the film"),
    "status": ("compiler.cli.status", "show a run and its clips"),
    "cancel": ("compiler.cli.cancel", "submit nothing more for a run"),
    "resume": ("compiler.cli.resume", "go on with an interrupted run"),
    "retry": ("compiler.cli.retry", "run a run's failed clips again"),
    "takes": ("compiler.cli.takes", "list, compare and play a film's takes"),
    "pick": ("compiler.cli.pick", "choose a clip's take"),
    "worker": ("compiler.cli.worker", "work on queued runs until stopped"),
    "serve": ("compiler.cli.serve", "receive vendors' callbacks"),
    "explain": ("compiler.cli.explain", "explain a diagnostic, with a wrong and a right script"),
    "targets": ("compiler.cli.targets", "list the targets with their limits and prices"),
    "sandbox": ("compiler.cli.sandbox", "serve the local stand-in for the vendors' APIs"),
    "doctor": ("compiler.cli.doctor", "tell what is installed, configured and reachable"),
}
