"""Invented people, firms, numbers and addresses, the same every time they are made."""

import hashlib
from itertools import count, product
from typing import Any

from heyan.rules.documents import check_digit

Json = dict[str, Any]

SURNAMES = "韩李赵钱孙周吴郑冯陈褚卫蒋沈杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云"
GIVEN = (
    "知秋", "若谷", "星野", "望舒", "听澜", "行简", "亦舟", "疏桐", "远芳", "拾光",
    "半夏", "云岫", "松涛", "问渠", "晚晴", "清越", "子规", "南乔", "怀瑾", "照雪",
)  # fmt: skip
FOREIGN = ("Alma Fjordsen", "Bruno Castelverde", "Ilse Achterberg", "Tamsin Hollowell")
WORDS = (
    ("海棠", "haitang"), ("云杉", "yunshan"), ("青禾", "qinghe"), ("松石", "songshi"),
    ("红柳", "hongliu"), ("椰风", "yefeng"), ("雪莲", "xuelian"), ("胡杨", "huyang"),
    ("蓝桥", "lanqiao"), ("金穗", "jinsui"), ("白鹭", "bailu"), ("紫藤", "ziteng"),
    ("芦苇", "luwei"), ("丁香", "dingxiang"), ("银杏", "yinxing"), ("沙枣", "shazao"),
    ("荷塘", "hetang"), ("石榴", "shiliu"), ("翠竹", "cuizhu"), ("山茶", "shancha"),
)  # fmt: skip
TRADES = ("信息技术", "文化传播", "农产品", "旅游服务", "软件", "教育咨询", "医疗器械")
CITIES = {
    110000: ("北京", "海淀区", "110108", "010"),
    120000: ("天津", "和平区", "120101", "022"),
    330000: ("杭州", "西湖区", "330106", "0571"),
    440000: ("广州", "越秀区", "440104", "020"),
    460000: ("海口", "美兰区", "460108", "0898"),
    540000: ("拉萨", "城关区", "540102", "0891"),
    620000: ("兰州", "城关区", "620102", "0931"),
    630000: ("西宁", "城中区", "630103", "0971"),
    640000: ("银川", "兴庆区", "640104", "0951"),
    650000: ("乌鲁木齐", "天山区", "650102", "0991"),
}
# RFC 5737 and RFC 3849.
NETWORKS = ("192.0.2.", "198.51.100.", "203.0.113.")

_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_HONG_KONG = "0123456789A"


def digits(seed: str, length: int) -> str:
    """Draw digits that are the same for the same seed."""
    drawn = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:16], "big")
    return f"{drawn:040}"[-length:]


def resident_card(seed: str, region: str) -> str:
    birth = f"{1955 + int(digits(seed + 'y', 4)) % 45}{1 + int(digits(seed + 'm', 4)) % 12:02}"
    first = f"{region}{birth}{1 + int(digits(seed + 'd', 4)) % 28:02}{digits(seed, 3)}"
    return first + check_digit(first)


def card_ending_in_x(region: str) -> str:
    return next(number for n in count() if (number := resident_card(f"x{n}", region)).endswith("X"))


def hong_kong_card(seed: str) -> str:
    """Return a Hong Kong identity card's number, with its check digit in full-width brackets."""
    number = "R" + digits(seed, 6)
    weighted = 36 * 9 + sum(int(c, 36) * w for c, w in zip(number, range(8, 1, -1), strict=True))
    return f"{number}（{_HONG_KONG[-weighted % 11]}）"


def credit_code(seed: str, region: str) -> str:
    """Return a 统一社会信用代码 of a firm, with its check character (GB 32100)."""
    first = f"91{region}MA{digits(seed, 7)}"
    total = sum(_USCC.index(c) * pow(3, n, 31) for n, c in enumerate(first))
    return first + _USCC[-total % 31]


def document(kind: int, seed: str, region: str) -> Json:
    """Return a personal document of one of MIIT's types."""
    numbers = {
        2: lambda: resident_card(seed, region),
        7: lambda: "X" + digits(seed, 7),
        11: lambda: digits(seed, 8),
        14: lambda: "H0" + digits(seed, 7),
        30: lambda: "GBR" + digits(seed, 12),
        41: lambda: resident_card(seed, "810000"),
        42: lambda: resident_card(seed, "830000"),
    }
    return {"type": kind, "number": numbers[kind]()}


class People:
    """Makes people, firms and addresses, none of them twice."""

    def __init__(self) -> None:
        self._names = (f"{s}{g}" for g, s in product(GIVEN, SURNAMES))
        self._foreign = iter(FOREIGN)
        pairs = [pair for pair in product(WORDS, WORDS) if pair[0] != pair[1]]
        # Taken in strides, so that neighbours do not all begin with the same word.
        self._firms = (pairs[n * 37 % len(pairs)] for n in range(len(pairs)))
        self._addresses = (f"{network}{n}" for n in range(1, 255) for network in NETWORKS)
        self._mobiles = count(1)

    def mobile(self, prefix: str = "138") -> str:
        return prefix + digits(f"mobile {next(self._mobiles)}", 11 - len(prefix))

    def person(self, province: int, prefix: str = "138", kind: int = 2) -> Json:
        foreign = kind in {7, 30}
        name = next(self._foreign) if foreign else next(self._names)
        return {
            "name": name,
            "document": document(kind, name, CITIES[province][2]),
            "mobiles": [self.mobile(prefix)],
        }

    def firm(self) -> tuple[str, str]:
        """Return a firm's name, and the same as a domain's label."""
        (one, first), (two, second) = next(self._firms)
        return one + two, first + second

    def address(self) -> str:
        return next(self._addresses)
