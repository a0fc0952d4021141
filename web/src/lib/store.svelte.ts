import type { Alert, BarEvent, ConfigChanged, Fill, Message, StopAnswer, StopWish } from '../api';
import { apply, type Model } from './model';
import { Stream, type Link } from './stream';

/** Older than this and a number is shown as stale. */
export const staleAfter = 5_000;

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
 * The page's state. Messages are collected and applied once a frame: a thousand a second cost one rendering, and a
 * hidden tab catches up four times a second.
 */
class Store {
  model = $state.raw<Model | null>(null);
  link = $state.raw<Link>({ state: 'connecting', attempt: 0 });
  /** Gaps in the stream that a fresh snapshot has healed. */
  gaps = $state(0);
  /** performance.now() of the newest message. */
  heardAt = $state(0);
  /** performance.now(), a few times a second: ages follow it. */
  now = $state(performance.now());

  private stream: Stream | null = null;
  private clock: ReturnType<typeof setInterval> | undefined;
  private pending: Message[] = [];
  private isScheduled = false;
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
    this.stream = new Stream(`${scheme}://${location.host}/ws/dashboard`, {
      onMessage: (message) => this.queue(message),
      onAnswer: (answer) => this.emit('stop_report', answer),
      onLink: (link) => (this.link = link),
    });
    this.clock = setInterval(() => (this.now = performance.now()), 250);
  }

  /** Forgets everything: somebody else may sign in. */
  stop(): void {
    this.stream?.close();
    this.stream = null;
    clearInterval(this.clock);
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

  private queue(message: Message): void {
    this.pending.push(message);
    this.heardAt = performance.now();
    if (this.isScheduled) return;
    this.isScheduled = true;
    const flush = () => this.flush();
    if (document.hidden) setTimeout(flush, 250);
    else requestAnimationFrame(flush);
  }

  private flush(): void {
    this.isScheduled = false;
    const messages = this.pending;
    this.pending = [];
    let model = this.model;
    for (const message of messages) {
      if (message.type === 'snapshot') {
        model = message.data;
        this.gaps = this.stream?.gaps ?? 0;
      } else if (model) model = apply(model, message);
    }
    this.model = model;
    this.now = performance.now();
    for (const message of messages) this.tell(message);
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

export const store = new Store();
