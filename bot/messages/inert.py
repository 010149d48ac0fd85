"""People's words in the bot's own voice: nothing in them may become a link, a command or a name that one can tap."""

import re

JOINER = "\u2060"  # word joiner: has no width, and nobody reads what stands on its two sides as one
FILE = r"(?!(?:jpe?g|png|gif|pdf|docx?|xlsx?|xlsm|pptx?|wps|csv|tsv|txt|json|toml|ogg|mp4)(?![\w.]))"  # no domains
LIVE = re.compile(
    r"(?<![A-Za-z0-9<])/(?=\w)"  # /command
    r"|[@#$＠＃](?=\w)"  # @name, mail@place, #word, $CODE
    r"|\w:(?=//)"  # https://
    rf"|(?<=[^\W\d_])[.．]{FILE}(?=\w)|(?<=\w)[.．]{FILE}(?=[^\W\d_])"  # name.cn; not 12.5, not 照片.jpg
    r"|(?<=\d)\.(?=\d+\.\d)"  # 10.0.0.1
    r"|\+(?=\d)|(?<=\d{3})[- ](?=\d{3,4}[- ]\d{4})"  # +86, 138-0000-1111; not 2025-12-31
)
THREE = re.compile(r"\d{3}(?=\d)")
RUN = re.compile(r"\d{7,}")  # a number of a telephone, an account, a card


def inert(text: str) -> str:
    """The words as they are read, but with nothing in them that Telegram, or an app, would make live."""
    parted = LIVE.sub(lambda found: found[0] + JOINER, text)
    return RUN.sub(lambda run: THREE.sub(lambda found: found[0] + JOINER, run[0]), parted)
