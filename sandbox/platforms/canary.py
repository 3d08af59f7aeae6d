"""Planted names and phones, so that a test can look for them in every byte the pipeline wrote.

Names go only where a name or free text is expected; phones also go into new fields that no
connector has heard of, into a page path and into ids of campaigns. Nothing is planted by default.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox import pushes

Planting = Callable[[dict[str, Any], "Canary"], None]


@dataclass(frozen=True, slots=True)
class Canary:
    """One made-up person whose data must never come to rest in clear.

    Attributes:
        name: A name that occurs nowhere else.
        phone: A mainland mobile number that occurs nowhere else.
    """

    name: str
    phone: str

    @property
    def note(self) -> str:
        """A sentence of free text with both in it."""
        return f"请联系{self.name},电话{self.phone}"


class CanaryPlanter:
    """Plants a canary into answers and log lines; without one it does nothing."""

    def __init__(self, canary: Canary | None = None) -> None:
        self.canary = canary

    def finish(self, path: str, answer: dict[str, Any]) -> None:
        """Plant into the answer of an endpoint, in place."""
        if self.canary is not None and (planting := _PLANTINGS.get(path)):
            planting(answer, self.canary)

    def finish_log(self, kind: str, content: bytes) -> bytes:
        """Plant into the first line of a day's log file."""
        if self.canary is None or not content:
            return content
        first, _, rest = content.partition(b"\n")
        line = json.loads(first)
        _LOG_PLANTINGS[kind](line, self.canary)
        return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" + rest


def _into_users(answer: dict[str, Any], canary: Canary) -> None:
    for user in answer["user_info_list"]:
        if user["subscribe"]:
            user["remark"] = f"{canary.name} {canary.phone}"
            user["extended_profile"] = {"contacts": [{"mobile": canary.phone}]}


def _into_order(answer: dict[str, Any], canary: Canary) -> None:
    detail = answer["order"]["order_detail"]
    detail["ext_info"]["customer_notes"] = canary.note
    detail["delivery_info"]["address_info"] |= {
        "user_name": canary.name,
        "tel_number": canary.phone,
        "detail_info": f"示例路1号 {canary.name} 收 {canary.phone}",
    }
    detail["pickup_contact"] = {"note": f"取货电话 {canary.phone}", "tel": canary.phone}


def _into_aftersale(answer: dict[str, Any], canary: Canary) -> None:
    answer["after_sale_order"]["details"]["desc"] = canary.note
    answer["after_sale_order"]["hotline"] = canary.phone


def _into_product(answer: dict[str, Any], canary: Canary) -> None:
    for product in answer.values():
        if isinstance(product, dict):
            product["desc_info"]["desc"] = f"客服电话 {canary.phone}"


def _into_pages(answer: dict[str, Any], canary: Canary) -> None:
    for page in answer["list"][:1]:
        answer["list"].append({**page, "page_path": f"pages/member/index?mobile={canary.phone}"})


def _into_score_rows(answer: dict[str, Any], canary: Canary) -> None:
    for row in answer["list"]:
        row["remark"] = canary.note


def _into_trades(answer: dict[str, Any], canary: Canary) -> None:
    for item in answer["data"]["full_order_info_list"]:
        trade = item["full_order_info"]
        trade["remark_info"]["buyer_message"] = canary.note
        trade["buyer_info"]["fans_nickname"] = canary.name
        trade["address_info"] |= {"receiver_name": canary.name, "receiver_tel": canary.phone}
        trade["order_info"]["order_extra"]["service_contact"] = {"tel": canary.phone}


def _into_refund(answer: dict[str, Any], canary: Canary) -> None:
    answer["data"] |= {"desc": canary.note, "hotline": canary.phone}


def _into_customers(answer: dict[str, Any], canary: Canary) -> None:
    for customer in answer["data"]["record_list"]:
        customer |= {"show_name": canary.name, "second_contact": {"mobile": canary.phone}}


def _into_contacts(answer: dict[str, Any], canary: Canary) -> None:
    for row in answer["external_contact_list"]:
        row["external_contact"]["name"] = canary.name
        row["follow_info"] |= {
            "remark": f"{canary.name} {canary.phone}",
            "description": canary.note,
            "remark_mobiles": [canary.phone],
            "intention": {"contacts": [{"mobile": canary.phone}]},
        }


def _into_chat(answer: dict[str, Any], canary: Canary) -> None:
    answer["group_chat"] |= {"notice": canary.note, "hotline": canary.phone}
    for member in answer["group_chat"]["member_list"]:
        member["group_nickname"] = canary.name


def _into_messages(answer: dict[str, Any], canary: Canary) -> None:
    for message in answer["group_msg_list"]:
        message["text"]["content"] = canary.note


def _into_registry(line: dict[str, Any], canary: Canary) -> None:
    line["properties"] |= {
        "name": canary.name,
        "phone": canary.phone,
        "service_note": f"备用号码{canary.phone}",
    }


def _into_event(line: dict[str, Any], canary: Canary) -> None:
    line["properties"] |= {"$url_query": f"mobile={canary.phone}", "form": {"tel": canary.phone}}


def _into_push(line: dict[str, Any], canary: Canary) -> None:
    line["Remark"] = f"来电 {canary.phone}"


def _into_menu_event(line: dict[str, Any], canary: Canary) -> None:
    line["EventKey"] += f"?mobile={canary.phone}"
    line["ScanCodeInfo"] = {"ScanType": "qrcode", "ScanResult": canary.note}


def _into_message(line: dict[str, Any], canary: Canary) -> None:
    line |= {"Content": canary.note, "Label": f"示例路1号 {canary.name}", "Title": canary.note}


_PLANTINGS: dict[str, Planting] = {
    "/cgi-bin/user/info/batchget": _into_users,
    "/channels/ec/order/get": _into_order,
    "/channels/ec/aftersale/getaftersaleorder": _into_aftersale,
    "/channels/ec/product/get": _into_product,
    "/channels/ec/vip/user/score/flowrecord/get": _into_score_rows,
    "/datacube/getweanalysisappidvisitpage": _into_pages,
    "/cgi-bin/externalcontact/batch/get_by_user": _into_contacts,
    "/cgi-bin/externalcontact/groupchat/get": _into_chat,
    "/cgi-bin/externalcontact/get_groupmsg_list_v2": _into_messages,
    "/api/youzan.trades.sold.get/4.0.4": _into_trades,
    "/api/youzan.trade.refund.get/3.0.1": _into_refund,
    "/api/youzan.scrm.customer.list/1.0.0": _into_customers,
}
_LOG_PLANTINGS: dict[str, Planting] = {
    "registry": _into_registry,
    "events": _into_event,
    **dict.fromkeys(pushes.KINDS, _into_push),
    "menu_events": _into_menu_event,
    "messages": _into_message,
}
