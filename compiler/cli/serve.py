"""``scenec serve``: receive vendors' callbacks."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from compiler.cli import exit_codes, logs, params
from compiler.cli.console import Console, pass_console
from compiler.cli.errors import CommandError


@click.command("serve", short_help="Receive vendors' callbacks.")
@click.option("--host", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="0 takes a free one.")
@click.option("--provider", metavar="NAME", help="Check the signatures of this provider (its webhook_secret_env).")
@logs.log_format
@params.common
@pass_console
def command(console: Console, host: str, port: int, provider: str | None, log_format: str | None) -> int:
    """Receive vendors' callbacks on POST /callbacks, and pass them on as hints to whoever works on the clips.

    Give the public address of this server as callback_url in [render]. The first line on stdout is the local one.
    """
    import socket

    import uvicorn

    from compiler.cli.session import load_settings, refusals
    from compiler.runner.database import Database
    from compiler.runner.ledger import schema
    from compiler.runner.webhooks import SecretError, application, signing_key

    settings = load_settings(Path())
    log = logs.event_log(console, log_format)

    with refusals():
        configured = settings.provider(provider or settings.render.provider)
        secret = settings.secret(configured.webhook_secret_env)
        if configured.webhook_secret_env and secret is None:
            raise CommandError(f"{configured.webhook_secret_env} is not set: callbacks could not be checked")
        try:
            key = signing_key(secret.get_secret_value()) if secret else None
        except SecretError as error:
            raise CommandError(f"{configured.webhook_secret_env}: {error}") from None
        database = Database(settings.database, patience=10.0)
        schema.create(database)
        listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            # Whoever reads the first line finds somebody who listens.
            listener.listen(2048)
        except OSError as error:
            raise CommandError(f"cannot listen on {host}:{port}: {(error.strerror or '').lower()}") from None
        app = application(database, key, log)
        name, number = listener.getsockname()[:2]
        console.result(f"listening on http://{f'[{name}]' if ':' in name else name}:{number}\n")
        sys.stdout.flush()
        config = uvicorn.Config(app, log_level="critical", access_log=False, lifespan="off", server_header=False)
        uvicorn.Server(config).run([listener])
        database.close()
    return exit_codes.DONE
