"""The durable engine: one workflow a submission, on DBOS. Nothing outside this folder imports it.

The engine remembers which step comes next and who works on what; the ledger remembers what was sent and paid. Nothing
that costs money relies on the engine alone: a step may run twice, and a workflow may be started twice.
"""

from compiler.runner.engine.process import IN_HAND, Engine, EngineError

__all__ = ["IN_HAND", "Engine", "EngineError"]
