"""谁在等谁: the list of all that is waited for in a unit, and its picture."""

import asyncio
from dataclasses import replace

from bot.documents.waits import Row, WaitPicture, draw_waits
from bot.domain.dependencies.chain import Node, loop_through, waiting_trees
from bot.domain.dependencies.dependency import Dependency, Side
from bot.domain.people.permission import Action, allowed
from bot.domain.people.person import Person
from bot.messages.body import Attachment, MessageBody
from bot.messages.dependencies.view import ListedWait, waits_body
from bot.services.core.ledger import DEPENDENCIES_OPEN
from bot.services.core.measure_card import about
from bot.services.core.measure_context import measure_context, numbered
from bot.services.core.request import RequestContext
from bot.services.core.transaction import Transaction, open_reading
from bot.services.dependencies.people import shown_words, stands
from bot.services.dependencies.sides import measures_waited_for
from bot.services.dependencies.telling import number_of


async def who_waits(request: RequestContext, person: Person) -> MessageBody:
    """All that is waited for, late ones first, with the picture where there is anything to draw."""
    async with open_reading(request, person) as tx:
        found = await tx.ledger.dependencies.find(DEPENDENCIES_OPEN, tx.unit.id)
        own = [one for one in found if one.measure]
        kept_back = {one.id for one in own if (await measure_context(tx, one.measure)).policy.confidential}
        unnamed = request.wording.word("dependencies.unnamed")
        named = [replace(one, name=unnamed) if one.id in kept_back else one for one in own]
        waits = sorted(
            (stands(tx, one) for one in named), key=lambda wait: (-wait.late, wait.since, wait.dependency.id)
        )
        listed = [
            ListedWait(
                wait=wait,
                number=await number_of(tx, wait.dependency),
                words=await shown_words(tx, wait.dependency),
            )
            for wait in waits
        ]
        loops = await _loops(tx, own)
        body = waits_body(request.wording, listed, loops, registers=allowed(Action.WAIT, person))
        drawn = [one for one in own if one.id not in kept_back]
        picture = await _picture(tx, drawn) if drawn else None
    if picture is None:
        return body
    content = await asyncio.to_thread(draw_waits, picture)
    name = request.wording.word("dependencies.list.picture")
    attached = (Attachment(f"{name}.png", content, picture=True, caption=name),)
    return MessageBody(body.text, body.buttons, attachments=attached, measures=body.measures)


async def _loops(tx: Transaction, found: list[Dependency]) -> list[list[str]]:
    """Each loop of measures once, by their numbers, the first once more at the end."""
    seen: set[frozenset[str]] = set()
    loops = []
    measures = await measures_waited_for(tx, found)
    for one in found:
        ids = loop_through(one.measure, found, measures)
        if ids and frozenset(ids) not in seen:
            seen.add(frozenset(ids))
            names = [each.number for each in await numbered(tx.ledger, *await tx.ledger.measures.get_many(ids))]
            loops.append([*names, names[0]])
    return loops


async def _picture(tx: Transaction, found: list[Dependency]) -> WaitPicture:
    wording = tx.request.wording
    from bot.messages.text import full_day

    rows: list[Row] = []
    for tree in waiting_trees(found):
        await _lay(tx, tree, 0, rows)
    return WaitPicture(wording.word("dependencies.picture.title", day=full_day(tx.today)), tuple(rows))


async def _lay(tx: Transaction, node: Node, depth: int, rows: list[Row]) -> None:
    """A node and all that waits for it, a row each."""
    from bot.messages.dependencies.view import spoken_day

    wording = tx.request.wording
    side, key = node.key
    number = matter = ""
    if side is Side.MEASURE and await tx.ledger.measures.get(key):
        summary = await about(await measure_context(tx, key))
        number, matter = summary.measure.number, summary.matter
    if node.by is None:
        label = "root_measure" if side is Side.MEASURE else "root"
        name = wording.word(f"dependencies.picture.{label}", name=node.name, number=number, count=len(node.waiting))
        rows.append(Row(name, matter, depth, late=False, loop=False, promised=False))
    else:
        wait = stands(tx, node.by)
        told = [
            wording.word("dependencies.picture.promised", day=spoken_day(node.by.promised))
            if node.by.promised
            else wording.word("dependencies.picture.open")
        ]
        days = (tx.today - wait.since).days
        told.append(
            wording.word("dependencies.picture.late", days=wait.late)
            if wait.late
            else wording.word("dependencies.picture.since", days=days)
        )
        name = wording.word("dependencies.picture.loop", number=number) if node.loops else f"{number} {matter}"
        rows.append(
            Row(
                name,
                " · ".join(told),
                depth,
                late=wait.late > 0,
                loop=node.loops,
                promised=node.by.promised is not None,
            )
        )
    for one in node.waiting:
        await _lay(tx, one, depth + 1, rows)
