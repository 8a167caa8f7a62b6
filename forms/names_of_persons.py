"""Names of persons in prose: those that are known, those before a title (张三同志), those after what the person is (技工张三)."""

import re
from collections.abc import Collection, Iterator

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛范彭郎鲁韦马苗方俞任袁柳鲍史唐费廉岑薛雷贺倪汤"
    "滕殷罗毕郝邬安常于傅皮卞齐康伍余元顾孟黄穆萧尹姚邵汪祁毛禹狄米贝明计成戴谈宋庞熊纪舒屈项祝董梁杜阮蓝闵席季贾江童颜郭梅盛林钟徐邱骆高夏蔡田"
    "樊胡凌霍虞万柯管卢莫房缪解应宗丁宣邓洪包左石崔龚程邢裴陆荣翁甄曲封储段侯宁仇甘武刘景詹龙叶黎白蒲赖卓蔺屠池乔谭姬申冉桑桂牛尚温庄晏柴瞿阎"
    "习艾向古易廖耿匡文寇欧聂曾沙丰关查游涂付邸肖覃辜税代秦冷敖幸隆粟闫佘"
)
_DOUBLE_SURNAMES = "欧阳|上官|司马|诸葛|皇甫|令狐|端木|东方|夏侯|尉迟|公孙|慕容|长孙|司徒"
_TITLES = (
    "同志|先生|女士|小姐|老师|师傅|经理|总经理|董事长|副总经理|总裁|总监|主任|副主任|主管|书记|副书记|局长|副局长|处长|副处长|科长|副科长"
    "|区长|副区长|县长|副县长|镇长|厂长|副厂长|校长|副校长|院长|副院长|会长|秘书长|部长|副部长|教授|副教授|工程师|高级工程师|技师|高级技师"
)
_ROLES = (
    "技工|员工|工人|职工|民工|焊工|钳工|电工|车工|铣工|普工|操作工|维修工|临时工|工匠|学徒|学员|学生|毕业生|大学生|求职者|应聘者|务工者"
    "|务工人员|下岗人员|失业人员|劳动者|创业者|骑手|班长|组长|青年|村民|居民|脱贫户|低保户|负责人|联系人|经办人|代表人|创始人|带头人|受访者"
)
_CLEAR_SURNAMES = (
    "赵孙李周吴郑王冯陈蒋沈韩杨朱秦吕张曹魏陶姜谢邹苏潘葛彭鲁韦苗俞袁柳鲍唐薛贺倪汤罗郝邬傅孟黄穆萧尹姚邵汪祁戴宋庞熊董梁杜阮贾江郭梅林钟徐邱骆"
    "夏蔡田樊胡霍虞柯卢丁邓洪崔龚邢裴陆翁甄刘詹黎谭冉庄晏瞿阎廖耿聂肖覃付邸佘"
)
"""Surnames that begin few other words; any other is taken for one only where somebody is quoted."""

_NAME_SIGN = "[\u4e00-\u9fa5\u3400-\u4dbf\U00020000-\U0002fa1f]"
_SAYS = "说|表示|介绍|告诉|坦言|回忆|感慨|高兴地|笑着"
_GOES_ON = (
    rf"[，。；：、！？,;:!?（(）)《“”\s]|$|{_SAYS}|[在从自已被获是的等月和与为向把因]"
    "|通过|经过|今年|去年|入职|成为|顺利|成功|主动|来到|报名|参加|就业|一家|负责|配合|协助|带领|带动|牵头|完成|掌握|学会|拿到|实现|每月|每天|[0-9０-９]"
)
"""What follows a name."""
_NOT_AT_END = "[说表介告坦回感在从自已被获是的等和与为向把因及通经入来报参就一负配协牵完掌每]"
_GIVEN = f"(?!某){_NAME_SIGN}(?:(?!{_NOT_AT_END}){_NAME_SIGN})?"
_BEFORE_TITLE = re.compile(
    rf"(?P<surname>{_DOUBLE_SURNAMES}|[{_SURNAMES}])(?P<given>(?!某|总|副){_NAME_SIGN}{{1,2}}?)(?=(?:{_TITLES})(?!助理|会议|办公|会[^长]|室|团|岗))"
)
_NAME = rf"(?P<name>(?P<surname>{_DOUBLE_SURNAMES}|[{_CLEAR_SURNAMES}]){_GIVEN})(?={_GOES_ON})"
_AFTER_ROLE = re.compile(f"(?:{_ROLES}){_NAME}")
_AND_ANOTHER = re.compile(f"[、和与]{_NAME}")
_WHO_SAYS = re.compile(rf"(?:{_ROLES})(?P<name>(?P<surname>[{_SURNAMES}]){_GIVEN})(?={_SAYS})")
_NO_NAMES = frozenset(
    {
        "项目", "项目部", "高级", "高新", "金融", "安全", "成本", "计划", "常务", "应急", "方案", "车间", "文化", "管理", "明星", "解决",
        "时任", "任命", "任职", "任用", "关键", "关于", "白领", "万元", "许可", "成立", "成员", "成为", "应用", "易地", "史上", "强制",
        "温馨", "尚未", "宣传", "宣传部", "左右", "计算", "计量", "金牌", "金牌项目", "明确", "安排", "安监", "房产", "房地产", "包括",
        "游客", "单位", "向各位", "向全体", "于各位", "何种", "何时", "常驻", "华东", "华南", "华北", "华中", "开发", "党委", "文旅",
        "文教", "马上", "龙头", "谈判", "查询", "经营", "曾任",
        "应届", "安保", "段长", "班组", "储备", "后备", "代理", "代表", "向上级", "向部门", "易制造", "方向", "管委会", "康复", "封闭",
    }
)  # fmt: skip
_WORDS = frozenset(
    {
        "周末", "周边", "周期", "周到", "周岁", "周转", "周年", "张开", "张贴", "张罗", "陈述", "陈列", "陈旧", "杨家",
        "许多", "谢意", "谢谢", "黄金", "黄色", "黄牌", "江苏", "江西", "江南", "林业", "林区", "林地", "田间", "田地",
        "田野", "夏季", "夏令", "夏天", "韩国", "罗列", "罗盘", "杜绝", "陆续", "陆路", "陆地", "丁类", "王牌", "苏州",
        "秦岭", "吴江", "郑州", "沈阳", "洪水", "洪峰", "洪流", "熊猫", "唐代", "宋代", "汤圆", "梅雨", "钟点", "钟表",
        "庄重", "庄严", "庄园", "徐徐", "胡乱", "唐突", "付出", "付款", "付费", "付诸", "肖像", "戴上", "戴好", "丁点",
        "董事", "柳州", "黎明", "杨凌", "朱红", "贺信", "贺词", "梅花", "魏晋", "汪洋", "姚江", "方面", "全体", "代表",
        "常常", "时常", "高度", "高声", "高兴", "安心", "明确", "向我", "向记", "向笔", "何时", "应当", "应该", "宁愿",
        "关切", "严肃", "成功", "任何", "万分", "包括", "和我", "解释", "查询", "申请", "计划", "程序", "金额", "余人",
        "单独", "毕业",
    }
)  # fmt: skip
"""Words that begin like a name and follow what people are."""

_PLACES = ("区", "县", "镇", "市", "省", "村", "乡", "州", "路", "街", "厂", "园")
"""Ends of names of places: the head of a district is named after it."""


def names_of_persons(text: str, names: Collection[str] = ()) -> Iterator[tuple[int, int, int]]:
    """Yield start and end of what looks like a name, and the length of its surname; they may overlap, what is surer comes first.

    Args:
        text: The text.
        names: Names that are found wherever they stand.
    """
    known = sorted({name for name in names if len(name) > 1}, key=len, reverse=True)
    if known:
        expression = re.compile("|".join(map(re.escape, known)))
        yield from ((found.start(), found.end(), _surname_length(found[0])) for found in expression.finditer(text))
    for titled in _BEFORE_TITLE.finditer(text):
        if _NO_NAMES.isdisjoint((titled[0], titled[0][:2], titled["given"])) and not titled["given"].endswith(_PLACES[:4]):
            yield titled.start(), titled.end(), len(titled["surname"])
    for pattern in (_AFTER_ROLE, _WHO_SAYS):
        for first in pattern.finditer(text):
            named: re.Match[str] | None = first
            while named is not None and _is_name(named["name"]):
                yield named.start("name"), named.end("name"), len(named["surname"])
                named = _AND_ANOTHER.match(text, named.end())


def _is_name(name: str) -> bool:
    """Tell a name from other words that begin with a surname."""
    starts = (name, name[:2])
    return not name.endswith(_PLACES) and _NO_NAMES.isdisjoint(starts) and _WORDS.isdisjoint(starts)


def _surname_length(name: str) -> int:
    return 2 if len(name) > 2 and re.match(_DOUBLE_SURNAMES, name) else 1
