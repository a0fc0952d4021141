// Serves web/dist and the API of docs/api.md from a made-up account; a test makes it misbehave.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { FakeSignIn } from './fake_sign_in.mjs';
import { acceptWebSocket } from './websocket.mjs';

const dist = process.env.ARGOSY_PAGES ?? fileURLToPath(new URL('../../web/dist', import.meta.url)); // another build to look at
const types = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml', html: 'text/html; charset=utf-8' };
// As in src/api/guard.cpp: what the page does must work under it.
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; " +
  "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const metrics = '# TYPE argosy_api_request_seconds histogram\n' + ['0.001"} 3', '0.01"} 9', '+Inf"} 10'].map((x) => `argosy_api_request_seconds_bucket{route="/api/v1/status",le="${x}\n`).join('');

export const paths = [
  '/', '/dashboard', '/portfolio', '/trading', '/trades', '/strategies', '/analytics', '/alerts', '/config', '/settings', '/monitoring', '/login',
];

export class FakeServer {
  constructor(world) {
    this.openSockets = new Set();
    this.sockets = new Set();
    this.begin(world);
    this.server = createServer((request, response) => this.answer(request, response));
    this.server.on('upgrade', (request, socket) => this.upgrade(request, socket));
    this.server.on('connection', (socket) => {
      this.openSockets.add(socket);
      socket.on('close', () => this.openSockets.delete(socket));
    });
  }

  /** As after a start. signIn: see FakeSignIn; left out, the server knows no sign-in. */
  begin(world, signIn) {
    this.world = world;
    this.signIn = signIn ? new FakeSignIn(signIn) : null;
    this.seq = 0;
    this.calls = [];
    this.resyncs = 0;
    this.failures = new Map(); // path prefix -> problem
    this.isSilent = false; // connected, but says nothing
    this.takesStream = true;
    this.takesStops = true; // over the stream
    this.stops = []; // each way that one came
  }

  /** At the same address, should a test have stopped it. */
  async wake() {
    if (!this.server.listening) await this.start(this.port);
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
    if (this.isSilent) return;
    const { status } = this.world.snapshot;
    status.time = this.world.at((this.world.now += 60_000));
    this.publish('status', status);
  }

  message(topic, type, data, seq) {
    return JSON.stringify({ v: 1, topic, type, data, seq, ts: new Date().toISOString() });
  }
  publish(type, data) {
    this.seq += 1;
    const text = this.message('dashboard', type, data, this.seq);
    for (const socket of this.sockets) if (socket.topics.has('dashboard')) socket.send(text);
  }
  /** Of a topic whose every message is the whole of it. */
  publishTopic(topic, type, data) {
    for (const socket of this.sockets) if (socket.topics.has(topic)) socket.send(this.message(topic, type, data, (socket.seqs[topic] += 1)));
  }
  sendSnapshot(socket, topic = 'dashboard') {
    if (topic === 'dashboard') return socket.send(this.message(topic, 'snapshot', this.world.snapshot, this.seq));
    const [kind, instrument] = topic.split(':');
    const book = kind === 'book' && this.world.rest?.('GET', `/api/v1/market/orderbook/sim/${instrument}`, new URLSearchParams(), null, this);
    if (!book) return;
    socket.seqs[topic] ??= 100;
    socket.send(this.message(topic, 'snapshot', book.data.data, socket.seqs[topic]));
  }

  upgrade(request, socket) {
    if (request.url !== '/ws/v1' || !this.takesStream) return socket.destroy();
    if (this.signIn && !this.signIn.isIn(request)) return socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n');
    const peer = acceptWebSocket(request, socket, (text) => {
      const { type, ...wish } = JSON.parse(text);
      for (const topic of type === 'unsubscribe' ? wish.topics : []) peer.topics.delete(topic);
      for (const topic of type === 'subscribe' ? wish.topics : []) {
        peer.topics.add(topic);
        this.sendSnapshot(peer, topic);
      }
      if (type === 'emergency_stop' && this.takesStops) peer.send(JSON.stringify({ type: 'stop_report', key: wish.key, data: this.trip('stream', wish) }));
      if (type !== 'resync') return;
      this.resyncs += 1;
      this.sendSnapshot(peer, wish.topic);
    });
    Object.assign(peer, { topics: new Set(), seqs: {} });
    this.sockets.add(peer);
    socket.on('close', () => this.sockets.delete(peer));
  }

  /** The emergency stop, by one way or the other. */
  trip(way, wish) {
    const { snapshot } = this.world;
    this.stops.push({ way, ...wish });
    snapshot.status.status = 'emergency_stop';
    snapshot.risk = { ...snapshot.risk, state: 'stopped', latched: true, cause: 'by hand, from the dashboard' };
    this.publish('status', snapshot.status);
    this.publish('risk_state', snapshot.risk);
    return { gate_closed_us: 180, orders_open: 4, orders_canceled: 3, orders_unconfirmed: 1 };
  }

  answer(request, response) {
    const url = new URL(request.url, 'http://localhost');
    const path = decodeURIComponent(url.pathname);
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      if (path === '/metrics' && this.world.rest) return response.writeHead(200, { 'Content-Type': 'text/plain' }).end(metrics);
      if (path.startsWith('/api/')) return this.api(request, path, url.searchParams, body, response);
      const file = paths.includes(path) ? '/index.html' : path;
      try {
        const content = readFileSync(dist + file);
        const cache = file.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
        response.writeHead(200, { 'Content-Type': types[file.split('.').pop()], 'Content-Security-Policy': policy, 'Cache-Control': cache });
        response.end(content);
      } catch {
        response.writeHead(404).end();
      }
    });
  }

  api(request, path, query, body, response) {
    const { method } = request;
    const json = (status, data, cookies = []) => {
      const type = status < 400 ? 'application/json' : 'application/problem+json';
      response.writeHead(status, { 'Content-Type': type, ...(cookies.length > 0 ? { 'Set-Cookie': cookies } : {}) });
      response.end(status === 204 ? undefined : JSON.stringify(data));
      return true;
    };
    this.calls.push({ method, path, body: body ? JSON.parse(body) : null, query: Object.fromEntries(query) });
    if (this.signIn?.answer(request, path, body, json)) return;
    for (const [prefix, problem] of this.failures) if (path.startsWith(prefix)) return json(problem.status, problem);
    const { snapshot } = this.world;
    const change = (status) => {
      snapshot.status.status = status;
      this.publish('status', snapshot.status);
      return json(200, snapshot.status);
    };
    if (path.startsWith('/api/v1/bars/')) {
      const instrument = path.slice('/api/v1/bars/'.length).replace('-', '/');
      const interval = query.get('interval') ?? '1m';
      const bars = this.world.bars[`${instrument} ${interval}`] ?? [];
      return json(200, { instrument, interval, bars, fills: this.world.fills.filter((f) => f.instrument === instrument) });
    }
    const rest = this.world.rest?.(method, path, query, body ? JSON.parse(body) : null, this);
    if (rest?.text !== undefined) return response.writeHead(200, { 'Content-Type': 'text/plain' }).end(rest.text);
    if (rest) return json(rest.status ?? 200, rest.data);
    switch (`${method} ${path}`) {
      case 'GET /api/v1/auth/me':
        if (this.world.hasNoSignIn) break;
        return json(200, { name: 'operator', kind: 'user', role: 'admin', client: 'dashboard', signed_in: this.world.at(this.world.now), expires: null });
      case 'GET /api/v1/exchanges':
        return json(200, { exchanges: [] });
      case 'POST /api/v1/trading/start':
        return change('running');
      case 'POST /api/v1/trading/stop':
        return change('stopped');
      case 'POST /api/v1/trading/emergency-stop':
        return json(200, this.trip('http', { key: request.headers['idempotency-key'], ...JSON.parse(body) }));
      case 'POST /api/v1/trading/emergency-reset':
        if (!body || !JSON.parse(body).confirm) {
          return json(200, { confirm: 'a3f9', expires_in_s: 60, orders_open: 1, positions_open: 2, cause: 'by hand, from the dashboard' });
        }
        return change('stopped');
      default:
    }
    return json(404, { status: 404, code: 'not_found', detail: `nothing is served at ${path}`, hint: '' });
  }
}
