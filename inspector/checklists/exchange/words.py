"""The words people write over their columns and into them, in Chinese and English. Data only; `columns.py` looks them up."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split("|"))


def _table(**meanings: str) -> dict[str, str]:
    """{word: meaning} of the words of each meaning."""
    return {word: meaning for meaning, text in meanings.items() for word in _words(text)}


QUESTION = _words("""
    检查内容 | 检查要点 | 检查项 | 检查项点 | 检查点 | 检查事项 | 检查细则 | 检查问题 | 检查指标 | 内容 | 问题 | 题目 |
    考核内容 | 考核指标 | 评分内容 | 评分细则 | 稽核内容 | 巡检内容 | 巡检项 | question | questions | ask | check |
    check item | checkpoint | check point | what to check | what is checked | inspection item | question text |
    检查项目内容
""")
SUBJECT = _words("""
    项目 | 检查项目 | 考核项目 | 评分项目 | 巡检项目 | 稽核项目 | item | items
""")  # the question itself, or what several questions are about
SECTION = _words("""
    栏目 | 分区 | 分类 | 类别 | 模块 | 大项 | 一级项目 | 一级指标 | 板块 | 部分 | 检查类别 | 检查区域 | 检查模块 | 分项 | 章节 |
    区域 | section | category | group | part | chapter | topic | area
""")
GUIDE = _words("""
    标准 | 检查标准 | 评分标准 | 评价标准 | 考核标准 | 合格标准 | 判定标准 | 标准要求 | 标准说明 | 要求 | 具体要求 |
    判断标准 | 检查方法 | 检查要求 | 怎么判 | 判断方法 | 说明 | guide | standard | criteria | criterion | requirement |
    requirements | how to judge | guidance | description
""")
POINTS = _words("""
    分值 | 分数 | 满分 | 标准分 | 标准分值 | 配分 | 总分 | 应得分 | points | max points | max score | maximum | marks |
    weight | 权重
""")
NUMBER = _words("""
    序号 | 编号 | 序 | 号 | no | no. | nr | # | number | s/n | sn
""")
TO_FILL = _words("""
    得分 | 实得分 | 实际得分 | 评分 | 打分 | 扣分 | 检查得分 | 自评 | 自评分 | 复评 | 检查结果 | 结果 | 检查情况 |
    是否合格 | 是否达标 | 合格 | 不合格 | 是 | 否 | 符合 | 不符合 | 达标 | 不达标 | n/a | na | 不适用项 | 备注 |
    扣分原因 | 扣分说明 | 问题描述 | 问题记录 | 存在问题 | 整改 | 整改措施 | 整改情况 | 整改结果 | 责任人 | 整改人 |
    整改期限 | 完成时间 | 照片 | 图片 | 检查人 | 日期 | 检查日期 | 签名 | 签字 | score | result | results | yes | no |
    pass | fail | comment | comments | remark | remarks | notes | photo | photos | signature | date | corrective action |
    responsible | deadline | actual score | points awarded
""")  # what the paper leaves empty for the round
TO_SCORE = _words("""
    得分 | 实得分 | 实际得分 | 评分 | 打分 | 检查得分 | 扣分 | score | actual score | points awarded
""")  # of those, where a score is written
OTHERS = _table(
    type="题型 | 类型 | 答题方式 | kind",
    choices="选项 | 备选项 | choices | answers",
    critical="红线 | 关键项 | 否决项 | 一票否决 | red line | knock-out",
    na="不适用 | not applicable",
    within="整改时限 | 时限 | put right within",
    severity="严重程度",
    standards="标准编号 | standard no",
    script="话术 | script",
    required="必答 | 必填",
    unit="单位",
    each="每处扣",
    min="最低",
    max="最高",
)
TYPES = _table(
    verdict="判定 | 是否 | 是/否 | 合格/不合格 | 合格 | pass or fail | pass/fail | yes/no | yes or no",
    points="points of a score | 打分 | 评分 | 分数",
    rating="星级 | 等级 | 评级",
    number="数字 | 数值 | 温度",
    choice="单选 | 单选题 | one choice",
    choices="多选 | 多选题 | several choices",
    text="文字 | 文本 | 填空",
    photo="照片 | 拍照",
    signature="签名 | 签字",
    stopwatch="秒表 | 计时",
    k_of_n="看到几次、做到几次 | 几次中几次 | k of n",
    deduct="扣分 | deduction",
    staff="人员 | person",
    date="日期",
    time="时间",
    barcode="扫码",
    instruction="说明",
    location="定位",
    datetime="日期时间 | date and time",
)
YES = frozenset(_words("yes, red line | * | 1 | true | x | y | yes "
    "| √ | ★ | ☑ | ✓ | ✔ | 一票否决 | 关键 | 关键项 | 是 | 有 | 红线 | 红线项"))
NO = frozenset(_words("- | / | 0 | false | n | no | × | — | ✗ | 否 | 无"))
ANSWERS = _table(
    urgent="紧急", major="重大 | 严重", general="一般", systemic="系统性",
    exclude="不计入 | 不计", zero="零分", forbid="不允许",
)  # fmt: skip
UNITS = _table(
    s="秒 | s | sec | seconds", m="分钟 | 分 | m | min | mins | minutes",
    h="小时 | 时 | h | hour | hours | hrs", d="天 | 日 | d | day | days",
)  # fmt: skip
LANGUAGES = _table(zh="中文 | 汉语 | chinese", en="英文 | 英语 | english")
