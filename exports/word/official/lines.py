"""Breaking titles and long names: words stay whole, lines balance, the shape is a trapezoid or a rhombus (GB/T 9704-2012, 7.3.1)."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import combinations, pairwise

_WORD_LIST = """
人力资源服务业 人力资源 社会保障 人力社保 服务业 制造业 先进制造业 现代服务业 融合发展 融合 发展 试点 项目 推荐
申报 申请 工作 方案 实施 报告 总结 年度 情况 启动 调整 取消 典型案例 典型 案例 通知 请示 意见 函 关于 报送
进展 汇总 材料 名单 目录 清单 建设 创新 产业园 产业链 产业 区域性 公司 有限公司 集团 股份 管理 服务 中心
平台 机构 联合体 用工 招聘 培训 人才 技能 高质量 推进 推动 开展 促进 深化 支持 加强 做好 进一步 人民政府
办公室 委员会 领导小组 工作领导小组 经济 信息化 科学技术 教育 财政 问题 自评 评估 复评 验收 指标 完成 自治县
高新区 经开区 新区 开发区 园区 企业 学院 大学 局 厅 市 区 县 上半年 下半年 第一批 第二批 附件 提请 审定
有关 事项
"""
WORDS = tuple(_WORD_LIST.split())
"""Words of administrative titles that no line end may part; longer ones win."""

_UNITS = ["年度", "年", "月", "日", "个", "项", "家", "届", "批", "号", "大", "条", "人", "次", "万元", "亿元", "季度"]
_ATOM = re.compile(
    r"[0-9０-９]+(?:[.．—~-][0-9０-９]+)*(?:"
    + "|".join(_UNITS)
    + r")?|[A-Za-z]+|"
    + "|".join(sorted(map(re.escape, WORDS), key=len, reverse=True))
    + r"|.",
    re.DOTALL,
)
_NEVER_FIRST = frozenset("，。、；：！？”’》〉）】〕％%…—·,.;:!?)]")
_NEVER_LAST = frozenset("“‘《〈（【〔([")
_TRAILING = frozenset("的了等")
_LEADING = frozenset("和与及暨在对向为从以将把被由并或第各本该") | {"关于", "报送"}
"""Words that belong to what follows them."""

_GOOD_ENDS = ("的", "、", "，", "”", "》", "）", "局", "厅", "市", "区", "县", "司", "委", "府", "室", "园", "集团", "中心")
GAP = 0.22
"""Gap between Chinese and digits in characters."""

_BOUNDARY = re.compile(r"(?<=[A-Za-z0-9])(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])")
_UNKNOWN, _LEADING_COST, _PLAIN_COST = 30.0, 25.0, 4.0
_OPENING, _CLOSING = "《“（〔〈", "》”）〕〉"


def width_of(text: str) -> float:
    """Return the width in Chinese characters: Latin letters and digits take about half of one."""
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.5 for sign in text)


def printed_width(text: str) -> float:
    """Return the width in Chinese characters with the gaps that word processors leave between Chinese and Latin letters or digits."""
    return width_of(text) + GAP * len(_BOUNDARY.findall(text))


def broken(text: str, room: int) -> list[str]:
    """Break a text into the fewest lines of at most `room` characters, at the best places.

    Args:
        text: A title or a name; line ends in it are kept as they are.
        room: Characters a line.
    """
    if "\n" in text:
        return [line for part in text.split("\n") if part.strip() for line in broken(part.strip(), room)]
    if printed_width(text) <= room:
        return [text] if text else []
    atoms = [piece for atom in _ATOM.findall(text) for piece in _cut(atom, room)]
    widths = [printed_width(before[-1:] + atom) - width_of(before[-1:]) for before, atom in pairwise(("", *atoms))]
    costs = _costs(atoms)
    fewest = int(-(-sum(widths) // room))
    for count in range(fewest, len(atoms) + 1):
        best = _best(widths, costs, count, room)
        if best is not None:
            ends = (0, *best, len(atoms))
            return ["".join(atoms[one:two]) for one, two in pairwise(ends)]
    return [text]


def _cut(atom: str, room: int) -> list[str]:
    """Cut a word that no line holds."""
    size = room * 2 if atom.isascii() else room
    return [atom[place : place + size] for place in range(0, len(atom), size)]


def _costs(atoms: Sequence[str]) -> list[float]:
    """Return the cost of a line end after each word but the last; infinite where none may be."""
    costs, depth = [], 0
    for one, two in pairwise(atoms):
        depth += (one in _OPENING) - (one in _CLOSING)
        if two[0] in _NEVER_FIRST or two in _TRAILING or one[-1] in _NEVER_LAST:
            cost = float("inf")
        elif one in _LEADING:
            cost = _LEADING_COST
        elif two == "关于" or one.endswith(_GOOD_ENDS):
            cost = 0.0
        elif (len(one) == 1 or len(two) == 1) and two not in _LEADING:
            cost = _UNKNOWN
        else:
            cost = _PLAIN_COST
        costs.append(cost + (15 if depth > 0 else 0))
    return costs


def _best(widths: Sequence[float], costs: Sequence[float], count: int, room: int) -> tuple[int, ...] | None:
    """Return the places of the line ends for `count` lines; ``None`` when they do not fit."""
    total = sum(widths)
    if count > 3:
        return _in_order(widths, costs, count, room)
    places = [place for place, cost in enumerate(costs, start=1) if cost != float("inf")]
    found, least = None, float("inf")
    for ends in combinations(places, count - 1):
        lines = [sum(widths[one:two]) for one, two in pairwise((0, *ends, len(widths)))]
        if max(lines) > room:
            continue
        cost = sum(costs[end - 1] for end in ends) + sum((line - total / count) ** 2 for line in lines) + _shape(lines)
        if cost < least:
            found, least = ends, cost
    return found


def _shape(lines: Sequence[float]) -> float:
    """Return what the outline costs: neither an hourglass nor a staircase with a stub at its end."""
    hourglass = 40.0 if len(lines) == 3 and lines[1] < min(lines[0], lines[2]) else 0.0
    return hourglass + (30.0 if lines[-1] < 4 else 0.0) + (1.0 if lines[-1] > lines[0] else 0.0)


def _in_order(widths: Sequence[float], costs: Sequence[float], count: int, room: int) -> tuple[int, ...] | None:
    """The same for many lines, line by line: the outline of so long a text is not weighed."""
    aim = sum(widths) / count
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for line in range(count):
        following: dict[int, tuple[float, tuple[int, ...]]] = {}
        for start, (so_far, ends) in best.items():
            width = 0.0
            for end in range(start + 1, len(widths) + 1):
                width += widths[end - 1]
                if width > room:
                    break
                last = end == len(widths)
                if last != (line == count - 1):
                    continue
                cost = so_far + (width - aim) ** 2 + (0.0 if last else costs[end - 1])
                if cost != float("inf") and (end not in following or cost < following[end][0]):
                    following[end] = (cost, ends if last else (*ends, end))
        best = following
    return best[len(widths)][1] if len(widths) in best else None
