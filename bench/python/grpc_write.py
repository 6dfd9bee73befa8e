"""The service that writes the files and counts, over gRPC. Prints its socket once it listens.

usage: grpc_write.py LIBRARIES SOCKET OUT
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import orjson

from outcome import Output

WINDOW = 8 << 20


def main(libraries: str, socket: str, out: str) -> None:
    # The generated modules.
    sys.path.insert(0, libraries)
    import users_pb2
    import users_pb2_grpc

    class Writer(users_pb2_grpc.WriterServicer):  # type: ignore[misc]
        def __init__(self, output: Output) -> None:
            self.output = output

        def Write(self, request: Any, _context: object) -> Any:  # noqa: N802
            output = self.output
            for outcome in request.outcomes:
                if outcome.HasField("accepted"):
                    user = outcome.accepted
                    email, age = user.email, user.age
                    output.users.write(line({"id": user.id, "name": user.name, "email": email, "age": age}))
                    output.totals.ages[age] += 1
                    output.totals.domains[email.rpartition("@")[2].lower()] += 1
                else:
                    reject = outcome.rejected
                    errors = [{"field": error.field, "message": error.message} for error in reject.errors]
                    record = {"record": reject.record, "line": reject.line, "raw": reject.raw, "errors": errors}
                    output.rejects.write(line(record))
                    output.totals.reject(errors)
            return users_pb2.Nothing()

        def Finish(self, _request: object, _context: object) -> Any:  # noqa: N802
            self.output.finish()
            return users_pb2.Nothing()

    # Requests come one after the other.
    server = grpc.server(ThreadPoolExecutor(max_workers=1), options=[("grpc.max_receive_message_length", WINDOW)])
    users_pb2_grpc.add_WriterServicer_to_server(Writer(Output(Path(out))), server)
    server.add_insecure_port(f"unix:{socket}")
    server.start()
    print(socket, flush=True)
    server.wait_for_termination()


def line(record: dict[str, Any]) -> bytes:
    return orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)


if __name__ == "__main__":
    main(*sys.argv[1:])
