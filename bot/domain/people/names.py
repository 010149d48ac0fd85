"""Names: who somebody is, is a name in a department; where two share a name, the department stands behind it."""

import re

TOLD_APART = re.compile(r"^(?P<name>[^（）()]+?)\s*[（(](?P<department>[^（）()]+)[）)]$")


def plain_name(name: str) -> str:
    """王磊 of 王磊（财务股）."""
    found = TOLD_APART.match(name)
    return found["name"] if found else name


def told_apart(name: str, department: str) -> str:
    """王磊（财务股）; the name alone where the department is not known."""
    return f"{plain_name(name)}（{department}）" if department else name


def normal(words: str) -> str:
    """A name as it was typed, with the brackets that we write."""
    found = TOLD_APART.match(words.strip())
    return told_apart(found["name"], found["department"].strip()) if found else words.strip()
