"""The command line: python -m bot."""

import sys

try:
    from bot.cli import main
except ModuleNotFoundError as error:
    if error.name and error.name.startswith("bot"):
        raise
    sys.exit(f"缺少程序包 {error.name}：请先安装（make setup，或 pip install .），再用装好的那个 Python 运行。")

if __name__ == "__main__":
    main(prog_name="python -m bot")
