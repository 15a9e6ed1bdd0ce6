"""Sends signed deliveries to a receiver of webhooks at a fixed rate, and measures from when each was due.

A receiver that stalls makes the deliveries behind wait, and their latencies say so: the rate does not give way.
"""

import asyncio
import collections
import hashlib
import hmac
import json
import time
import uuid

SECRET = "a secret of the benchmark only"
BODY_BYTES = 10_240
# How long nothing may be answered before the receiver is taken for dead, in seconds.
PATIENCE = 30


def push(repository, branch, number):
    """A push as GitHub tells it, of exactly BODY_BYTES bytes."""
    account = {"id": 1001, "login": "grace", "type": "User", "site_admin": False}
    digest = hashlib.sha1(f"{repository} {number}".encode()).hexdigest
    commit = {
        "id": digest(), "tree_id": digest(), "distinct": True, "message": "Change a few files",
        "timestamp": "2026-02-03T04:05:06Z", "url": f"https://example.com/{repository}/commit/{digest()}",
        "author": {"name": "Grace", "email": "grace@example.com", "username": "grace"},
        "committer": {"name": "Grace", "email": "grace@example.com", "username": "grace"},
        "added": [], "removed": [], "modified": [f"Sources/Part{index}/File{index}.py" for index in range(8)],
    }
    owner, name = repository.split("/")
    payload = {
        "ref": f"refs/heads/{branch}", "before": "1" * 40, "after": digest(), "created": False, "deleted": False,
        "forced": False, "base_ref": None, "compare": "https://example.com/compare",
        "repository": {
            "id": 500_000 + number % 100_000, "name": name, "full_name": repository, "private": False,
            "default_branch": "main", "archived": False, "owner": {**account, "login": owner, "id": 77},
            "html_url": f"https://example.com/{repository}",
        },
        "pusher": {"name": "grace", "email": "grace@example.com"}, "sender": account, "installation": {"id": 1},
        "head_commit": commit, "commits": [commit] * 9,
    }
    missing = BODY_BYTES - len(json.dumps(payload).encode())
    if missing < 0:
        raise ValueError(f"the payload is {-missing} bytes too long")
    payload["compare"] += "/" + "x" * (missing - 1)
    return json.dumps(payload).encode()


class Post:
    """A body with its signature, to be sent any number of times under other ids."""

    def __init__(self, path, body, secret=SECRET):
        code = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        self.head = (f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                     f"X-GitHub-Event: push\r\nX-GitHub-Hook-ID: 7\r\nX-Hub-Signature-256: sha256={code}\r\n"
                     f"Content-Length: {len(body)}\r\nX-GitHub-Delivery: ").encode()
        self.tail = b"\r\n\r\n" + body

    def bytes(self, guid):
        return self.head + guid.encode() + self.tail


class Outcome:
    """What became of the deliveries of one load."""

    def __init__(self):
        self.latencies = []  # milliseconds from when it was due, of all that were answered
        self.answers = {}  # how many, by status
        self.sent = {}  # posts and ids, by status
        self.unanswered = []  # posts and ids whose connection went away
        self.seconds = 0.0
        self.longest_gap = 0.0  # seconds between two answers

    def quantile(self, part):
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else float("nan")

    def guids(self, *statuses):
        return {guid for status in statuses for _, guid in self.sent.get(status, [])}

    def refused(self):
        return sum(count for status, count in self.answers.items() if not 200 <= status < 300)


class Load:
    """An open-loop load over connections that are kept open; lost ones are made again."""

    def __init__(self, port, connections=32):
        self.port, self.connections = port, connections
        self.outcome = Outcome()
        self.idle, self.waiting = [], collections.deque()
        self.left = 0
        self.done = None
        self.is_over = False

    def run(self, posts, rate):
        """Sends (post, guid) one after the other, so many a second; zero for as fast as the connections take them."""
        return asyncio.run(self._run(list(posts), rate))

    async def _run(self, posts, rate):
        if not posts:
            return self.outcome
        self.done = asyncio.get_running_loop().create_future()
        self.left = len(posts)
        makers = [asyncio.ensure_future(self._keep_connected()) for _ in range(self.connections)]
        while len(self.idle) < self.connections:
            await asyncio.sleep(0.01)
        start = self.last = time.perf_counter()
        for index, (post, guid) in enumerate(posts):
            due = start + (index / rate if rate else 0)
            while (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            self.waiting.append((due, post, guid))
            self._pump()
        while not self.done.done():
            await asyncio.wait([self.done], timeout=1)
            if time.perf_counter() > self.last + PATIENCE:
                raise TimeoutError(f"no answer for {PATIENCE} s; {self.left} deliveries are left")
        self.is_over = True
        self.outcome.seconds = time.perf_counter() - start
        for maker in makers:
            maker.cancel()
        for connection in list(self.idle):
            connection.transport.close()
        await asyncio.sleep(0)
        return self.outcome

    async def _keep_connected(self):
        loop = asyncio.get_running_loop()
        while not self.is_over:
            try:
                _, connection = await loop.create_connection(lambda: Connection(self), "127.0.0.1", self.port)
                await connection.lost
            except OSError:
                await asyncio.sleep(0.02)

    def _pump(self):
        while self.waiting and self.idle:
            self.idle.pop().send(self.waiting.popleft())

    def ready(self, connection):
        self.idle.append(connection)
        self._pump()

    def answered(self, item, status):
        now = time.perf_counter()
        self.outcome.longest_gap = max(self.outcome.longest_gap, now - self.last)
        self.last = now
        self.outcome.latencies.append((now - item[0]) * 1000)
        self.outcome.answers[status] = self.outcome.answers.get(status, 0) + 1
        self.outcome.sent.setdefault(status, []).append(item[1:])
        self._finish_one()

    def gone(self, connection, item):
        if connection in self.idle:
            self.idle.remove(connection)
        if item:
            self.outcome.unanswered.append(item[1:])
            self._finish_one()

    def _finish_one(self):
        self.left -= 1
        if self.left == 0:
            self.done.set_result(None)


class Connection(asyncio.Protocol):
    """One connection, with at most one request on it."""

    def __init__(self, load):
        self.load, self.item, self.bytes = load, None, b""
        self.lost = asyncio.get_running_loop().create_future()

    def connection_made(self, transport):
        self.transport = transport
        self.load.ready(self)

    def send(self, item):
        self.item = item
        self.transport.write(item[1].bytes(item[2]))

    def data_received(self, data):
        self.bytes += data
        head, end, rest = self.bytes.partition(b"\r\n\r\n")
        if not end:
            return
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
        count = int(fields.get(b"content-length", b"0"))
        if len(rest) < count or not self.item:
            return
        self.bytes = rest[count:]
        item, self.item = self.item, None
        self.load.answered(item, int(head[9:12]))
        if fields.get(b"connection") == b"close":
            self.transport.close()
        elif not self.transport.is_closing():
            self.load.ready(self)

    def connection_lost(self, error):
        self.load.gone(self, self.item)
        if not self.lost.done():
            self.lost.set_result(None)


def fresh(posts, count):
    """So many deliveries, each under an id of its own."""
    return [(posts[index % len(posts)], str(uuid.uuid4())) for index in range(count)]
