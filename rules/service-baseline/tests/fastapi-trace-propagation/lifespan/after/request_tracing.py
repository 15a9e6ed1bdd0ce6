"""Trace and request ids: taken from the caller or made here, logged, and sent back."""

import re
import uuid
from contextvars import ContextVar

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# structlog's merge_contextvars puts every context variable with this prefix into each log line.
trace_id_var: ContextVar[str] = ContextVar("structlog_trace_id")
request_id_var: ContextVar[str] = ContextVar("structlog_request_id")

# W3C Trace Context: version ff is invalid, 00 ends after the flags, ids are not all zeros.
_TRACEPARENT = re.compile(
    r"(?!ff|00.{54})[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})"
    r"-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?"
)
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")


class TraceMiddleware:
    """Gives each request its ids and returns them with the response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return

        headers = Headers(scope=scope)
        trace_id = _trace_id(headers)
        request_id = _request_id(headers)
        # Not reset afterwards: a server logs a failed request once it has left this middleware.
        trace_id_var.set(trace_id)
        request_id_var.set(request_id)

        async def send_with_ids(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.accept"):
                message.setdefault("headers", [])
                response_headers = MutableHeaders(scope=message)
                response_headers["x-trace-id"] = trace_id
                response_headers["x-request-id"] = request_id
            await send(message)

        await self.app(scope, receive, send_with_ids)


def add_tracing(app: FastAPI) -> None:
    """Put the middleware around all others, so that every error response bears the ids too."""
    build = app.build_middleware_stack

    def build_traced() -> ASGIApp:
        return TraceMiddleware(build())

    app.build_middleware_stack = build_traced  # type: ignore[method-assign]


def _trace_id(headers: Headers) -> str:
    """The caller's trace id when it sent exactly one valid traceparent, else a new one."""
    parents = headers.getlist("traceparent")
    match = _TRACEPARENT.fullmatch(parents[0]) if len(parents) == 1 else None
    return match.group(1) if match else uuid.uuid4().hex


def _request_id(headers: Headers) -> str:
    """The caller's request id when it is safe to log, else a new one."""
    received = headers.get("x-request-id", "")
    return received if _REQUEST_ID.fullmatch(received) else uuid.uuid4().hex
