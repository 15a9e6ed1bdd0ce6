"""One session of the official client with `complybot mcp`: every tool, resource and prompt.

Usage: session.py handshake|stateless PROGRAM REPOSITORY HOME [pip arguments of the environment]
Prints one JSON object; any error of protocol or schema ends it with a trace.
"""

import asyncio
import json
import os
import sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

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


async def converse(session, mode, seen):
    if mode == "handshake":
        await session.initialize()
        await session.send_ping()
        await session.set_logging_level("info")
    else:
        await session.discover()
    seen["protocol"] = session.protocol_version
    tools = await session.list_tools()
    seen["tools"] = [tool.name for tool in tools.tools]
    seen["results"] = {}

    async def told(progress, total, message):
        seen["progress"].append(message)

    for name, arguments in ORDER:
        result = await session.call_tool(name, arguments, progress_callback=told)
        seen["results"][name] = {
            "error": bool(result.is_error),
            "content": result.structured_content or json.loads(result.content[0].text),
        }
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


async def main():
    mode, program, repository, home = sys.argv[1:5]
    server = StdioServerParameters(
        command=program,
        args=["mcp", repository, "--allow-write", "--rule", "actions-pinned-by-sha"],
        env={"COMPLYBOT_HOME": home, "PATH": os.environ["PATH"]},
    )
    seen = {"progress": []}
    async with stdio_client(server) as (read, write):
        async with ClientSession(read, write) as session:
            await converse(session, mode, seen)
    print(json.dumps(seen))


asyncio.run(main())
