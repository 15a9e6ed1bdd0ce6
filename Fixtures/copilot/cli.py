"""A stand-in for the Copilot CLI: speaks as much of its protocol as one session needs, and misbehaves as it is told.

Arguments: how it behaves, a file for what it saw, and the calls of tools that it makes, as JSON. The CLI's own options
follow and are noted.
"""

import json
import os
import sys
import time

BEHAVIOUR, NOTES, CALLS = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
# After how many answered calls it misbehaves.
MIDDLE = 3
seen = {"arguments": sys.argv[4:], "environment": dict(os.environ), "folder": os.getcwd(), "messages": []}


def note():
    with open(NOTES, "w", encoding="utf-8") as file:
        json.dump(seen, file)


def read():
    length = None
    while True:
        line = sys.stdin.buffer.readline()
        if not line:
            sys.exit(0)
        if line == b"\r\n":
            break
        name, _, value = line.decode().partition(":")
        if name.lower() == "content-length":
            length = int(value)
    message = json.loads(sys.stdin.buffer.read(length))
    seen["messages"].append(message)
    note()
    return message


def write(message):
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    sys.stdout.buffer.write(b"Content-Length: %d\r\nContent-Type: application/json\r\n\r\n" % len(body) + body)
    sys.stdout.buffer.flush()


def tell(kind, **data):
    write({"method": "session.event", "params": {"sessionId": session, "event": {"type": kind, "data": data}}})


def count():
    """Tells what a question to the model took; where the provider counts nothing, the real one tells noughts."""
    if BEHAVIOUR == "silent-of-usage":
        return
    numbers = (0, 0, 0) if BEHAVIOUR == "uncounted" else (70, 7, 20)
    tell("assistant.usage", model="m-of-the-day", **dict(zip(("inputTokens", "outputTokens", "cacheReadTokens"), numbers)))


def wait_for(method):
    """Answers what is asked until this was asked."""
    while True:
        message = read()
        if "method" not in message:
            continue
        asked, number = message["method"], message["id"]
        if BEHAVIOUR == "mute" or (BEHAVIOUR == "deaf" and asked == "session.create"):
            time.sleep(3600)
        if BEHAVIOUR == "refuses" and asked == "session.create":
            write({"id": number, "error": {"code": -32603, "message": "no seat\nfor you"}})
            continue
        version = 4 if BEHAVIOUR == "newer" else 3
        results = {
            "ping": {"message": "pong", "protocolVersion": version},
            "status.get": {"version": "1.0.57", "protocolVersion": version},
            "session.create": {"sessionId": message["params"].get("sessionId")},
            "session.send": {"messageId": "m"},
        }
        write({"id": number, "result": results.get(asked, {"success": True})})
        if asked == method:
            return message["params"]


def misbehave():
    out = sys.stdout.buffer
    if BEHAVIOUR == "dies":
        print("first\nsegmentation \x1b[31mfault", file=sys.stderr)
        sys.exit(7)
    if BEHAVIOUR == "stalls":
        time.sleep(3600)
    if BEHAVIOUR == "garbage":
        out.write(b"Hello, I am no frame\r\n\r\n")
    if BEHAVIOUR == "no-json":
        out.write(b"Content-Length: 3\r\n\r\n{]}")
    if BEHAVIOUR == "huge":
        out.write(b"Content-Length: 999999999\r\n\r\n")
    if BEHAVIOUR == "error":
        tell("session.error", errorType="model", message="the model\nis gone")
    out.flush()
    while BEHAVIOUR == "floods":
        tell("assistant.message_delta", deltaContent="x" * 60000 + "\n")
    while BEHAVIOUR == "chatters":
        tell("assistant.message_delta", deltaContent="x\n")


if BEHAVIOUR == "leaves":
    sys.exit(0)
if BEHAVIOUR == "noisy":
    sys.stderr.write("noise " * 1_000_000)
session = wait_for("session.create")["sessionId"]
wait_for("session.send")
if BEHAVIOUR == "asks":
    for kind, tool in [("shell", ""), ("write", ""), ("custom-tool", "bash"), ("custom-tool", "clone_repository")]:
        tell("permission.requested", requestId=f"p-{kind}-{tool}", permissionRequest={"kind": kind, "toolName": tool})
        wait_for("session.permissions.handlePendingPermissionRequest")
    write({"id": 77, "method": "sessionFs.readFile", "params": {"path": "/etc/passwd"}})
    while read().get("id") != 77:
        pass
for number, (tool, arguments) in enumerate(CALLS):
    if number == MIDDLE:
        misbehave()
    count()
    tell("assistant.message", content="")
    tell("tool.execution_start", toolCallId=f"c{number}", toolName=tool)
    tell("external_tool.requested", requestId=f"r{number}", toolCallId=f"c{number}", toolName=tool, arguments=arguments)
    wait_for("session.tools.handlePendingToolCall")
    tell("assistant.turn_end", turnId=str(number))
    if BEHAVIOUR == "summarises" and number == MIDDLE:
        tell("session.compaction_complete", success=True, compactionTokensUsed={"inputTokens": 1000, "outputTokens": 100})
while True:
    tell("assistant.reasoning", content="it looks well")
    tell("assistant.message_delta", deltaContent="It is ")
    tell("assistant.message_delta", deltaContent="done.")
    count()
    tell("assistant.message", content="It is done.")
    tell("assistant.turn_end", turnId="last")
    tell("session.idle")
    wait_for("session.send")
