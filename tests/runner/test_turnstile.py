"""The order in which clips are let through to the vendor."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from compiler.runner.turnstile import Turnstile


async def _in_order(ranks: list[float], gives_up: set[int]) -> list[float]:
    door = Turnstile()
    order: list[float] = []
    inside = 0

    async def enter(rank: float) -> None:
        nonlocal inside
        async with door.turn((rank, "clip")):
            inside += 1
            assert inside == 1
            order.append(rank)
            await asyncio.sleep(0)
            inside -= 1

    async with door.turn((-1.0, "holder")):
        tasks = [asyncio.create_task(enter(rank)) for rank in ranks]
        await asyncio.sleep(0)
        for index in gives_up:
            tasks[index].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    async with door.turn((0.0, "after")):
        return order


@given(st.lists(st.floats(0, 100), max_size=12), st.data())
def test_the_earliest_goes_first_and_nobody_is_forgotten(ranks: list[float], data: st.DataObject) -> None:
    leaving = data.draw(st.sets(st.integers(0, len(ranks) - 1)) if ranks else st.just(set()))
    order = asyncio.run(_in_order(ranks, leaving))
    assert order == sorted(rank for index, rank in enumerate(ranks) if index not in leaving)


def test_one_that_gives_up_as_it_is_called_lets_the_next_in() -> None:
    async def run() -> str:
        door = Turnstile()
        entered: list[str] = []

        async def enter(name: str, rank: float) -> None:
            async with door.turn((rank, name)):
                entered.append(name)

        async with door.turn((0.0, "holder")):
            first, second = (asyncio.create_task(enter(*who)) for who in (("first", 1.0), ("second", 2.0)))
            await asyncio.sleep(0)
        # Leaving has called the first, which has not run since.
        first.cancel()
        await asyncio.wait_for(second, 5)
        return ",".join(entered)

    assert asyncio.run(run()) == "second"
