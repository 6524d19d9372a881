"""The runner as commands use it: open a run, work on it, watch it, put its clips in order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from compiler.runner import backoff
from compiler.runner.circumstances import Circumstances
from compiler.runner.database import Database, DatabaseError, disk_error
from compiler.runner.disk import disk_reason
from compiler.runner.http import Client
from compiler.runner.ledger import keepers, runs, schema
from compiler.runner.ledger.moves import Moves
from compiler.runner.ledger.runs import RunOptions
from compiler.runner.liveness import liveness, new_executor
from compiler.runner.prepare import Film, Wanted
from compiler.runner.progress import Progress, close, close_settled, progress_of
from compiler.runner.reuse import PlannedClip, adopt, plan_clips
from compiler.runner.store import Store, clip_key, open_store
from compiler.runner.telemetry import telemetry
from compiler.runner.vendor import Vendor, resolve
from compiler.runner.work import Worksite
from compiler.settings import configured_name

if TYPE_CHECKING:
    from compiler.runner.attendant import Attendant
    from compiler.runner.engine import Engine
    from compiler.settings import Settings


#: So many clips are read from the store, or fetched out of a bucket, at the same time.
FETCHED_AT_ONCE = 4
#: Between two looks at a run lies so many times the processor time that the last one took.
WATCHING = 30.0


class OverBudgetError(Exception):
    """A plan would pass its limit; the message says by how much."""


class Runner:
    """One project's runs. ``addresses`` replaces providers' configured ones by name; ``free`` names the providers that
    live inside this process, whose tasks end with it and cost nothing.

    Raises DatabaseError and StoreError where those cannot be used, SettingsError where a provider is not configured.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        addresses: Mapping[str, str] | None = None,
        free: frozenset[str] = frozenset(),
        speed_up: Mapping[str, Any] | None = None,
        log: Callable[..., None] | None = None,
    ) -> None:
        self.settings = settings
        self.database = Database(settings.database)
        self.store: Store = open_store(settings.store, settings.state / "copies", settings.variables("AWS_", "GOOGLE_"))
        self._addresses = dict(addresses or {})
        self._free = free
        self._speed_up = speed_up
        self._told, self._telemetry_ends = telemetry()
        self._said = log
        self._client = Client()
        self._vendors: dict[tuple[str, str, str | None], Vendor] = {}
        self._engine: Engine | None = None
        self._attendant: Attendant | None = None
        self._locks = liveness(self.database)
        self._site: Worksite | None = None
        self.circumstances = Circumstances()
        where = f"the database {self.database.safe_url}"
        self.database.silent = partial(self.circumstances.silent, where)
        self.database.answers = partial(self.circumstances.answers, where)
        self.first_pause = backoff.FIRST

    def prepare(self) -> None:
        """Create the ledger where it is missing."""
        schema.create(self.database)

    def vendor(self, name: str, target: str, base_url: str | None = None) -> Vendor:
        """Return a provider ready for use. Raises SettingsError."""
        key = (name, target, base_url)
        if key not in self._vendors:
            self._vendors[key] = resolve(
                self.settings,
                name,
                target,
                self._client,
                base_url=self._addresses.get(name) or self._addresses.get(configured_name(name)) or base_url,
                free=name in self._free,
                speed_up=self._speed_up,
            )
            absent = self._vendors[key].absent
            if absent:
                variables = f"{', '.join(absent)} {'is' if len(absent) == 1 else 'are'} not set"
                self.circumstances.remind(
                    f"provider {configured_name(name)} works without some of its keys: {variables}"
                )
        return self._vendors[key]

    def plan(self, film: Film, provider: str) -> list[PlannedClip]:
        """Tell what a render would do with each clip. Writes nothing."""
        return plan_clips(self.database if schema.exists(self.database) else None, self.store, film, provider)

    def open(self, film: Film, options: RunOptions, read: Callable[[str], bytes]) -> tuple[str, bool]:
        """Keep the film's assets, write the run down, and return its name and whether it is new.

        ``read`` returns the bytes behind a ``file:`` address. Raises OverBudgetError before anything is written.
        """
        planned = self.plan(film, options.provider)
        price = sum(plan.amount for plan in planned if plan.state == "new")
        if options.limit is not None and price > options.limit + 1e-9:
            currency = film.clips[0].currency
            raise OverBudgetError(f"this render costs {price:g} {currency}; the limit is {options.limit:g} {currency}")
        with _disk(self.settings.state):
            if any(plan.state != "cached" for plan in planned):
                self.store.check()
            self._keep_assets(film.clips, read)
            adopt(self.database, self.store, film, options)
        run, new = runs.open_run(self.database, film, options, reserved=True)
        clips = self.database.read(lambda transaction: runs.snapshot(transaction, run))
        # Whoever asks for it again has mended what it was given up for.
        Moves(self.database).unstall(clip.submission for clip in clips if clip.stalled)
        return run, new

    def _keep_assets(self, clips: Sequence[Wanted], read: Callable[[str], bytes]) -> None:
        from compiler.runner.prepare import ManifestError

        kept: set[str] = set()
        for clip in clips:
            for address, sha256 in clip.assets.items():
                if address in kept:
                    continue
                digest = self.store.put_asset(read(address))
                if digest != sha256:
                    raise ManifestError(f"{address.removeprefix('file:')} has changed since the manifest was made")
                kept.add(address)

    def start(self, *, in_hand: int | None = None) -> None:
        """Begin to work on whatever is queued, here and until ``stop``. Raises EngineError."""
        from compiler.runner.attendant import Attendant
        from compiler.runner.engine import Engine

        executor = new_executor()
        scratch = self.settings.state / "parts"
        with _disk(scratch):
            scratch.mkdir(parents=True, exist_ok=True)
            self._locks.hold(executor)
        site = Worksite(
            database=self.database,
            store=self.store,
            scratch=scratch,
            executor=executor,
            vendor=self.vendor,
            patience=self.settings.render.patience,
            first_pause=self.first_pause,
            log=self._log,
            circumstances=self.circumstances,
        )
        self._site = site
        self._engine = Engine(site, in_hand=in_hand)
        self._engine.start()
        self._attendant = Attendant(self._engine, site, self._locks, self._wake)
        self._attendant.start()

    def stop(self) -> None:
        """Stop working; what is under way can be resumed by anyone."""
        if self._attendant is not None:
            self._attendant.stop()
            self._attendant = None
        if self._engine is not None:
            self._engine.stop()
            self._engine = None
        if self._site is not None:
            self._leave(self._site.executor)
            self._site = None
        self._locks.release()
        if self.database.replaced:
            self._rescue()
        self.database.close()
        self._telemetry_ends()

    def _rescue(self) -> None:
        place = self.database.rescue()
        if place is None:
            self.circumstances.say("what it held could not be written again")
        elif place == self.database.path:
            self.circumstances.say(f"{place} was written again; the same command goes on and pays for nothing twice")
        else:
            self.circumstances.say(f"what it held was written to {place}; put it in the place of {self.database.path}")

    def _leave(self, executor: str) -> None:
        patience, self.database.patience = self.database.patience, 1.0
        try:
            self.database.write(lambda transaction: keepers.leave(transaction, executor))
        except DatabaseError:
            # It is away: the silence says the same a little later.
            return
        finally:
            self.database.patience = patience

    def ensure_started(self) -> None:
        """Begin to work unless it has begun. Raises EngineError."""
        if self._engine is None:
            self.start()

    def vendor_address(self, name: str) -> str:
        """Return a provider's address for people."""
        given = self._addresses.get(name) or self._addresses.get(configured_name(name))
        return given or self.settings.provider(name).base_url or "no address"

    def work_on(self, run: str) -> None:
        """Stand for a run: see that its clips are worked on, also those that were given up for now.

        Raises SettingsError where this process has no key for it.
        """
        assert self._site is not None, "start() comes first"
        self._speak_for(run)
        executor = self._site.executor
        self.database.write(lambda transaction: keepers.keep(transaction, run, executor))
        clips = self.database.read(lambda transaction: runs.snapshot(transaction, run))
        names = runs.startable(clips)
        stalled = [clip.submission for clip in clips if clip.stalled]
        if stalled:
            self._site.moves.unstall(stalled)
            clips = self.database.read(lambda transaction: runs.snapshot(transaction, run))
            names = runs.startable(clips)
        assert self._engine is not None, "start() comes first"
        self._engine.ensure(names)

    def _speak_for(self, run: str) -> None:
        row = self.database.read(
            lambda transaction: transaction.one(
                "select s.provider, s.target, s.base_url from scenec_submissions s "
                "join scenec_clips c on c.submission = s.submission where c.run = :run",
                run=run,
            )
        )
        if row is not None:
            self.vendor(row["provider"], row["target"], row["base_url"])

    def progress(self, run: str) -> Progress:
        """Return how a run stands. Raises KeyError."""
        return progress_of(self.database, run)

    def watch(self, run: str, seen: Callable[[Progress], None], *, every: float = 0.2) -> Progress:
        """Call ``seen`` with the run's progress until nothing more happens; write the outcome down and return it.

        It looks each ``every`` seconds, and less often where a look is dear: watching must not cost more than work.
        Raises DatabaseError where this process cannot go on.
        """
        while True:
            began = time.thread_time()
            progress = self.progress(run)
            seen(progress)
            if progress.settled:
                break
            if self.circumstances.ended is not None:
                raise self.circumstances.ended
            time.sleep(max(every, min(WATCHING * (time.thread_time() - began), 15.0)))
        close(self.database, progress)
        # What an interrupted run had under way may have come in on the way.
        close_settled(self.database)
        return self.progress(run)

    def films(self, progress: Progress) -> list[Path]:
        """Return the local files of a finished run's clips, in film order. Raises StoreError."""
        provider = progress.run.provider
        with ThreadPoolExecutor(FETCHED_AT_ONCE) as pool:
            keys = [clip_key(provider, clip.identity, clip.take) for clip in progress.clips]
            return list(pool.map(self.store.fetch, keys))

    def _log(self, kind: str, **detail: Any) -> None:
        for log in (self._said, self._told):
            if log is not None:
                log(kind, **detail)

    def _wake(self, submission: str) -> None:
        if self._engine is not None:
            self._engine.hint(submission)


@contextmanager
def _disk(place: Path) -> Iterator[None]:
    """Tell a disk that takes nothing more in the words that a database has for it. Raises DiskError."""
    try:
        yield
    except OSError as error:
        raise disk_error(error.filename or place, disk_reason(error) or str(error)) from None
