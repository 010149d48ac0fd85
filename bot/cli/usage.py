"""A command line that was mistyped, said in words: what is wrong, and where the whole command is explained."""

import re

import click

from bot.messages.wording import official

EXTRA = re.compile(r"unexpected extra arguments? \((.+)\)")
KEYS = (
    (click.exceptions.NoSuchOption, "option"),
    (click.exceptions.NoSuchCommand, "command"),
    (click.exceptions.MissingParameter, "missing"),
    (click.exceptions.BadOptionUsage, "value"),
    (click.BadParameter, "value"),
)


def mistyped(error: click.UsageError) -> str:
    """Two lines: the mistake, and the command that shows how it is written."""
    key = next((key for kind, key in KEYS if isinstance(error, kind)), "other")
    said = official(f"operations.usage.{key}", name=_name(error), why=_why(error))
    command = error.ctx.command_path if error.ctx else "duban"
    return f"{said}\n{official('operations.usage.help', command=command)}"


def _name(error: click.UsageError) -> str:
    match error:
        case click.exceptions.NoSuchOption() | click.exceptions.BadOptionUsage():
            return error.option_name
        case click.exceptions.NoSuchCommand():
            return error.command_name
        case click.BadParameter(param=click.Option() as option):
            return option.opts[0]
        case click.BadParameter(param=click.Parameter() as argument):
            return (argument.name or "").upper()
        case click.BadParameter():
            return str(error.param_hint or "")
    return ""


def _why(error: click.UsageError) -> str:
    """What the value should be; words of ours where a command found it wrong itself."""
    kind = error.param.type if isinstance(error, click.BadParameter) and error.param else None
    match error, kind:
        case click.exceptions.BadOptionUsage(), _:
            return official("operations.usage.none_given")
        case _, click.IntRange():
            return official("operations.usage.range", least=kind.min, most=kind.max)
        case _, click.Choice():
            return official("operations.usage.choice", choices="、".join(map(str, kind.choices)))
        case _, click.types.IntParamType():
            return official("operations.usage.number")
        case _:
            extra = EXTRA.search(error.message)  # what click says of it is in English
            return official("operations.usage.extra", words=extra[1]) if extra else error.message
