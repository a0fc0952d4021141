import { frameOf, type Frame } from './frame';

/** How the connection is: `live`, or since when (ms) it is not and when it tries again. */
export type Link =
  | { state: 'connecting'; attempt: number }
  | { state: 'live'; attempt: 0 }
  | { state: 'offline'; attempt: number; retryAt: number; since: number };

export interface StreamHooks {
  onFrame(frame: Frame): void;
  onLink(link: Link): void;
}

/** What a test replaces. */
export interface StreamWorld {
  now(): number;
  open(url: string): WebSocket;
  after(ms: number, call: () => void): unknown;
  cancel(timer: unknown): void;
}

const browser: StreamWorld = {
  now: () => performance.now(),
  open: (url) => new WebSocket(url),
  after: (ms, call) => setTimeout(call, ms),
  cancel: (timer) => clearTimeout(timer as number),
};

const open = 1; // readyState
const retryFirst = 500;
const retryMax = 10_000;
/** The server sends its status every second: silence means that the connection is dead without saying so. */
const silenceMax = 12_000;

/**
 * The live stream: all topics that somebody wants, over one socket. It reconnects with growing pauses, notices gaps in
 * the `seq` of each topic and asks for a fresh snapshot of it, and notices silence. Of a topic nothing is handed on before
 * a snapshot, nor between a gap and the snapshot that heals it. The first topic is the one whose snapshot means `live`.
 */
export class Stream {
  private socket: WebSocket | null = null;
  private readonly seqs = new Map<string, number | null>(); // of what is wanted; null: a snapshot is needed first
  private readonly main: string;
  private attempt = 0;
  private offlineSince = 0;
  private retry: unknown = null;
  private silentAt = 0;
  private silence: unknown = null;
  private isClosed = false;
  gaps = 0;

  constructor(
    private readonly url: string,
    topics: string[],
    private readonly hooks: StreamHooks,
    private readonly world: StreamWorld = browser,
  ) {
    this.main = topics[0] ?? '';
    for (const topic of topics) this.seqs.set(topic, null);
    this.offlineSince = world.now();
    this.connect();
  }

  /** Tries now instead of at the end of the pause. */
  retryNow(): void {
    if (this.retry === null) return;
    this.world.cancel(this.retry);
    this.connect();
  }

  subscribe(topic: string): void {
    if (this.seqs.has(topic)) return;
    this.seqs.set(topic, null);
    this.say({ type: 'subscribe', topics: [topic] });
  }
  unsubscribe(topic: string): void {
    if (this.seqs.delete(topic)) this.say({ type: 'unsubscribe', topics: [topic] });
  }

  /** False: there is no line to say it on. */
  say(words: unknown): boolean {
    if (this.socket?.readyState !== open) return false;
    this.socket.send(JSON.stringify(words));
    return true;
  }

  close(): void {
    this.isClosed = true;
    this.world.cancel(this.retry);
    this.world.cancel(this.silence);
    this.socket?.close();
  }

  private connect(): void {
    this.retry = null;
    for (const topic of this.seqs.keys()) this.seqs.set(topic, null);
    this.hooks.onLink({ state: 'connecting', attempt: this.attempt });
    const socket = this.world.open(this.url);
    this.socket = socket;
    this.listen();
    this.watch();
    socket.onopen = () => this.say({ type: 'subscribe', topics: [...this.seqs.keys()] });
    socket.onmessage = (event) => this.received(String(event.data));
    socket.onclose = () => {
      if (this.socket === socket) this.lost();
    };
  }

  private listen(): void {
    this.silentAt = this.world.now() + silenceMax;
  }
  /** One timer that looks again, and not one for each message: those may be thousands. */
  private watch(): void {
    this.world.cancel(this.silence);
    this.silence = this.world.after(this.silentAt - this.world.now(), () => (this.world.now() < this.silentAt ? this.watch() : this.drop()));
  }

  /** onclose of a dead connection may take minutes: we do not wait for it. */
  private drop(): void {
    const dead = this.socket;
    this.lost();
    dead?.close();
  }

  private lost(): void {
    this.socket = null;
    this.world.cancel(this.silence);
    if (this.isClosed) return;
    if (this.attempt === 0) this.offlineSince = this.world.now();
    const pause = Math.min(retryFirst * 2 ** this.attempt, retryMax);
    this.attempt += 1;
    this.hooks.onLink({
      state: 'offline',
      attempt: this.attempt,
      retryAt: this.world.now() + pause,
      since: this.offlineSince,
    });
    this.retry = this.world.after(pause, () => this.connect());
  }

  private received(text: string): void {
    this.listen();
    const frame = frameOf(text);
    if (!frame) return this.resyncAll();
    if (frame.seq < 0) return this.hooks.onFrame(frame);
    const seq = this.seqs.get(frame.topic);
    if (seq === undefined) return; // was on its way when we left the topic
    if (frame.type === 'snapshot') {
      if (frame.topic === this.main) this.isUp();
    } else if (seq === null) {
      return;
    } else if (frame.seq !== seq + 1) {
      return this.resync(frame.topic);
    }
    this.seqs.set(frame.topic, frame.seq);
    this.hooks.onFrame(frame);
  }

  private isUp(): void {
    this.attempt = 0;
    this.hooks.onLink({ state: 'live', attempt: 0 });
  }

  private resyncAll(): void {
    for (const [topic, seq] of this.seqs) if (seq !== null) this.resync(topic);
  }
  private resync(topic: string): void {
    this.gaps += 1;
    this.seqs.set(topic, null);
    this.socket?.send(JSON.stringify({ type: 'resync', topic }));
  }
}
