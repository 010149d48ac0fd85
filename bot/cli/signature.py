"""Whether a file was signed by one of those whose signatures hold, as the command line says it."""

from pathlib import Path

import click

from bot.config import Config
from storage.archive.signature import signature_of, signer_of


def signature_holds(config: Config, file: Path) -> bool:
    """Say how it is with the signature of an archive or export; False where one is asked for and does not hold."""
    signed, signers = signature_of(file).is_file(), config.backup.signers
    if not signers:
        if signed:
            click.echo("旁边有签名，配置里没有 backup.signers，没有核对签名。")
        return True
    if not signed:
        click.echo(f"没有签名：旁边没有 {signature_of(file).name}，不能证明是本单位的！")
        return False
    name = signer_of(file, Path(signers))
    click.echo(f"签名相符：{name}。" if name else "签名不符：不是名单上的人签的，或者签名以后被改动过！")
    return bool(name)
