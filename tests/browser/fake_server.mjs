// Serves web/dist and the API of docs/api.md from a made-up account; a test makes it misbehave.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { acceptWebSocket } from './websocket.mjs';

const dist = fileURLToPath(new URL('../../web/dist', import.meta.url));
const types = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml', html: 'text/html; charset=utf-8' };
// As in src/api/guard.cpp: what the page does must work under it.
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; " +
  "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export class FakeServer {
  constructor(world) {
    this.world = world;
    this.sockets = new Set();
    this.seq = 0;
    this.calls = [];
    this.resyncs = 0;
    this.failures = new Map(); // path prefix -> problem
    this.openSockets = new Set();
    this.server = createServer((request, response) => this.answer(request, response));
    this.server.on('upgrade', (request, socket) => this.upgrade(request, socket));
    this.server.on('connection', (socket) => {
      this.openSockets.add(socket);
      socket.on('close', () => this.openSockets.delete(socket));
    });
  }

  async start(port = 0) {
    await new Promise((done) => this.server.listen(port, '127.0.0.1', done));
    this.port = this.server.address().port;
    this.heart = setInterval(() => this.beat(), 1000);
    return `http://127.0.0.1:${this.port}`;
  }

  /** As when the process dies: every connection is reset. */
  async stop() {
    clearInterval(this.heart);
    for (const socket of this.openSockets) socket.destroy();
    this.sockets.clear();
    await new Promise((done) => this.server.close(done));
  }

  beat() {
    const { status } = this.world.snapshot;
    status.time = this.world.at((this.world.now += 60_000));
    this.publish('status', status);
  }

  publish(type, data) {
    this.seq += 1;
    this.sendAll({ type, data, seq: this.seq, ts: new Date().toISOString() });
  }
  sendAll(message) {
    for (const socket of this.sockets) socket.send(JSON.stringify(message));
  }
  sendSnapshot(socket) {
    socket.send(JSON.stringify({ type: 'snapshot', data: this.world.snapshot, seq: this.seq, ts: new Date().toISOString() }));
  }

  upgrade(request, socket) {
    if (request.url !== '/ws/dashboard') return socket.destroy();
    const peer = acceptWebSocket(request, socket, (text) => {
      if (JSON.parse(text).type !== 'resync') return;
      this.resyncs += 1;
      this.sendSnapshot(peer);
    });
    this.sockets.add(peer);
    socket.on('close', () => this.sockets.delete(peer));
    this.sendSnapshot(peer);
  }

  answer(request, response) {
    const url = new URL(request.url, 'http://localhost');
    const path = decodeURIComponent(url.pathname);
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      if (path.startsWith('/api/')) return this.api(request.method, path, url.searchParams, body, response);
      const file = path === '/' || path === '/dashboard' ? '/index.html' : path;
      try {
        const content = readFileSync(dist + file);
        response.writeHead(200, { 'Content-Type': types[file.split('.').pop()], 'Content-Security-Policy': policy });
        response.end(content);
      } catch {
        response.writeHead(404).end();
      }
    });
  }

  api(method, path, query, body, response) {
    const json = (status, data) => {
      response.writeHead(status, { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' });
      response.end(JSON.stringify(data));
    };
    this.calls.push({ method, path, body: body ? JSON.parse(body) : null });
    for (const [prefix, problem] of this.failures) if (path.startsWith(prefix)) return json(problem.status, problem);
    const { snapshot } = this.world;
    const change = (status) => {
      snapshot.status.status = status;
      this.publish('status', snapshot.status);
      return json(200, snapshot.status);
    };
    if (path.startsWith('/api/v1/bars/')) {
      const instrument = path.slice('/api/v1/bars/'.length);
      const interval = query.get('interval');
      const bars = this.world.bars[`${instrument} ${interval}`] ?? [];
      return json(200, { instrument, interval, bars, fills: this.world.fills.filter((f) => f.instrument === instrument) });
    }
    switch (`${method} ${path}`) {
      case 'POST /api/v1/trading/start':
        return change('running');
      case 'POST /api/v1/trading/stop':
        return change('stopped');
      case 'POST /api/v1/trading/emergency-stop':
        snapshot.status.status = 'emergency_stop';
        snapshot.risk = { ...snapshot.risk, state: 'stopped', latched: true, cause: 'by hand, from the dashboard' };
        this.publish('status', snapshot.status);
        this.publish('risk_state', snapshot.risk);
        return json(200, { gate_closed_us: 180, orders_open: 4, orders_canceled: 3, orders_unconfirmed: 1 });
      case 'POST /api/v1/trading/emergency-reset':
        if (!body || !JSON.parse(body).confirm) {
          return json(200, { confirm: 'a3f9', expires_in_s: 60, orders_open: 1, positions_open: 2, cause: 'by hand, from the dashboard' });
        }
        return change('stopped');
      default:
        return json(404, { status: 404, detail: `nothing is served at ${path}`, hint: '' });
    }
  }
}
