"""From a file's bytes to a draft: what kind of file it really is, which reader it goes to."""

import datetime as dt
from pathlib import Path

from bot.domain.imports.draft import PlanDraft, UnreadablePlan
from bot.readers.plan.containers.guard import refuse_size
from bot.readers.plan.layout.known import NOTHING, Known, knowing

MOST_HEADS = 12  # that a refusal names


def read_plan(source: Path | bytes, name: str, *, reference: dt.date, known: Known = NOTHING) -> PlanDraft:
    """What is read from the file; `reference` is today, `known` what was said before. Raises UnreadablePlan."""
    from bot.readers.plan.containers.document import Sheet
    from bot.readers.plan.containers.file_type import document_of
    from bot.readers.plan.draft.assembly import assemble  # loaded with the first file, not with the program
    from bot.readers.plan.layout.header import heads_of_a_list
    from bot.readers.plan.layout.interpreter import read_layout
    from bot.readers.plan.layout.minutes import read_minutes
    from bot.readers.plan.layout.side_lists import straightened

    data = source if isinstance(source, bytes) else source.read_bytes()
    refuse_size(data)
    with knowing(known):
        document = document_of(data, Path(name.replace("\\", "/")).name or "文件")
        kept = [one for one in document.blocks if not (isinstance(one, Sheet) and one.is_generated)]
        document.blocks = [part for one in kept for part in straightened(one)]
        try:
            return assemble(document, read_layout(document), reference)
        except UnreadablePlan:
            blind = read_minutes(document) or read_layout(document, blind=True)
        try:
            return assemble(document, blind, reference)
        except UnreadablePlan:
            lists = [heads for one in document.blocks if isinstance(one, Sheet) and (heads := heads_of_a_list(one))]
            if not lists:
                raise
            raise UnreadablePlan("heads_unknown", heads="、".join(lists[0][:MOST_HEADS])) from None
