"""completion: the script by which a shell completes our commands."""

import click
from click.shell_completion import get_completion_class

commands = click.Group()
SHELLS = ("bash", "zsh", "fish")


@commands.command(help='打印命令补全脚本，如 eval "$(duban completion bash)"。')
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script of a shell."""
    kind = get_completion_class(shell)
    if kind is not None:
        click.echo(kind(ctx.find_root().command, {}, "duban", "_DUBAN_COMPLETE").source())
