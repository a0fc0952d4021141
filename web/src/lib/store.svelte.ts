import type { Alert, BarEvent, ConfigChanged, Fill, Message, StopAnswer, StopWish } from '../api';
import type { Frame } from './frame';
import { LiveModel } from './live.svelte';
import { apply, type Model } from './model';
import { Stream, type Link } from './stream';

/** Older than this and a number is shown as stale. */
export const staleAfter = 5_000;
/** No number is read more often than that. */
const flushEvery = 100;
/** Without news ages still grow. */
const tickEvery = 500;
/** More do not wait for a timer: that of a hidden tab may be a minute late. */
const pendingMax = 5_000;
const everything = 'dashboard';
/** The newest of these makes those before it worthless. */
const replacing = new Set(['status', 'portfolio_update', 'risk_state']);

interface Events {
  alert: Alert;
  bar: BarEvent;
  config_changed: ConfigChanged;
  fill: Fill;
  snapshot: null;
  stop_report: StopAnswer;
}
type Listener<T extends keyof Events> = (event: Events[T]) => void;

/**
 * The page's state. Messages are collected and applied ten times a second, however many come: a thousand a second cost
 * no more renderings than ten. Only what has changed is set, so only what shows it is rendered.
 */
class Store {
  /** Its parts change one by one; null until the first snapshot. */
  model = $state.raw<LiveModel | null>(null);
  link = $state.raw<Link>({ state: 'connecting', attempt: 0 });
  /** Gaps in the stream that a fresh snapshot has healed. */
  gaps = $state(0);
  /** performance.now() of the newest message that is applied. */
  heardAt = $state(0);
  /** performance.now(), a few times a second: ages follow it. */
  now = $state(performance.now());

  private stream: Stream | null = null;
  private clock: ReturnType<typeof setInterval> | undefined;
  private pending: Frame[] = [];
  private flushing: ReturnType<typeof setTimeout> | undefined;
  private flushedAt = 0;
  private arrivedAt = 0;
  private readonly topics = new Map<string, Set<(data: unknown) => void>>();
  private listeners: { [T in keyof Events]: Set<Listener<T>> } = {
    alert: new Set(),
    bar: new Set(),
    config_changed: new Set(),
    fill: new Set(),
    snapshot: new Set(),
    stop_report: new Set(),
  };

  readonly age = $derived(Math.max(0, this.now - this.heardAt));
  readonly isStale = $derived(this.model !== null && (this.link.state !== 'live' || this.age > staleAfter));

  start(): void {
    if (this.stream) return;
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    this.stream = new Stream(`${scheme}://${location.host}/ws/v1`, [everything, ...this.topics.keys()], {
      onFrame: (frame) => this.queue(frame),
      onLink: (link) => (this.link = link),
    });
    this.clock = setInterval(() => (this.now = performance.now()), tickEvery);
  }

  /** Forgets everything: somebody else may sign in. */
  stop(): void {
    this.stream?.close();
    this.stream = null;
    clearInterval(this.clock);
    clearTimeout(this.flushing);
    this.flushing = undefined;
    this.pending = [];
    this.model = null;
    this.link = { state: 'connecting', attempt: 0 };
  }

  retryNow(): void {
    this.stream?.retryNow();
  }

  /** Asks for an emergency stop over the stream, which answers with a stop_report. False: there is no line. */
  askForStop(wish: StopWish): boolean {
    return this.stream?.say({ type: 'emergency_stop', ...wish }) ?? false;
  }

  on<T extends keyof Events>(type: T, listener: Listener<T>): () => void {
    this.listeners[type].add(listener);
    return () => this.listeners[type].delete(listener);
  }

  /** Listens to a topic whose every message is the whole of it: gets the newest data, ten times a second at most. */
  follow<T>(topic: string, listener: (data: T) => void): () => void {
    const known = this.topics.get(topic) ?? new Set();
    this.topics.set(topic, known.add(listener as (data: unknown) => void));
    this.stream?.subscribe(topic);
    return () => {
      known.delete(listener as (data: unknown) => void);
      if (known.size > 0 || !this.topics.delete(topic)) return;
      this.stream?.unsubscribe(topic);
    };
  }

  private queue(frame: Frame): void {
    this.arrivedAt = performance.now();
    if (frame.seq < 0) return this.answered(frame);
    this.pending.push(frame);
    if (this.pending.length > pendingMax) return this.flush();
    this.flushing ??= setTimeout(() => this.flush(), Math.max(0, this.flushedAt + flushEvery - this.arrivedAt));
  }
  /** Outside the numbered messages: somebody waits for it. */
  private answered(frame: Frame): void {
    if (frame.type === 'stop_report') this.emit('stop_report', JSON.parse(frame.text) as StopAnswer);
  }

  private flush(): void {
    clearTimeout(this.flushing);
    this.flushing = undefined;
    this.flushedAt = performance.now();
    const frames = this.pending;
    this.pending = [];
    this.heardAt = this.arrivedAt;
    this.now = this.flushedAt;
    const messages = newest(frames).map(({ text }) => JSON.parse(text) as Message);
    const ours = messages.filter((m) => m.topic === everything);
    if (ours.length > 0) this.applyAll(ours);
    for (const message of ours) this.tell(message);
    for (const { topic, data } of messages) if (topic !== everything) for (const listener of this.topics.get(topic) ?? []) listener(data);
  }

  private applyAll(messages: Message[]): void {
    let model: Model | null = this.model?.plain() ?? null;
    for (const message of messages) {
      if (message.type === 'snapshot') {
        model = message.data;
        this.gaps = this.stream?.gaps ?? 0;
      } else if (model) model = apply(model, message);
    }
    if (!model) return;
    if (this.model) this.model.take(model);
    else this.model = new LiveModel(model);
  }

  private tell(message: Message): void {
    if (message.type === 'alert') this.emit('alert', message.data.alert);
    if (message.type === 'bar') this.emit('bar', message.data);
    if (message.type === 'config_changed') this.emit('config_changed', message.data);
    if (message.type === 'fill') this.emit('fill', message.data);
    if (message.type === 'snapshot') this.emit('snapshot', null);
  }

  private emit<T extends keyof Events>(type: T, event: Events[T]): void {
    for (const listener of this.listeners[type]) listener(event);
  }
}

/** Without those that a later one replaces: their data is never read. */
function newest(frames: Frame[]): Frame[] {
  const last = new Map<string, Frame>();
  const isWhole = (f: Frame) => f.topic !== everything || replacing.has(f.type);
  for (const frame of frames) if (isWhole(frame)) last.set(frame.topic === everything ? frame.type : frame.topic, frame);
  return frames.filter((f) => !isWhole(f) || last.get(f.topic === everything ? f.type : f.topic) === f);
}

export const store = new Store();
