"""What WeCom, DingTalk and Feishu want to hear, for the bot of a group and for a card to one person. No network here.

Only the three services' own hosts are ever called (or what the deployment's environment names instead); a shop gives keys, not addresses.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

SERVICES = ("wecom", "dingtalk", "feishu")
HOSTS = {
    "wecom": "https://qyapi.weixin.qq.com",
    "dingtalk": "https://oapi.dingtalk.com",
    "feishu": "https://open.feishu.cn",
}
BOT_PATHS = {"wecom": "/cgi-bin/webhook/send", "dingtalk": "/robot/send", "feishu": "/open-apis/bot/v2/hook/"}
_KEY = re.compile(r"[A-Za-z0-9_-]{8,120}\Z")


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be said. text: plain; url: where a tap leads, empty for nowhere."""

    title: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One request to a service: a JSON body sent to a path of its host."""

    path: str
    body: Mapping[str, Any]
    bearer: str = ""


def key_of(service: str, written: str) -> str:
    """The key of a group bot from what its page shows: the whole address or the key alone. Raises ValueError for anything else.

    An address of another host is refused even where it holds a key: nothing is ever sent there.
    """
    written = written.strip()
    if "://" not in written:
        key = written
    else:
        parts = urlsplit(written)
        if f"{parts.scheme}://{parts.netloc}" != HOSTS[service] or not parts.path.startswith(BOT_PATHS[service]):
            raise ValueError("another host")
        name = {"wecom": "key", "dingtalk": "access_token"}.get(service)
        key = (
            parse_qs(parts.query).get(name, [""])[0] if name else parts.path.removeprefix(BOT_PATHS[service]).strip("/")
        )
    if not _KEY.match(key):
        raise ValueError("no key")
    return key


def to_group(service: str, secret: Mapping[str, str], message: Message, seconds: int) -> Call:
    """What a group bot posts. secret: {"key", "sign"}, sign may be empty; seconds: the moment since 1970, for the signature."""
    key, sign = secret["key"], secret.get("sign", "")
    text = f"{message.title}\n{message.text}" + (f"\n{message.url}" if message.url else "")
    if service == "wecom":
        return Call(f"{BOT_PATHS['wecom']}?key={key}", {"msgtype": "text", "text": {"content": text}})
    if service == "dingtalk":
        stamp = str(seconds * 1000)
        proof = quote(_hmac(sign, f"{stamp}\n{sign}"), safe="")
        signed = f"&timestamp={stamp}&sign={proof}" if sign else ""
        return Call(
            f"{BOT_PATHS['dingtalk']}?access_token={key}{signed}", {"msgtype": "text", "text": {"content": text}}
        )
    stamped = {"timestamp": str(seconds), "sign": _hmac(f"{seconds}\n{sign}", "")} if sign else {}
    return Call(BOT_PATHS["feishu"] + key, {**stamped, "msg_type": "text", "content": {"text": text}})


def for_token(service: str, secret: Mapping[str, str]) -> Call:
    """How an app asks for its token. secret: {"id", "secret", "agent"}. A call without a body is a GET."""
    app, word = quote(secret["id"], safe=""), quote(secret["secret"], safe="")
    if service == "wecom":
        return Call(f"/cgi-bin/gettoken?corpid={app}&corpsecret={word}", {})
    if service == "dingtalk":
        return Call(f"/gettoken?appkey={app}&appsecret={word}", {})
    return Call(
        "/open-apis/auth/v3/tenant_access_token/internal", {"app_id": secret["id"], "app_secret": secret["secret"]}
    )


def token_in(service: str, answer: Mapping[str, Any]) -> str:
    """The token of such an answer."""
    return str(answer.get("tenant_access_token" if service == "feishu" else "access_token") or "")


def to_person(service: str, secret: Mapping[str, str], token: str, address: str, message: Message) -> Call:
    """The card one person gets. address: who they are in that service."""
    if service == "wecom":
        card = {"title": message.title, "description": message.text, "url": message.url}
        body = {"touser": address, "msgtype": "textcard", "agentid": secret["agent"], "textcard": card}
        return Call(f"/cgi-bin/message/send?access_token={quote(token)}", body)
    if service == "dingtalk":
        action = {
            "title": message.title,
            "markdown": f"### {message.title}\n{message.text}",
            "single_title": "→",
            "single_url": message.url,
        }
        body = {
            "agent_id": secret["agent"],
            "userid_list": address,
            "msg": {"msgtype": "action_card", "action_card": action},
        }
        return Call(f"/topapi/message/corpconversation/asyncsend_v2?access_token={quote(token)}", body)
    elements = [
        {"tag": "div", "text": {"tag": "plain_text", "content": message.text}},
        {
            "tag": "action",
            "actions": [{"tag": "button", "text": {"tag": "plain_text", "content": "→"}, "url": message.url}],
        },
    ]
    feishu_card = {"header": {"title": {"tag": "plain_text", "content": message.title}}, "elements": elements}
    body = {"receive_id": address, "msg_type": "interactive", "content": json.dumps(feishu_card, ensure_ascii=False)}
    return Call("/open-apis/im/v1/messages?receive_id_type=user_id", body, bearer=token)


def refusal(answer: Mapping[str, Any]) -> str:
    """Why a service did not take a message, by its own number; empty when it did."""
    code = next((answer[name] for name in ("errcode", "code", "StatusCode") if name in answer), 0)
    return "" if code == 0 else f"the service answered {code}"


def _hmac(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()
