"""Stand-in for the API server of Kubernetes on the loopback address: keeps what is created, and answers with it.

    apiserver.py FOLDER

Writes its port to FOLDER/port and each created object to FOLDER/KIND.json.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

folder = Path(sys.argv[1])


class Server(BaseHTTPRequestHandler):
    def answer(self, code: int, body: dict) -> None:
        text = json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def created(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body.setdefault("metadata", {}).setdefault("uid", "0")
        (folder / f"{body.get('kind', 'Unknown')}.json").write_text(json.dumps(body, indent=1))
        self.answer(201, body)

    do_POST = do_PATCH = do_PUT = created

    def do_GET(self) -> None:
        self.answer(404, {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404})

    def log_message(self, *words) -> None:
        print(self.command, self.path)


server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
(folder / "port").write_text(str(server.server_port))
server.serve_forever()
