"""Asking as a browser would: who is told to come again in a few seconds does so."""

import asyncio
from typing import Any

import httpx

from chronicle.host import Host

again_seconds = 0.2
patience_seconds_max = 60


class Patient(httpx.ASGITransport):
    """To a host, in this process; a question that is answered 503 with `Retry-After` is asked again, a command is not."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await super().handle_async_request(request)
        for _ in range(int(patience_seconds_max / again_seconds)):
            if request.method != "GET" or answer.status_code != 503 or "Retry-After" not in answer.headers:
                break
            await answer.aread()
            await asyncio.sleep(again_seconds)
            answer = await super().handle_async_request(request)
        return answer


def patient(host: Host, **options: Any) -> Patient:
    return Patient(host.application(), **options)
