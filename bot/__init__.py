# -*- coding: utf-8 -*-  # noqa: UP009 - also Python 2 is told, and it needs this line
"""Duban 督办: carries every measure of an inspection's follow-up to its close."""

import sys

__version__ = "0.1.0"

if sys.version_info < (3, 11):  # noqa: UP036 - who runs an older one gets here first
    sys.exit("督办需要 Python 3.11 或更新的版本，这里是 {}.{}。请换一个，如 python3.11。".format(*sys.version_info))
if sys.platform == "win32":
    sys.exit("督办不能直接在 Windows 上运行：请装 WSL2，在里面照 Linux 安装。见 docs/platforms.md。")
