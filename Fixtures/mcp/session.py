"""One session of the official client with `complybot mcp`: every tool, resource and prompt.

Usage: session.py stdio|http handshake|stateless|auto PROGRAM REPOSITORY STUCK HOME

STUCK is a repository whose server never answers, for a call that is taken back.
Prints one JSON object; any error of protocol or schema ends it with a trace.
"""

import asyncio
import contextlib
import json
import os
import sys

import httpx2
from jsonschema import Draft202012Validator
from mcp import ClientSession, StdioServerParameters
from mcp.client.client import Client
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

TOKEN = "the-token-of-the-official-client"
ORDER = [
    ("rag_search", {"query": "pinned actions"}),
    ("clone_repository", {}),
    ("detect_compliance_drift", {}),
    ("security_scan", {}),
    ("create_branch", {}),
    ("apply_compliance_patches", {}),
    ("get_required_approvals", {}),
    ("run_tests", {}),
    ("read_file", {"path": "README.md"}),
    ("fix_code", {"edits": [{"path": "README.md", "find": "not there", "replace": "x"}], "reason": "to be dropped"}),
    ("commit_changes", {}),
    ("push_branch", {}),
    ("create_pull_request", {}),
]


async def call_tools(session, tools, seen):
    seen["results"] = {}

    async def told(progress, total, message):
        seen["progress"].append(message)

    for name, arguments in ORDER:
        if name != "rag_search":
            arguments = {**arguments, "repository": "app"}
        Draft202012Validator(tools[name].input_schema).validate(arguments)
        result = await session.call_tool(name, arguments, progress_callback=told)
        if not result.is_error:
            Draft202012Validator(tools[name].output_schema).validate(result.structured_content)
        seen["results"][name] = {
            "error": bool(result.is_error),
            "content": result.structured_content or json.loads(result.content[0].text),
        }


async def take_back(session, seen):
    """A call that hangs is taken back, and the next one is answered."""
    try:
        async with asyncio.timeout(1):
            await session.call_tool("clone_repository", {"repository": "stuck"})
        seen["cancelled"] = False
    except TimeoutError:
        seen["cancelled"] = True
    again = await session.call_tool("rag_search", {"query": "least privilege"})
    seen["after_cancel"] = not again.is_error


async def converse(session, seen):
    tools = {tool.name: tool for tool in (await session.list_tools()).tools}
    seen["tools"] = list(tools)
    for tool in tools.values():
        Draft202012Validator.check_schema(tool.input_schema)
        Draft202012Validator.check_schema(tool.output_schema)
    await call_tools(session, tools, seen)
    resources = await session.list_resources()
    templates = await session.list_resource_templates()
    seen["templates"] = [template.uri_template for template in templates.resource_templates]
    seen["resources"] = {}
    for resource in resources.resources:
        read = await session.read_resource(resource.uri)
        seen["resources"][str(resource.uri)] = len(read.contents[0].text)
    prompts = await session.list_prompts()
    seen["prompts"] = {}
    for prompt in prompts.prompts:
        needed = {item.name: "actions-pinned-by-sha" for item in prompt.arguments if item.required}
        got = await session.get_prompt(prompt.name, needed)
        seen["prompts"][prompt.name] = got.messages[0].content.text
    await take_back(session, seen)


@contextlib.asynccontextmanager
async def served_over_http(program, arguments, environment, home):
    """The program with a server, its address, and a transport with the token."""
    tokens = os.path.join(os.path.dirname(home), "tokens")
    with open(tokens, "w") as file:
        file.write(f"# for tests\n{TOKEN}\n")
    process = await asyncio.create_subprocess_exec(
        program, *arguments, "--listen", "127.0.0.1:0", "--token-file", tokens, "--log", "json",
        env=environment, stderr=asyncio.subprocess.PIPE,
    )
    try:
        while True:
            line = await asyncio.wait_for(process.stderr.readline(), 60)
            if not line:
                raise RuntimeError("the server ended")
            if line.startswith(b"{") and json.loads(line)["message"] == "listening":
                break
        address = json.loads(line)["address"]
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with httpx2.AsyncClient(headers=headers, timeout=httpx2.Timeout(60)) as client:
            yield streamable_http_client(address, http_client=client)
    finally:
        process.terminate()
        status = await asyncio.wait_for(process.wait(), 60)
        if status != 0:
            raise RuntimeError(f"the server left with {status}")


async def main():
    transport, mode, program, repository, stuck, home = sys.argv[1:7]
    arguments = ["mcp", repository, stuck, "--allow-write", "--rule", "actions-pinned-by-sha"]
    environment = {"COMPLYBOT_HOME": home, "PATH": os.environ["PATH"]}
    seen = {"progress": []}
    async with contextlib.AsyncExitStack() as stack:
        if transport == "http":
            server = await stack.enter_async_context(
                served_over_http(program, arguments, environment, home))
        else:
            server = stdio_client(StdioServerParameters(command=program, args=arguments, env=environment))
        if mode == "auto":
            client = await stack.enter_async_context(Client(server))
            session = client.session
        else:
            streams = await stack.enter_async_context(server)
            session = await stack.enter_async_context(ClientSession(*streams))
        if mode == "handshake":
            await session.initialize()
            await session.send_ping()
            await session.set_logging_level("info")
        elif mode == "stateless":
            await session.discover()
        seen["protocol"] = session.protocol_version
        await converse(session, seen)
    print(json.dumps(seen))


asyncio.run(main())
