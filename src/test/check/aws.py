"""Stand-in for EMR, EMR Serverless, EMR on EKS and Glue on the loopback address: keeps what the AWS CLI sends.

    aws.py FOLDER

Writes its port to FOLDER/port and the body of each call to FOLDER/CALL.json, where CALL is the operation, or
StartJobRun with the first part of the path for services that name none. Glue has a job once it was created.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

folder = Path(sys.argv[1])


class Server(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        call = self.headers.get("X-Amz-Target", "").rpartition(".")[2] or f"StartJobRun-{self.path.split('/')[1]}"
        (folder / f"{call}.json").write_text(json.dumps(body, indent=1))
        if call == "GetJob" and not (folder / "CreateJob.json").exists():
            self.answer(400, {"__type": "EntityNotFoundException", "message": "there is none"})
        else:
            self.answer(200, {"StepIds": ["s-1"], "JobRunId": "jr-1", "Job": {}})

    def answer(self, code: int, body: dict) -> None:
        text = json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *words) -> None:
        print(self.command, self.path)


server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
(folder / "port").write_text(str(server.server_port))
server.serve_forever()
