"""Who and what the demo organisation consists of: places, posts, the office, the eight inspectors. Data only."""

from __future__ import annotations

from dataclasses import dataclass

ORGANISATION = "禾原餐饮集团(演示)"
PASSWORD = "heyuan-demo"
ZONE = "Asia/Shanghai"
ATTRIBUTES = (
    {"key": "private_rooms", "zh": "包间", "en": "Private rooms"},
    {"key": "smoking_area", "zh": "吸烟区", "en": "Smoking area"},
    {"key": "makeup_rule", "zh": "妆面要求", "en": "Make-up rule"},
)
REGIONS = {"east": {"zh": "华东大区", "en": "East"}, "southwest": {"zh": "西南大区", "en": "Southwest"}}
POSITIONS = {  # key: zh, en, is a manager
    "manager": ("店长", "Store manager", True),
    "deputy": ("副店长", "Deputy manager", True),
    "captain": ("领班", "Captain", False),
    "waiter": ("服务员", "Waiter", False),
    "host": ("迎宾", "Host", False),
    "runner": ("传菜员", "Runner", False),
    "bar": ("吧台", "Bar", False),
    "cashier": ("收银员", "Cashier", False),
    "cook": ("厨师", "Cook", False),
    "cleaner": ("保洁", "Cleaner", False),
    "adviser": ("服务顾问", "Service adviser", False),
    "technician": ("维修技师", "Technician", False),
    "reception": ("前台", "Reception", False),
    "parts": ("配件员", "Parts clerk", False),
}


@dataclass(frozen=True, slots=True)
class AreaPart:
    """One area. tables: the prefix of its labels and how many, or the labels themselves."""

    key: str
    zh: str
    en: str
    kind: str
    tables: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SitePart:
    """One site. posts: position -> how many people. shifts: (key, zh, en, from, to)."""

    key: str
    code: str
    name: str
    brand: str
    format: str
    region: str
    opens_at: str
    closes_at: str
    attributes: tuple[str, ...]
    areas: tuple[AreaPart, ...]
    shifts: tuple[tuple[str, str, str, str, str], ...]
    posts: dict[str, int]
    letter: str  # of staff numbers
    rounds_a_day: int  # by supervisors
    packs: tuple[str, ...] = ("restaurant", "food-safety")


def _labels(prefix: str, count: int) -> tuple[str, ...]:
    return tuple(f"{prefix}{n}" for n in range(1, count + 1))


SITES = (
    SitePart(
        "shiomi", "SHJA", "汐见·上海静安店", "汐见", "日式料理 · 86座、4个包间", "east", "11:00", "22:00", ("private_rooms",),
        (
            AreaPart("hall", "大厅", "Hall", "hall", _labels("A", 14)),
            AreaPart("window", "窗边区", "Window side", "hall", _labels("B", 8)),
            AreaPart("sushi", "寿司吧", "Sushi bar", "bar", _labels("C", 6)),
            AreaPart("rooms", "包间", "Private rooms", "room", ("竹间", "梅间", "兰间", "菊间")),
            AreaPart("door", "门口", "Entrance", "entrance"),
            AreaPart("station", "备餐区", "Service station", "service"),
            AreaPart("kitchen", "后厨", "Kitchen", "kitchen"),
            AreaPart("restroom", "洗手间", "Restroom", "restroom"),
        ),
        (("lunch", "午市", "Lunch", "11:00", "14:00"), ("dinner", "晚市", "Dinner", "17:00", "22:00")),
        {"manager": 1, "deputy": 1, "captain": 3, "waiter": 9, "host": 2, "runner": 2, "bar": 1, "cashier": 1, "cook": 3, "cleaner": 1},
        "J", 9,
    ),
    SitePart(
        "feian", "CDCX", "沸岸·成都春熙店", "沸岸", "火锅 · 180座", "southwest", "10:30", "01:00", ("smoking_area",),
        (
            AreaPart("east-hall", "东厅", "East hall", "hall", _labels("A", 14)),
            AreaPart("west-hall", "西厅", "West hall", "hall", _labels("B", 14)),
            AreaPart("booths", "卡座", "Booths", "hall", _labels("K", 10)),
            AreaPart("terrace", "露台", "Terrace", "outdoor", _labels("T", 6)),
            AreaPart("door", "等位区", "Waiting area", "waiting"),
            AreaPart("station", "调料台", "Sauce station", "service"),
            AreaPart("kitchen", "后厨", "Kitchen", "kitchen"),
            AreaPart("restroom", "洗手间", "Restroom", "restroom"),
        ),
        (("day", "日市", "Day", "10:30", "17:00"), ("night", "夜市", "Night", "17:00", "01:00")),
        {"manager": 1, "deputy": 1, "captain": 4, "waiter": 11, "host": 2, "runner": 3, "bar": 1, "cashier": 1, "cook": 3, "cleaner": 1},
        "F", 9,
    ),
    SitePart(
        "chian", "SHPD", "驰安·上海浦东店", "驰安", "汽车服务 · 12个工位", "east", "08:30", "18:00", (),
        (
            AreaPart("front", "接待区", "Reception", "reception"),
            AreaPart("lounge", "客休区", "Customer lounge", "waiting"),
            AreaPart("workshop", "车间", "Workshop", "workshop", _labels("工位", 12)),
            AreaPart("store", "配件库", "Parts store", "other"),
        ),
        (("day", "全天", "All day", "08:30", "18:00"),),
        {"manager": 1, "adviser": 3, "technician": 4, "reception": 1, "parts": 1},
        "C", 2, ("auto-service",),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OfficePart:
    """Somebody of the head office. scope: organisation or a region."""

    number: str
    name: str
    role: str
    scope: str


# The order matters: the sign-in page offers the first of each role.
OFFICE = (
    OfficePart("S001", "林静", "supervisor", "east"),
    OfficePart("S002", "严岚", "supervisor", "organisation"),
    OfficePart("S003", "方宽", "supervisor", "organisation"),
    OfficePart("R001", "陈立", "area_manager", "east"),
    OfficePart("R002", "苏敏", "area_manager", "southwest"),
    OfficePart("H001", "秦思齐", "quality_lead", "organisation"),
    OfficePart("H002", "贺人杰", "hr", "organisation"),
    OfficePart("H003", "申明", "auditor", "organisation"),
    OfficePart("A001", "邵青", "agency", "organisation"),
    OfficePart("H004", "管理员", "administrator", "organisation"),
)


@dataclass(frozen=True, slots=True)
class Inspector:
    """How somebody judges. severity: points of the score they are above (+, lenient) or below the mean; drift: more of it by the end.

    bulk_percent: share of answers given in bulk; hasty_percent: share of rounds of about 70 seconds.
    """

    number: str
    severity: float
    drift: float = 0.0
    bulk_percent: int = 12
    hasty_percent: int = 0


INSPECTORS = {
    one.number: one
    for one in (
        Inspector("S002", -4.5),
        Inspector("J002", -2.0),
        Inspector("S001", +0.5),
        Inspector("F002", +2.0, drift=1.5),
        Inspector("S003", +5.5),
        Inspector("R001", +3.5),
        Inspector("R002", -1.0),
        Inspector("F003", +4.0, bulk_percent=55, hasty_percent=55),
    )
}
CARELESS = "F003"  # after the calibration he takes his time
CALIBRATED_AFTER_DAYS = 36
AFTER_CALIBRATION = Inspector(CARELESS, +0.5, bulk_percent=15)
JUST = Inspector("", 0.0)  # everybody else

# Who does the supervisors' rounds of a site, and how often out of a hundred. S002 and S003 travel and change cities every week.
ROUNDS_BY = {
    "shiomi": (("J002", 36), ("S001", 34), ("traveller", 30)),
    "feian": (("F002", 21), ("F003", 24), ("traveller", 55)),
    "chian": (("S001", 80), ("traveller", 20)),
}
TRAVELLERS = ("S002", "S003")

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高何郭马罗梁宋郑谢韩唐冯于董程曹袁邓许傅"
    "沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
GIVEN = (
    "敏 静怡 子涵 佳琪 雨桐 晓燕 志强 海燕 建华 婷婷 丽娟 文博 浩然 思远 一鸣 嘉豪 春梅 秋月 小波 国庆 玉兰 振宇 雅文 俊杰 欣悦 明轩"
    " 晓东 红霞 家乐 美玲"
    " 思琪 天佑 凯 丹 倩 磊 洋 杰 娜 鹏 超 勇 艳 涛 芳 军 霞 平 刚 桂英 若曦 亦菲 梓萱 宇轩 诗涵 奕辰 梦洁"
    " 书恒 可馨 立新"
).split()
# Numbers with a name of their own, because a story is told of them.
NAMED = {
    "J001": "许文清", "J002": "周正", "J006": "梅小雨", "J008": "陶然", "F001": "邱实", "F002": "何畅", "F003": "马跃",
    "C001": "孙启明",
}  # fmt: skip
WAITER_OF_TWO_MINDS = "J006"  # seen by the strict and by the lenient inspector, often on the same day
NEWCOMERS = ("J013", "F016", "C005")  # joined within the last three weeks
INTERN, EXPECTING = "J014", "J009"
HOURLY = ("J011", "J012", "J013", "F013", "F014", "F015")
TRANSFERS = {"J010": "feian", "F012": "shiomi"}  # moved four weeks ago, from there
TRANSFERRED_DAYS_AGO = 28
# number: site, position, days ago of the last day of work
LEAVERS = {
    "J090": ("shiomi", "waiter", 44), "J091": ("shiomi", "runner", 18), "F090": ("feian", "waiter", 37), "F091": ("feian", "host", 12),
    "F092": ("feian", "waiter", 25),
}  # fmt: skip
HOUSE_SUPERVISORS = ("J002", "J003", "F002", "F003", "F004", "C002")
SELF_CHECKS_BY = {"shiomi": ("J001", "J002", "J003"), "feian": ("F001", "F004"), "chian": ("C001", "C002")}
