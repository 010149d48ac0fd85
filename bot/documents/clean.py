"""Text that may enter a document: no sign that an office program refuses, hides behind, or turns round.

It is asked where text enters a file, and nowhere can enter otherwise: `add_run` and the properties of a Word file,
`put` of a workbook, `drawable` of a picture.
"""

import unicodedata

REFUSED = {"Cc", "Cs", "Cn", "Co"}  # control signs, lone surrogates, unassigned, private
TURNING = {chr(n) for n in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0xFEFF)}
CELL = 32_767  # characters that a cell can hold


def clean(text: str) -> str:
    """The text with line breaks kept, tabs as spaces, and everything else that is not to be seen taken out."""
    return "".join(
        sign
        for sign in text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        if sign == "\n" or (unicodedata.category(sign) not in REFUSED and sign not in TURNING)
    )
