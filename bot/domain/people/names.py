"""Names: who somebody is, is a name in a department; where two share a name, the department stands behind it."""

import re

SURNAME = (
    r"[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟"
    r"汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文肖聂骆葛伍涂饶殷倪翟邢詹柯阮]"
)
NO_NAME = (
    r"高兴|高度|高龄|方便|万余|常年|常住|任意|任何|马上|陆续|易地|文化|文明|金额|石头|白天|江边|田间|周边|周围|程度"
    r"|余下|余人|何时|何处|龙头"
)  # common words that begin with a surname
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
