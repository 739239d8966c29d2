"""The play routes that concern no single platform, and the page's own files."""

import asyncio
import json
import signal
import socket
import sys
import textwrap
from typing import Any

import httpx

from tests.sandbox.page_stage import page_stage


async def next_ring(lines: Any) -> dict[str, str]:
    async with asyncio.timeout(5):
        async for line in lines:
            if line.startswith("data:"):
                ring: dict[str, str] = json.loads(line.removeprefix("data:"))
                return ring
    raise AssertionError("The stream ended without a ring.")


async def test_the_world_tells_the_time_and_who_is_there() -> None:
    async with page_stage() as stage:
        amina = await stage.telegram.person("Amina Diallo", "fr")
        grace = await stage.slack.person("Grace Wanjiru", "en", "Africa/Nairobi")
        world = (await stage.http.get("/play/world")).json()
    assert world["now"] == "2023-03-20T09:00:00+00:00"
    assert world["telegram"]["people"] == [{"id": amina, "name": "Amina Diallo", "language": "fr"}]
    assert world["telegram"]["bot"]["username"] == "gcm_bot"
    assert [person["id"] for person in world["slack"]["people"]] == [grace]


async def test_a_ring_says_whom_something_concerns() -> None:
    async with page_stage() as stage:
        amina = await stage.telegram.person()
        async with stage.http.stream("GET", "/play/rings") as stream:
            lines = stream.aiter_lines()
            await stage.telegram.ok("sendMessage", chat_id=amina, text="Hello")
            assert await next_ring(lines) == {"platform": "telegram", "person": amina}


async def test_an_order_to_misbehave_is_kept_once() -> None:
    async with page_stage() as stage:
        amina = await stage.telegram.person()
        order = {"platform": "telegram", "kind": "429", "method": "sendMessage", "seconds": 3}
        assert (await stage.http.post("/play/faults", json=order)).status_code == 200
        refusal = await stage.telegram.api("sendMessage", chat_id=amina, text="Hello")
        assert refusal["parameters"] == {"retry_after": 3}
        await stage.telegram.ok("sendMessage", chat_id=amina, text="Hello")


async def test_orders_can_be_taken_back() -> None:
    async with page_stage() as stage:
        amina = await stage.telegram.person()
        await stage.http.post("/play/faults", json={"platform": "telegram", "kind": "500", "times": 9})
        await stage.http.delete("/play/faults")
        await stage.telegram.ok("sendMessage", chat_id=amina, text="Hello")


async def test_a_nonsensical_order_is_refused_with_what_is_wrong() -> None:
    async with page_stage() as stage:

        async def complaint(order: object) -> str:
            answer = await stage.http.post("/play/faults", json=order)
            assert answer.status_code == 400
            return str(answer.json()["error"])

        assert "platform has to be one of telegram, slack" in await complaint({"kind": "429"})
        assert "kind has to be one of 429, 500" in await complaint({"platform": "slack", "kind": "tired"})
        assert "times has to be a number" in await complaint({"platform": "slack", "kind": "500", "times": "x"})
        assert "JSON object" in await complaint([])


async def test_the_page_may_load_nothing_from_elsewhere() -> None:
    async with page_stage() as stage:
        for path in ("/", "/page/js/main.js", "/page/css/base.css"):
            answer = await stage.http.get(path)
            assert answer.status_code == 200, path
            policy = answer.headers["content-security-policy"]
            assert policy.startswith("default-src 'self';"), path
            assert "unsafe" not in policy
        assert "<script>" not in (await stage.http.get("/")).text


async def test_the_sandbox_alone_has_no_stage() -> None:
    async with page_stage() as stage:
        assert (await stage.http.get("/stage")).status_code == 204


SERVER = """
    import sys
    from datetime import UTC, datetime
    import uvicorn
    from starlette.applications import Starlette
    from engagebot.sandbox.bell import Bell
    from engagebot.sandbox.faults import Faults
    from engagebot.sandbox.play import Rings, common_play_routes
    from engagebot.sandbox.shelf import Shelf
    from engagebot.sandbox.world import World

    world = World(Shelf(None), Faults(), Bell(), lambda: datetime.now(UTC), "")
    app = Starlette(routes=common_play_routes(world, {}, Rings(world.bell)))
    uvicorn.run(app, fd=int(sys.argv[1]), log_level="error")
"""


async def test_an_open_page_does_not_keep_a_stopped_server_from_ending() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        handle = listener.fileno()
        code = textwrap.dedent(SERVER)
        server = await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, str(handle), pass_fds=[handle], stderr=asyncio.subprocess.PIPE
        )
        async with (
            httpx.AsyncClient(base_url=url, timeout=10, trust_env=False) as http,
            http.stream("GET", "/play/rings") as stream,
            asyncio.timeout(5),
        ):
            server.send_signal(signal.SIGTERM)
            await stream.aread()
            _, errors = await server.communicate()
    assert errors == b""


async def test_streams_end_when_they_are_hung_up() -> None:
    async with page_stage() as stage, stage.http.stream("GET", "/play/rings") as stream:
        lines = stream.aiter_lines()
        stage.world.bell.ring("world")
        await next_ring(lines)
        stage.rings.hang_up()
        async with asyncio.timeout(5):
            assert [line async for line in lines if line.startswith("data:")] == []
