"""What a patched FastAPI service must look like from outside.

CONTRACT_APP names the application, as `module:attribute`; a trailing `()` calls a factory. CONTRACT_SERVICE is the name that
/healthz must answer with. The service runs under a real server in a process of its own, started in the current folder.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection

import pytest

TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
TRACEPARENT = f"00-{TRACE_ID}-00f067aa0ba902b7-01"
HEX_32 = re.compile(r"[0-9a-f]{32}")

# The application with one route that fails and one that streams, which no service has by itself. They go first, so that no
# catch-all route of the service stands before them.
SERVER = """
import importlib, logging, sys
import uvicorn
from starlette.responses import StreamingResponse
from starlette.routing import Route

def load(name):
    module, _, attribute = name.partition(":")
    found = getattr(importlib.import_module(module), attribute.replace("()", ""))
    return found() if attribute.endswith("()") else found

def fail(request):
    logging.getLogger("contract").warning("about to %s", "fail")
    raise RuntimeError("contract")

def stream(request):
    return StreamingResponse(iter(["a", "b"]))

def factory():
    sys.path.insert(0, "")
    app = load(sys.argv[1])
    app.router.routes[:0] = [Route("/contract-failure", fail), Route("/contract-stream", stream)]
    return app

uvicorn.run(factory, factory=True, host="127.0.0.1", port=int(sys.argv[2]))
"""


class Service:
    """The running service."""

    def __init__(self, folder):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        self.output = folder / "output"
        self.errors = folder / "errors"
        with self.output.open("wb") as output, self.errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-c",
                    SERVER,
                    os.environ["CONTRACT_APP"],
                    str(self.port),
                ],
                stdout=output,
                stderr=errors,
            )
        self.wait()

    def wait(self):
        for _ in range(600):
            if self.process.poll() is not None:
                break
            try:
                self.request("GET", "/healthz")
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"the service does not start: {self.errors.read_text()}")

    def request(self, method, path, headers=()):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.putrequest(method, path)
            for name, value in headers:
                connection.putheader(name, value)
            connection.endheaders()
            response = connection.getresponse()
            response.body = response.read()
            return response
        finally:
            connection.close()

    def get(self, path, *headers):
        return self.request("GET", path, headers)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=20)

    def lines(self):
        return self.output.read_text().splitlines()


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    service = Service(tmp_path_factory.mktemp("service"))
    yield service
    if service.process.poll() is None:
        service.stop()


def test_liveness_answers_with_status_and_service(service):
    response = service.get("/healthz")
    assert response.status == 200
    assert response.getheader("content-type").startswith("application/json")
    body = json.loads(response.body)
    assert body["status"] == "ok"
    assert body["service"] == os.environ["CONTRACT_SERVICE"]


def test_readiness_answers_with_status_and_checks(service):
    response = service.get("/readyz")
    assert response.status == 200
    body = json.loads(response.body)
    assert body["status"] == "ready"
    assert "checks" in body


@pytest.mark.parametrize(
    "method, path, status",
    [
        ("GET", "/healthz", 200),
        ("HEAD", "/healthz", 405),
        ("DELETE", "/readyz", 405),
        ("GET", "/contract-stream", 200),
        ("GET", "/contract-failure", 500),
        ("POST", "/no/such/path", None),
    ],
)
def test_every_response_carries_both_ids(service, method, path, status):
    response = service.request(method, path, [("traceparent", TRACEPARENT)])
    assert status in (None, response.status)
    assert response.getheader("x-trace-id") == TRACE_ID
    assert HEX_32.fullmatch(response.getheader("x-request-id"))


def test_ids_differ_from_request_to_request(service):
    first, second = service.get("/healthz"), service.get("/healthz")
    assert HEX_32.fullmatch(first.getheader("x-trace-id"))
    assert first.getheader("x-trace-id") != second.getheader("x-trace-id")
    assert first.getheader("x-request-id") != second.getheader("x-request-id")


@pytest.mark.parametrize(
    "value",
    [
        "",
        TRACE_ID,
        TRACEPARENT.upper(),
        f"{TRACEPARENT}-more",
        f"{TRACEPARENT}0",
        f"ff{TRACEPARENT[2:]}",
        f"zz{TRACEPARENT[2:]}",
        f"01{TRACEPARENT[2:]}0",
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"00-{TRACE_ID}-{'0' * 16}-01",
        f"00-{TRACE_ID[:-1]}-00f067aa0ba902b7-01",
    ],
)
def test_an_invalid_traceparent_is_not_believed(service, value):
    trace_id = service.get("/healthz", ("traceparent", value)).getheader("x-trace-id")
    assert HEX_32.fullmatch(trace_id)
    assert trace_id not in (TRACE_ID, "0" * 32)


def test_two_traceparents_are_not_believed(service):
    response = service.get(
        "/healthz", ("traceparent", TRACEPARENT), ("traceparent", TRACEPARENT)
    )
    assert response.getheader("x-trace-id") != TRACE_ID


@pytest.mark.parametrize(
    "value", [TRACEPARENT, f"cc{TRACEPARENT[2:]}", f"cc{TRACEPARENT[2:]}-later"]
)
def test_a_valid_traceparent_decides_the_trace_id(service, value):
    assert (
        service.get("/readyz", ("traceparent", value)).getheader("x-trace-id")
        == TRACE_ID
    )


def test_a_well_formed_request_id_is_kept(service):
    for value in ("a", "req_1.2-3", "x" * 128):
        assert (
            service.get("/healthz", ("x-request-id", value)).getheader("x-request-id")
            == value
        )


@pytest.mark.parametrize(
    "value", ["", "a b", 'a"b', "a\tb", "x" * 129, "a;b", "\u00e4"]
)
def test_any_other_request_id_is_replaced(service, value):
    response = service.get("/healthz", ("x-request-id", value.encode("latin-1")))
    assert HEX_32.fullmatch(response.getheader("x-request-id"))


def test_logs_are_json_lines_that_bear_the_ids(service):
    ids = {"trace_id": "0123456789abcdef0123456789abcdef", "request_id": "logged-1"}
    service.get(
        "/contract-failure",
        ("traceparent", f"00-{ids['trace_id']}-00f067aa0ba902b7-00"),
        ("x-request-id", ids["request_id"]),
    )
    service.stop()
    lines = [json.loads(line) for line in service.lines()]
    for line in lines:
        assert {"timestamp", "level", "logger", "event"} <= line.keys()
    mine = {
        line["logger"]: line
        for line in lines
        if line.get("trace_id") == ids["trace_id"]
    }
    assert all(line["request_id"] == ids["request_id"] for line in mine.values())
    assert mine["contract"]["event"] == "about to fail"
    assert "500" in mine["uvicorn.access"]["event"]
    assert "RuntimeError: contract" in mine["uvicorn.error"]["exception"]
