#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A runtime API of AWS Lambda for as many events as there are lines.

    runtime_api.py LINES ANSWERS PORT

Each line of LINES is handed out as an event, its answer goes to ANSWERS; the
port that is listened on is written to PORT.  Ends behind the last answer.
"""
import http.server
import os
import sys

lines, answers, port = sys.argv[1:]
with open(lines, encoding='utf-8') as file:
    events = file.read().splitlines()
given = answered = 0


class Api(http.server.BaseHTTPRequestHandler):
    def reply(self, status, body=b'', **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace('_', '-'), value)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        global given
        if given == len(events):
            self.reply(410)
            return
        given += 1
        # Events are not bound to one line.
        self.reply(200, events[given - 1].replace(', ', ',\n', 1).encode(),
                   Lambda_Runtime_Aws_Request_Id=f'request-{given}')

    def do_POST(self):
        global answered
        body = self.rfile.read(int(self.headers['Content-Length']))
        if not self.path.endswith(f'/invocation/request-{given}/response'):
            print(f'unexpected: {self.path}', file=sys.stderr)
            os._exit(1)
        with open(answers, 'ab') as file:
            file.write(body + b'\n')
        answered += 1
        self.reply(202)
        if answered == len(events):
            os._exit(0)

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(('127.0.0.1', 0), Api)
with open(port + '.tmp', 'w', encoding='utf-8') as file:
    file.write(str(server.server_address[1]))
os.rename(port + '.tmp', port)
server.serve_forever()
