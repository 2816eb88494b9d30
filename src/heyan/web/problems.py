"""Refusals, faults and mishaps as problem documents (RFC 9457), in Chinese and in English."""

import logging
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, NamedTuple

from msgspec import UNSET, Meta, Struct, UnsetType, json

from heyan.rules.faults import Fault, fault
from heyan.rules.refusals import Faulty, ReferenceInUse, Refusal

PROBLEM_JSON = "application/problem+json"
PAUSE = 5  # seconds that a program waits before it asks a house without its database again

log = logging.getLogger(__name__)


class Meaning(NamedTuple):
    """What a code says to HTTP, to a person in Chinese, and to one in English."""

    status: int
    zh: str
    en: str


REFUSED: Mapping[str, Meaning] = MappingProxyType(
    {
        "faulty": Meaning(
            422, "备案信息有误，未保存任何内容", "The filing has faults; nothing was stored."
        ),
        "no_such_record": Meaning(404, "找不到记录", "There is no such record."),
        "no_such_filing": Meaning(404, "没有这个备案申请", "There is no such filing."),
        "no_such_entry": Meaning(404, "备案库中没有这个编号", "The register has no such number."),
        "no_such_provider": Meaning(
            404, "没有这个接入服务商", "There is no access provider of that name."
        ),
        "too_many_tries": Meaning(
            429,
            "这个网络地址的尝试次数过多，请稍后再试",
            "There were too many tries from this address; wait a while.",
        ),
        "name_taken": Meaning(409, "这个名称已被使用", "The name is taken."),
        "moved_on": Meaning(
            409,
            "该备案申请的状态已改变，不能再进行此操作",
            "The filing has left the state in which this could be done.",
        ),
        "not_ended": Meaning(
            409,
            "该备案申请尚未办结，不能删除其中的个人信息",
            "The filing has not ended, so what is personal of it cannot be erased.",
        ),
        "not_locked": Meaning(
            409, "该手机号码没有被锁定", "The challenge is not locked, so it cannot be unlocked."
        ),
        "no_such_challenge": Meaning(
            404, "该备案申请没有这个待核验的手机号码", "The filing has no challenge of that number."
        ),
        "bad_mobile": Meaning(
            422,
            "不是个人可持有的中国内地手机号码",
            "This is not a mainland mobile number that a person can hold.",
        ),
        "no_more_corrections": Meaning(
            409,
            "该备案申请的手机号码已更正两次，不能再更正；请撤回后重新提交",
            "The numbers of this filing have been corrected as often as may be; "
            "withdraw it and submit it again.",
        ),
        "number_from_register": Meaning(
            409,
            "该手机号码是备案库中登记的，请先到原接入服务商处变更",
            "The number is the registered one; have it changed through the present provider first.",
        ),
        "number_in_case": Meaning(
            409,
            "该备案申请已向这个手机号码发送验证码",
            "Another challenge of the filing asks this number already.",
        ),
        "same_number": Meaning(409, "手机号码没有变化", "The challenge has this number already."),
        "bad_outage": Meaning(
            422, "故障的结束时间须晚于开始时间", "An outage ends after it starts."
        ),
        "register_moved": Meaning(
            409,
            "备案库在受理之后已有变动，该备案申请所依据的记录已不存在",
            "The register has changed since the filing was taken in; what it builds on is gone.",
        ),
        "needs_reason": Meaning(
            422, "驳回须写明理由", "A rejection needs a reason of 1 to 500 characters."
        ),
        "reference_in_use": Meaning(
            409,
            "您的另一个未办结的备案申请已使用这个订单号",
            "Another open filing of yours bears this reference.",
        ),
        "key_reused": Meaning(
            409,
            "这个 Idempotency-Key 已用于内容不同的请求",
            "This Idempotency-Key was used for another body.",
        ),
        "bad_idempotency_key": Meaning(
            400,
            "Idempotency-Key 须为 1 至 255 个可见的 ASCII 字符",
            "An Idempotency-Key is 1 to 255 printable ASCII characters.",
        ),
        "bad_cursor": Meaning(
            400, "游标无效，请使用本接口给出的游标", "The cursor is not one that this call gave."
        ),
        "bad_filter": Meaning(
            400, "筛选条件无效，没有这种状态", "The filter names a state that there is not."
        ),
        "bad_key": Meaning(401, "缺少密钥，或密钥无效", "The key is missing or unknown."),
        "not_allowed": Meaning(403, "这个密钥无权进行此操作", "This key is not for this call."),
        "too_many_tests": Meaning(
            429, "测试短信发送过于频繁，请稍后再试", "Too many test messages were sent; try later."
        ),
        "not_in_sandbox": Meaning(
            404, "只有沙箱环境提供此功能", "Only the sandbox answers this call."
        ),
    }
)

HTTP: Mapping[str, Meaning] = MappingProxyType(
    {
        "bad_request": Meaning(400, "请求格式不正确", "The request is malformed."),
        "bad_parameter": Meaning(400, "请求参数不正确", "A parameter is not what it should be."),
        "bad_json": Meaning(400, "请求内容不是有效的 JSON", "The body is not valid JSON."),
        "bad_body": Meaning(
            422, "请求内容不符合接口说明", "The body is JSON, but not what this call takes."
        ),
        "no_such_page": Meaning(404, "没有这个地址", "There is nothing at this address."),
        "method_not_allowed": Meaning(
            405, "这个地址不支持此请求方法", "This address does not take this method."
        ),
        "too_large": Meaning(413, "请求内容过大", "The body is too large."),
        "wrong_content_type": Meaning(
            415, "请求内容的类型不受支持", "The body is of a type that this call does not take."
        ),
        "too_many_requests": Meaning(
            429, "请求过于频繁，请稍后再试", "Too many requests; try again later."
        ),
        "internal": Meaning(
            500,
            "系统出错，请联系我们并提供 incident 编号",
            "Something went wrong here; tell us the incident number.",
        ),
        "unavailable": Meaning(
            503, "系统暂时不可用，请稍后再试", "The house is not ready; try again in a moment."
        ),
    }
)

MEANINGS: Mapping[str, Meaning] = MappingProxyType({**REFUSED, **HTTP})


class FaultDocument(Struct, frozen=True, omit_defaults=True):
    """One fault of a request: where it is, and what it is."""

    code: Annotated[str, Meta(description="What is wrong, for programs.")]
    title: Annotated[str, Meta(description="What is wrong, in Chinese.")]
    title_en: Annotated[str, Meta(description="What is wrong, in English.")]
    pointer: Annotated[
        str | UnsetType, Meta(description="Where in the body: a JSON pointer (RFC 6901).")
    ] = UNSET
    parameter: Annotated[
        str | UnsetType, Meta(description="Which parameter of the query, if it is one.")
    ] = UNSET


class Problem(Struct, frozen=True, omit_defaults=True):
    """Why a request was not done (RFC 9457). Nothing that was sent is repeated in it."""

    type: Annotated[str, Meta(description="The code as a URN.")]
    code: Annotated[str, Meta(description="What is wrong, for programs; it never changes.")]
    title: Annotated[str, Meta(description="What is wrong, in Chinese.")]
    title_en: Annotated[str, Meta(description="What is wrong, in English.")]
    status: Annotated[int, Meta(description="The HTTP status again.", ge=400, le=599)]
    errors: Annotated[
        tuple[FaultDocument, ...] | UnsetType, Meta(description="All faults that were found.")
    ] = UNSET
    incident: Annotated[
        str | UnsetType, Meta(description="With status 500: what to tell us, so that we find it.")
    ] = UNSET


class Mishap(Exception):
    """A request that is no good as HTTP, whatever the deed behind the address would say."""

    def __init__(
        self,
        code: str,
        *,
        headers: Mapping[str, str] | None = None,
        errors: Iterable[FaultDocument] = (),
    ) -> None:
        super().__init__(code)
        self.code = code  # one of HTTP
        self.headers = dict(headers or {})
        self.errors = tuple(errors)


def problem(
    code: str, errors: Iterable[FaultDocument] = (), incident: str | None = None
) -> Problem:
    meaning = MEANINGS[code]
    return Problem(
        type=f"urn:heyan:problem:{code}",
        code=code,
        title=meaning.zh,
        title_en=meaning.en,
        status=meaning.status,
        errors=tuple(errors) or UNSET,
        incident=incident or UNSET,
    )


def refused(refusal: Refusal) -> Problem:
    """Return the document of a refusal, with every fault if it has faults."""
    return problem(refusal.code, map(fault_document, _faults(refusal)))


def _faults(refusal: Refusal) -> Sequence[Fault]:
    match refusal:
        case Faulty():
            return refusal.faults
        case ReferenceInUse():
            return [fault("reference_in_use", "/reference")]
    return ()


def fault_document(told: Fault) -> FaultDocument:
    return FaultDocument(code=told.code, title=told.zh, title_en=told.en, pointer=told.pointer)


def bad_parameter(name: str) -> FaultDocument:
    meaning = MEANINGS["bad_parameter"]
    return FaultDocument(
        code="bad_parameter", title=meaning.zh, title_en=meaning.en, parameter=name
    )


def headers_of(document: Problem) -> dict[str, str]:
    """Return the headers that HTTP wants beside some statuses."""
    match document.status:
        case 401:
            return {"WWW-Authenticate": 'Bearer realm="heyan"'}
        case 429 | 503:
            return {"Retry-After": str(PAUSE)}
        case _:
            return {}


def encode(document: Problem) -> bytes:
    return json.encode(document)


def log_incident(incident: str, raised: BaseException) -> None:
    """Log a fault of ours once, with the way to it."""
    log.error("Incident %s: %s", incident, "\n".join(_way_to(raised)))


def _way_to(raised: BaseException) -> Iterator[str]:
    seen: BaseException | None = raised
    while seen is not None:
        kind = f"{type(seen).__module__}.{type(seen).__qualname__}"
        # A library's message may quote what it was given, and that may be a person's number.
        yield f"{kind}: {seen}" if kind.startswith("heyan.") else kind
        for frame in traceback.extract_tb(seen.__traceback__):
            yield f"  at {frame.filename}:{frame.lineno} in {frame.name}"
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
