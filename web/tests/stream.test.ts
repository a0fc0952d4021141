import { beforeEach, expect, it } from 'vitest';
import { Stream, type Link, type StreamWorld } from '../src/lib/stream';

class FakeSocket {
  readyState = 1;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  sent: string[] = [];
  isClosed = false;
  send(text: string) {
    this.sent.push(text);
  }
  close() {
    this.isClosed = true;
  }
  say(type: string, seq: number, topic = 'main') {
    this.onmessage?.({ data: JSON.stringify({ v: 1, topic, type, data: {}, seq, ts: '' }) });
  }
}

/** Time that passes when the test says so. */
class FakeWorld implements StreamWorld {
  time = 0;
  sockets: FakeSocket[] = [];
  private timers: { at: number; call: () => void }[] = [];
  now = () => this.time;
  open = () => {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket as unknown as WebSocket;
  };
  after = (ms: number, call: () => void) => {
    const timer = { at: this.time + ms, call };
    this.timers.push(timer);
    return timer;
  };
  cancel = (timer: unknown) => {
    this.timers = this.timers.filter((t) => t !== timer);
  };
  pass(ms: number) {
    const end = this.time + ms;
    for (;;) {
      const next = this.timers.filter((t) => t.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.cancel(next);
      this.time = next.at;
      next.call();
    }
    this.time = end;
  }
  get last() {
    return this.sockets.at(-1)!;
  }
}

let world: FakeWorld;
let seen: string[];
let links: Link[];
let stream: Stream;

beforeEach(() => {
  world = new FakeWorld();
  seen = [];
  links = [];
  stream = new Stream('ws://x/ws/v1', ['main'], { onFrame: (f) => seen.push(`${f.type} ${f.seq}`), onLink: (l) => links.push(l) }, world);
});

it('hands on what follows a snapshot in order', () => {
  world.last.say('status', 3); // before the snapshot: of no use
  world.last.say('snapshot', 5);
  world.last.say('status', 6);
  world.last.say('fill', 7);
  expect(seen).toEqual(['snapshot 5', 'status 6', 'fill 7']);
  expect(links.at(-1)?.state).toBe('live');
});

it('asks for a snapshot once when there is a gap, and shows nothing until it comes', () => {
  world.last.say('snapshot', 5);
  world.last.say('status', 7);
  world.last.say('status', 8);
  expect(world.last.sent).toEqual(['{"type":"resync","topic":"main"}']);
  expect(seen).toEqual(['snapshot 5']);
  world.last.say('snapshot', 8);
  world.last.say('status', 9);
  expect(seen).toEqual(['snapshot 5', 'snapshot 8', 'status 9']);
  expect(stream.gaps).toBe(1);
});

it('treats a message that it cannot read, or one that is repeated, as a gap', () => {
  world.last.say('snapshot', 5);
  world.last.onmessage?.({ data: '{"type":"sta' });
  expect(world.last.sent).toHaveLength(1);
  world.last.say('snapshot', 5);
  world.last.say('status', 5);
  expect(world.last.sent).toHaveLength(2);
});

it('reconnects with growing pauses and starts over after a success', () => {
  const pauses: number[] = [];
  for (let i = 0; i < 7; i += 1) {
    world.last.onclose?.();
    const link = links.at(-1)!;
    if (link.state !== 'offline') throw new Error(link.state);
    expect(link.attempt).toBe(i + 1);
    pauses.push(link.retryAt - world.now());
    world.pass(link.retryAt - world.now());
    expect(world.sockets).toHaveLength(i + 2);
  }
  expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 10000, 10000]);
  world.last.say('snapshot', 1);
  world.last.onclose?.();
  expect(links.at(-1)).toMatchObject({ state: 'offline', attempt: 1 });
});

it('notices a connection that is dead without saying so', () => {
  world.last.say('snapshot', 1);
  world.pass(11_000);
  world.last.say('status', 2);
  world.pass(11_000);
  expect(world.sockets).toHaveLength(1);
  world.pass(1_500);
  expect(world.sockets[0]?.isClosed).toBe(true);
  expect(world.sockets).toHaveLength(2);
});

it('tries at once when asked, and only once', () => {
  world.last.onclose?.();
  stream.retryNow();
  stream.retryNow();
  expect(world.sockets).toHaveLength(2);
  world.pass(600);
  expect(world.sockets).toHaveLength(2);
});

it('is silent after close', () => {
  stream.close();
  world.last.onclose?.();
  world.pass(60_000);
  expect(world.sockets).toHaveLength(1);
});

it('each topic counts its own messages, and a gap of one is healed alone', () => {
  stream.subscribe('book:BTC/USDT');
  world.last.say('snapshot', 5);
  world.last.say('snapshot', 90, 'book:BTC/USDT');
  world.last.say('book', 91, 'book:BTC/USDT');
  world.last.say('status', 6);
  world.last.say('book', 93, 'book:BTC/USDT');
  world.last.say('status', 7);
  expect(seen).toEqual(['snapshot 5', 'snapshot 90', 'book 91', 'status 6', 'status 7']);
  expect(world.last.sent).toEqual(['{"type":"subscribe","topics":["book:BTC/USDT"]}', '{"type":"resync","topic":"book:BTC/USDT"}']);
});

it('a topic that was left is not heard any more, and a new connection asks for those that are wanted', () => {
  stream.subscribe('trades');
  stream.subscribe('alerts');
  world.last.say('snapshot', 1, 'trades');
  stream.unsubscribe('trades');
  stream.unsubscribe('trades');
  world.last.say('trade_update', 2, 'trades'); // was on its way
  expect(seen).toEqual(['snapshot 1']);
  expect(world.last.sent.at(-1)).toBe('{"type":"unsubscribe","topics":["trades"]}');
  world.last.onclose?.();
  world.pass(500);
  world.last.onopen?.();
  expect(world.last.sent).toEqual(['{"type":"subscribe","topics":["main","alerts"]}']);
});

it('only the snapshot of the first topic means that the page is live', () => {
  stream.subscribe('alerts');
  world.last.say('snapshot', 1, 'alerts');
  expect(links.at(-1)?.state).toBe('connecting');
  world.last.say('snapshot', 1);
  expect(links.at(-1)?.state).toBe('live');
});
