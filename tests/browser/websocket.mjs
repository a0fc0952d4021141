// The server's side of RFC 6455 for the fake server: enough for one page, written against the RFC and not against
// src/net, so that the page meets two implementations.
import { createHash } from 'node:crypto';

const magic = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

function frame(opcode, payload) {
  const head =
    payload.length < 126
      ? Buffer.from([0x80 | opcode, payload.length])
      : payload.length < 65536
        ? Buffer.from([0x80 | opcode, 126, payload.length >> 8, payload.length & 255])
        : (() => {
            const b = Buffer.alloc(10);
            b[0] = 0x80 | opcode;
            b[1] = 127;
            b.writeBigUInt64BE(BigInt(payload.length), 2);
            return b;
          })();
  return Buffer.concat([head, payload]);
}

/** Completes the handshake; calls onText for what the page sends. */
export function acceptWebSocket(request, socket, onText) {
  const accept = createHash('sha1').update(request.headers['sec-websocket-key'] + magic).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  let pending = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 6) {
      const isShort = (pending[1] & 0x7f) < 126; // longer than 64 KB says no page
      const length = isShort ? pending[1] & 0x7f : pending.readUInt16BE(2);
      const from = isShort ? 6 : 8;
      if (pending.length < from + length) return;
      const mask = pending.subarray(from - 4, from);
      const payload = Buffer.from(pending.subarray(from, from + length).map((b, i) => b ^ mask[i % 4]));
      const opcode = pending[0] & 15;
      pending = pending.subarray(from + length);
      if (opcode === 1) onText(payload.toString());
      if (opcode === 8) socket.end(frame(8, payload));
    }
  });
  socket.on('error', () => {});
  return { send: (text) => socket.write(frame(1, Buffer.from(text))), cut: () => socket.destroy() };
}
