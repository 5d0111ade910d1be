#!/usr/bin/env python3
"""A web server on loopback for git-http-backend: any login with the password
"secret" is let in. Prints its port. httpserver.py BACKEND ROOT"""

import base64
import http.server
import os
import subprocess
import sys

BACKEND, ROOT = sys.argv[1:3]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def login(self):
        kind, _, text = self.headers.get("Authorization", "").partition(" ")
        if kind != "Basic":
            return None
        name, _, password = base64.b64decode(text).decode().partition(":")
        return name if password == "secret" else None

    def environment(self, login):
        path, _, query = self.path.partition("?")
        environment = {
            "PATH": os.environ["PATH"],
            "GATEWAY_INTERFACE": "CGI/1.1",
            "GIT_PROJECT_ROOT": ROOT,
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "safe.directory",
            "GIT_CONFIG_VALUE_0": "*",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "REMOTE_USER": login,
            "REMOTE_ADDR": self.client_address[0],
        }
        for name in ("Content-Type", "Content-Length", "Content-Encoding"):
            if name in self.headers:
                key = name.upper().replace("-", "_")
                if name == "Content-Encoding":
                    key = "HTTP_" + key
                environment[key] = self.headers[name]
        return environment

    def answer(self):
        login = self.login()
        if not login:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.end_headers()
            return
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        done = subprocess.run(
            [BACKEND],
            input=body,
            stdout=subprocess.PIPE,
            env=self.environment(login),
            check=False,
        )
        head, _, rest = done.stdout.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        status = [line for line in lines if line.startswith("Status: ")]
        self.send_response(int(status[0].split()[1]) if status else 200)
        for line in lines:
            name, _, value = line.partition(": ")
            if name and name != "Status":
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(rest)

    do_GET = do_POST = answer


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
