"""Help: what one may do, by task, in Chinese words first; nothing that the person may not do."""

from collections.abc import Iterable, Mapping

from markupsafe import escape

from bot.domain.people.person import Role
from bot.messages.body import GAP, LINE, MessageBody
from bot.messages.wording import Wording

TASKS: Mapping[str, tuple[str, ...]] = {
    "see": ("home", "todo", "mine", "wait", "status", "overdue", "due", "finding", "find", "stats", "history", "why"),
    "decide": (
        *("meeting", "visit", "key", "instruct", "letter", "nudge", "excuse", "reopen", "standing"),
        *("similar", "rule", "voice", "accept"),
    ),
    "papers": ("digest", "report", "release", "chart", "export", "board", "units"),
    "ledger": ("import", "undo_import", "round", "interim", "correct", "split", "merge", "cancel"),
    "people": ("people", "invite", "unbind", "away", "handover"),
    "own": ("switch", "help", "burden", "policy", "calendar", "forecast", "first_day", "health", "backup"),
}


def help_body(wording: Wording, commands: Mapping[str, tuple[str, ...]], role: Role) -> MessageBody:
    """`commands` gives the Chinese words that mean the same as a command which the person may use."""
    known = {name for names in TASKS.values() for name in names}
    tasks = {task: [name for name in names if name in commands] for task, names in TASKS.items()}
    tasks["own"] += [name for name in commands if name not in known and name != "start"]
    parts = [
        LINE.join([wording.say(f"help.task.{task}"), *_lines(wording, names, commands)])
        for task, names in tasks.items()
        if names
    ]
    return MessageBody(GAP.join([wording.say(f"help.head_{role}"), *parts, wording.say("help.foot")]))


def _lines(wording: Wording, names: Iterable[str], commands: Mapping[str, tuple[str, ...]]) -> list[str]:
    """A line each; the examples are ours, and copied: they are not made inert."""
    what = {name: escape(wording.word(f"help.{name}")) for name in names}
    return [wording.say("help.line", name=name, what=what[name], word=(commands[name] or (name,))[0]) for name in what]
