"""The command line: one module a group of commands, loaded when one of its commands is asked for."""

import sys
from contextlib import nullcontext
from importlib import import_module
from typing import Any, NoReturn

import click

from bot import __version__
from bot.loading import without_extras

MODULES = {
    "run": "run",
    "demo": "demo",
    "sandbox": "demo",
    "import": "imports",
    "invite": "people",
    "appoint": "people",
    "confirm": "people",
    "check": "check",
    "verify": "history",
    "journal": "history",
    "digest": "reporting",
    "report": "reporting",
    "release": "reporting",
    "export": "reporting",
    "forecast": "reporting",
    "backup": "backup",
    "restore": "backup",
    "move": "backup",
    "unit": "units",
    "read": "read",
    "completion": "completion",
    "init": "init",
    "board": "board",
}
INTERRUPTED = 130  # the status of what Ctrl-C ended, as shells have it


def _end(error: click.UsageError) -> NoReturn:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        raise error
    from bot.cli.usage import mistyped

    click.echo(mistyped(error), err=True)
    sys.exit(error.exit_code)


class _Commands(click.Group):
    """Commands whose modules are imported one by one: starting the bot loads nothing of the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's form
        return sorted(MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's form
        if cmd_name not in MODULES:
            return None
        with without_extras() if cmd_name == "run" else nullcontext():  # the one that stays in memory
            group: click.Group = import_module(f"bot.cli.{MODULES[cmd_name]}").commands
        return group.commands[cmd_name]

    def make_context(self, info_name: str | None, args: list[str], *rest: Any, **extra: Any) -> click.Context:
        """Read the command line's own options; a mistyped one is said in words."""
        try:
            return super().make_context(info_name, args, *rest, **extra)
        except click.UsageError as error:
            _end(error)

    def invoke(self, ctx: click.Context) -> Any:
        """Do what was asked for; whatever keeps it from being done is said in words, and no secret with it."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            _end(error)
        except (click.Abort, KeyboardInterrupt):
            from bot.messages.wording import official

            click.echo("\n" + official("operations.start.interrupted"), err=True)
            sys.exit(INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as error:  # noqa: BLE001 - the one place where the command line ends
            from bot.cli.mistakes import ending_of

            sentence, status = ending_of(error)
            click.echo(sentence, err=True)
            sys.exit(status)


main = _Commands(name="duban", help="督办：巡察整改措施的提醒、进展、销号与周报。")
main = click.version_option(__version__, prog_name="督办", message="%(prog)s %(version)s")(main)
