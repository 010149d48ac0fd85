"""The command line: python -m bot."""

import sys
from pathlib import PurePath

try:
    from bot.cli import main
except ImportError as error:
    if error.name in sys.stdlib_module_names:
        sys.exit(f"这个 Python 不完整，用不了它自带的 {error.name}：请换一个完整的，如 python3.11。")
    if not isinstance(error, ModuleNotFoundError) or (error.name and error.name.startswith("bot")):
        raise
    sys.exit(f"缺少程序包 {error.name}：请先安装（make setup，或 pip install .），再用装好的那个 Python 运行。")

if __name__ == "__main__":
    main(prog_name="duban" if PurePath(sys.argv[0]).stem == "duban" else "python -m bot")
