/** What a drag asks and tells. y: pixels from the top of the box. */
export interface DragHooks<T> {
  /** What lies there; null: nothing, and the pointer is the chart's. */
  at(y: number): T | null;
  move(what: T, y: number): void;
  /** The chart must not move with the pointer meanwhile. */
  hold(isHeld: boolean): void;
  /** It was let go somewhere else. Until end() it stays where it is. */
  drop(what: T, y: number): void;
  cancel(): void;
}

const dragLeast = 3; // pixels: less was a click

/** Drags horizontal lines in a box by mouse, pen or finger. Escape lets go. */
export class PriceDrag<T> {
  /** Something is in the hand, or was dropped and waits for an answer. */
  isActive = false;
  private what: T | null = null;
  private from = 0;
  private readonly listening = new AbortController();

  constructor(
    private readonly box: HTMLElement,
    private readonly hooks: DragHooks<T>,
  ) {
    const { signal } = this.listening;
    box.addEventListener('pointerdown', (e) => this.take(e), { signal, capture: true });
    box.addEventListener('pointermove', (e) => this.follow(e), { signal, capture: true });
    box.addEventListener('pointerup', (e) => this.release(e), { signal, capture: true });
    box.addEventListener('pointercancel', () => this.letGo(), { signal, capture: true });
    box.addEventListener('touchstart', (e) => this.what !== null && e.preventDefault(), { signal, capture: true, passive: false });
    addEventListener('keydown', (e) => e.key === 'Escape' && this.what !== null && this.letGo(), { signal });
  }

  /** What was dropped is answered: another can be taken. */
  end(): void {
    this.isActive = false;
    this.what = null;
  }
  remove(): void {
    this.listening.abort();
  }

  private y(event: PointerEvent): number {
    return event.clientY - this.box.getBoundingClientRect().top;
  }
  private take(event: PointerEvent): void {
    if (this.isActive || event.button !== 0) return;
    const y = this.y(event);
    this.what = this.hooks.at(y);
    if (this.what === null) return;
    this.from = y;
    this.isActive = true;
    this.hooks.hold(true);
    this.box.setPointerCapture(event.pointerId);
  }
  private follow(event: PointerEvent): void {
    const y = this.y(event);
    if (!this.isActive) this.box.style.cursor = this.hooks.at(y) === null ? '' : 'ns-resize';
    else if (this.what !== null) this.hooks.move(this.what, y);
  }
  private release(event: PointerEvent): void {
    if (this.what === null) return;
    const { what } = this;
    const y = this.y(event);
    this.what = null;
    this.hooks.hold(false);
    if (Math.abs(y - this.from) < dragLeast) return this.hooks.cancel();
    this.hooks.drop(what, y);
  }
  private letGo(): void {
    if (this.what === null) return;
    this.hooks.hold(false);
    this.hooks.cancel();
  }
}
