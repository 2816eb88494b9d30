"""Filings for the carriers' bench: each of a person of their own, so each orders one message."""

from typing import Any

from heyan.rules.documents import check_digit

PROVINCES = ("120000", "620000", "540000", "640000", "460000", "650000", "630000")
_MOBILES = 13_900_000_000


def document(number: int) -> dict[str, Any]:
    """Write a filing of a new subject with one site, for both of which one person answers."""
    card = f"120101{19_600_101 + number // 1_000 % 28}{number % 1_000:03}"
    province = PROVINCES[number % len(PROVINCES)]
    principal = {
        "name": "李海",
        "document": {"type": 2, "number": card + check_digit(card)},
        "mobiles": [str(_MOBILES + number)],
        "emergency_phone": "022-23456789",
        "email": "office@haihe.example",
    }
    access = {"method": 1, "location": province, "ips": ["203.0.113.7"]}
    site = {
        "name": "海河新闻",
        "domains": [f"haihe{number}.example"],
        "home_url": f"www.haihe{number}.example",
        "principal": principal,
        "access": access,
    }
    return {
        "reference": f"BENCH-{number}",
        "kind": "new_filing",
        "province": province,
        "subject": {
            "name": "天津海河科技有限公司",
            "nature": 4,
            "document": {"type": 1, "number": "91120101MA4406711K"},
            "address": "天津市和平区南京路1号",
            "principal": principal,
        },
        "sites": [site],
    }
