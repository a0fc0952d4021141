"""A WebSocket client, no larger than the tests need; send_raw() lets them break the protocol."""
import base64
import json
import os
import socket
import struct


class Closed(Exception):
    pass


class Client:
    def __init__(self, address, path, headers=None, timeout=10):
        self.socket = socket.create_connection(address, timeout=timeout)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{address[1]}", "Upgrade: websocket", "Connection: Upgrade",
                 "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self.rest = b""
        while b"\r\n\r\n" not in self.rest:
            self.rest += self._more()
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        self.status = int(head.split()[1])
        if self.status != 101:
            raise Closed(f"no upgrade: {head.decode()}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def _more(self):
        if not (piece := self.socket.recv(65536)):
            raise Closed("the server closed the connection")
        return piece

    def _take(self, count):
        while len(self.rest) < count:
            self.rest += self._more()
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken

    def frame(self):
        """(opcode, payload) of the next frame"""
        first, second = self._take(2)
        size = second & 0x7F
        if size == 126:
            size = struct.unpack(">H", self._take(2))[0]
        elif size == 127:
            size = struct.unpack(">Q", self._take(8))[0]
        return first & 0x0F, self._take(size)

    def receive(self):
        """The next text message as a document; pings are answered."""
        while True:
            opcode, payload = self.frame()
            if opcode == 8:
                raise Closed(f"close {payload[:2].hex()}")
            if opcode == 9:
                self.send(payload, 10)
            elif opcode == 1:
                return json.loads(payload)

    def send(self, payload, opcode=1):
        payload = payload.encode() if isinstance(payload, str) else payload
        mask = os.urandom(4)
        head = bytes([0x80 | opcode])
        if len(payload) < 126:
            head += bytes([0x80 | len(payload)])
        elif len(payload) < 65536:
            head += bytes([0x80 | 126]) + struct.pack(">H", len(payload))
        else:
            head += bytes([0x80 | 127]) + struct.pack(">Q", len(payload))
        self.send_raw(head + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(payload)))

    def send_raw(self, data):
        self.socket.sendall(data)
