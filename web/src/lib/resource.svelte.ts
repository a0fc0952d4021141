import { onMount } from 'svelte';
import { ApiError } from './http';
import { store } from './store.svelte';

/** Something that is asked of the server: the newest answer, its age, and what went wrong with the last attempt. */
export class Resource<T> {
  data = $state.raw<T | null>(null);
  failure = $state.raw<ApiError | null>(null);
  isLoading = $state(false);
  /** performance.now() of the answer. */
  at = $state(0);
  readonly age = $derived(Math.max(0, store.now - this.at));

  private round = 0;

  constructor(private readonly ask: () => Promise<T>) {}

  /** What came another way is the newest answer. */
  take(data: T): void {
    this.round += 1;
    this.data = data;
    this.failure = null;
    this.isLoading = false;
    this.at = performance.now();
  }

  /** An answer that a later request has overtaken is dropped. */
  async load(): Promise<void> {
    const round = ++this.round;
    this.isLoading = true;
    try {
      const data = await this.ask();
      if (round !== this.round) return;
      this.data = data;
      this.failure = null;
      this.at = performance.now();
    } catch (error) {
      if (round === this.round) this.failure = error as ApiError;
    } finally {
      if (round === this.round) this.isLoading = false;
    }
  }
}

const freshFor = 2_000;

/**
 * A resource of the page: loaded at once, again whenever the stream comes back, and every so many milliseconds while
 * somebody looks. Requires: called while a component is made.
 */
export function resource<T>(ask: () => Promise<T>, every = 0): Resource<T> {
  const made = new Resource(ask);
  onMount(() => {
    void made.load();
    // A page that cannot keep up gets one snapshot after another: asking anew each time would make it slower still.
    // One that is under way is left to end: asked anew with each snapshot, nothing would ever be shown.
    const stop = store.on('snapshot', () => void (made.isLoading || performance.now() - made.at < freshFor || made.load()));
    const timer = every > 0 ? setInterval(() => void (document.hidden || made.failure?.isMissing || made.load()), every) : undefined;
    return () => {
      stop();
      clearInterval(timer);
    };
  });
  return made;
}

/** A button's work: busy while it runs, with the failure of the last attempt and a word when it is done. */
export class Action {
  isBusy = $state(false);
  failure = $state.raw<ApiError | null>(null);
  done = $state('');

  /** True: it succeeded. */
  async run(work: () => Promise<unknown>, done = ''): Promise<boolean> {
    this.isBusy = true;
    this.failure = null;
    this.done = '';
    try {
      await work();
      this.done = done;
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.failure = error;
      return false;
    } finally {
      this.isBusy = false;
    }
  }
}
