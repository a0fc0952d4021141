import type { Message, StopAnswer } from '../api';

/** How the connection is: `live`, or since when (ms) it is not and when it tries again. */
export type Link =
  | { state: 'connecting'; attempt: number }
  | { state: 'live'; attempt: 0 }
  | { state: 'offline'; attempt: number; retryAt: number; since: number };

export interface StreamHooks {
  onMessage(message: Message): void;
  onAnswer?(answer: StopAnswer): void;
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
 * The live stream: reconnects with growing pauses, notices gaps in `seq` and asks for a fresh snapshot, and notices
 * silence. Nothing is handed on before a snapshot, nor between a gap and the snapshot that heals it.
 */
export class Stream {
  private socket: WebSocket | null = null;
  private seq: number | null = null; // null: a snapshot is needed first
  private attempt = 0;
  private offlineSince = 0;
  private retry: unknown = null;
  private silence: unknown = null;
  private isClosed = false;
  gaps = 0;

  constructor(
    private readonly url: string,
    private readonly hooks: StreamHooks,
    private readonly world: StreamWorld = browser,
  ) {
    this.offlineSince = world.now();
    this.connect();
  }

  /** Tries now instead of at the end of the pause. */
  retryNow(): void {
    if (this.retry === null) return;
    this.world.cancel(this.retry);
    this.connect();
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
    this.seq = null;
    this.hooks.onLink({ state: 'connecting', attempt: this.attempt });
    const socket = this.world.open(this.url);
    this.socket = socket;
    this.listen();
    socket.onmessage = (event) => this.received(String(event.data));
    socket.onclose = () => {
      if (this.socket === socket) this.lost();
    };
  }

  private listen(): void {
    this.world.cancel(this.silence);
    this.silence = this.world.after(silenceMax, () => this.drop());
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
    let message: Message | StopAnswer;
    try {
      message = JSON.parse(text) as Message | StopAnswer;
    } catch {
      return this.resync();
    }
    if (message.type === 'stop_report') return this.hooks.onAnswer?.(message);
    if (message.type === 'snapshot') {
      this.attempt = 0;
      this.hooks.onLink({ state: 'live', attempt: 0 });
    } else if (this.seq === null) {
      return;
    } else if (message.seq !== this.seq + 1) {
      return this.resync();
    }
    this.seq = message.seq;
    this.hooks.onMessage(message);
  }

  private resync(): void {
    this.gaps += 1;
    this.seq = null;
    this.socket?.send(JSON.stringify({ type: 'resync' }));
  }
}
