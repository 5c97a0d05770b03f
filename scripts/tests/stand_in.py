#!/usr/bin/env python3
"""Stands in for latarnia-server and bridge: answers /readyz, notes how it was started and stopped."""

import http.server
import os
import pathlib
import signal
import sys

name = pathlib.Path(sys.argv[0]).name
trace = pathlib.Path(os.environ["TRACE"])
data = pathlib.Path(os.environ["LATARNIA_DATA"])


def note(line: str) -> None:
    with trace.open("a") as file:
        file.write(f"{name} {line}\n")


class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/readyz" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def serve(address: str) -> None:
    host, port = address.rsplit(":", 1)
    server = http.server.ThreadingHTTPServer((host, int(port)), Ready)

    def stop(*_: object) -> None:
        note("stopped")
        os._exit(0)

    signal.signal(signal.SIGTERM, stop)
    note("started with " + " ".join(sys.argv[1:]))
    server.serve_forever()


if os.environ.get("BROKEN") == f"{name} {sys.argv[1]}":
    sys.exit(f"{name} is broken")
if sys.argv[1] == "demo":
    (data / "registry.db").write_text("town")
    note("seeded")
    print("supervisor: anna / latarnia-demo")
elif sys.argv[1] == "device":
    print("latarnia://enrol?code=STAND-IN")
elif name == "bridge":
    serve(sys.argv[sys.argv.index("--addr") + 1])
else:
    serve(os.environ["LATARNIA_SERVER_ADDR"])
