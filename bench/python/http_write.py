"""The service that writes the files and counts, an ASGI application under uvicorn. Prints the port that it listens on.

POST /records takes a record, /records/batch a list of them, /finish writes what is left.

usage: http_write.py OUT
"""

import socket
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import orjson
import uvicorn

from outcome import Output

Message = dict[str, Any]
ANSWER = {"type": "http.response.body", "body": b"{}"}
HEADERS = [(b"content-type", b"application/json"), (b"content-length", b"2")]


class Service:
    def __init__(self, output: Output) -> None:
        self.output = output

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        message = await receive()
        body = message["body"]
        if message["more_body"]:
            parts = [body]
            while message["more_body"]:
                message = await receive()
                parts.append(message["body"])
            body = b"".join(parts)
        status = 200
        match scope["path"]:
            case "/records":
                self.write(orjson.loads(body))
            case "/records/batch":
                for record in orjson.loads(body):
                    self.write(record)
            case "/finish":
                self.output.finish()
            case _:
                status = 404
        await send({"type": "http.response.start", "status": status, "headers": HEADERS})
        await send(ANSWER)

    def write(self, record: dict[str, Any]) -> None:
        output = self.output
        line = orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
        if "id" in record:
            output.users.write(line)
            output.totals.ages[record["age"]] += 1
            output.totals.domains[record["email"].rpartition("@")[2].lower()] += 1
        else:
            output.rejects.write(line)
            output.totals.reject(record["errors"])


def main(out: str) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    service = Service(Output(Path(out)))
    config = uvicorn.Config(
        service, loop="uvloop", http="httptools", ws="none", lifespan="off", access_log=False, log_level="warning"
    )
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main(*sys.argv[1:])
