"""A storm: many clips against a vendor that refuses, loses replies and callbacks and breaks downloads.

Prints how long it took against the bound that concurrency, rate and task length alone allow, and what the vendor
billed.

    python -m benchmarks.storm [--clips 300] [--concurrency 25] [--speed 15]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import tempfile
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

from compiler import settings
from compiler.runner.ledger.runs import RunOptions
from compiler.runner.prepare import prepare
from compiler.runner.progress import Progress
from compiler.runner.runner import Runner
from compiler.runner.webhooks import application
from compiler.sandbox.options import SandboxOptions, parse_rate
from compiler.sandbox.server import start
from tests.runner.manifests import plain

FAULTS = {
    "429": 0.3,
    "500": 0.1,
    "lost-reply": 0.1,
    "truncate": 0.1,
    "html": 0.05,
    "expired-link": 0.1,
    "lost-callback": 0.2,
    "duplicate-callback": 0.2,
    "late-callback": 0.1,
}
FILM_SECONDS = 3
GENERATION = 20.0


def ask(url: str, what: str) -> Any:
    """Return the sandbox's ledger or its stats."""
    with urllib.request.urlopen(f"{url}/sandbox/{what}") as answer:
        return json.load(answer)


def receive(runner: Runner) -> str:
    """Start a receiver for callbacks and return its address."""
    import uvicorn

    app = application(runner.database, None, lambda kind, **detail: None)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="off"))
    ready = threading.Event()

    async def serve() -> None:
        task = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        ready.set()
        await task

    threading.Thread(target=lambda: asyncio.run(serve()), daemon=True).start()
    ready.wait(20)
    return f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/callbacks"


def storm(clips: int, concurrency: int, speed: float, rate: str) -> dict[str, Any]:
    """Run one storm and return its figures; seconds throughout."""
    vendor = start(
        SandboxOptions(film="plain", speed=speed, concurrency=concurrency, rate=parse_rate(rate), faults=FAULTS, seed=7)
    )
    with tempfile.TemporaryDirectory() as folder:
        runner = Runner(
            settings.load(Path(folder), {}),
            addresses={"sandbox": vendor.url},
            speed_up={"rate": rate, "concurrency": concurrency, "settle": 1.0, "poll": 10.0},
        )
        runner.prepare()
        address = receive(runner)
        runner.settings = runner.settings.model_copy(
            update={"render": runner.settings.render.model_copy(update={"callback_url": address})}
        )
        began = time.monotonic()
        run, _ = runner.open(prepare(plain(clips)), RunOptions(provider="sandbox", project=folder), lambda address: b"")
        runner.ensure_started()
        runner.work_on(run)

        def seen(progress: Progress) -> None:
            if time.monotonic() - began > 1800:
                raise SystemExit("the storm did not end within half an hour")

        progress = runner.watch(run, seen, every=0.5)
        took = time.monotonic() - began
        runner.stop()
    ledger, stats = ask(vendor.url, "ledger"), ask(vendor.url, "stats")
    vendor.stop()
    names = [row["external_id"] for row in ledger]
    generation = FILM_SECONDS * GENERATION / speed
    allowed = parse_rate(rate)
    bound = max(
        math.ceil(clips / concurrency) * generation,
        (clips - 1) * allowed.seconds / allowed.count + generation,
    )
    return {
        "clips": clips,
        "state": progress.run.state,
        "seconds": round(took, 1),
        "bound": round(bound, 1),
        "ratio": round(took / bound, 2),
        "bills": len(names),
        "paid twice": len(names) - len(set(names)),
        "in flight": f"{stats['max_in_flight']} of {concurrency}",
        "most in a rate window": f"{stats['max_per_rate_window']} of {allowed.count}",
        "rejected": stats["rejected"],
        "callbacks": stats["callbacks"],
    }


def main() -> None:
    """Run one storm and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, default=300)
    parser.add_argument("--concurrency", type=int, default=10)
    parser.add_argument("--speed", type=float, default=10.0)
    parser.add_argument("--rate", default="1200/min")
    options = parser.parse_args()
    for name, value in storm(options.clips, options.concurrency, options.speed, options.rate).items():
        print(f"{name:>24}  {value}")


if __name__ == "__main__":
    main()
