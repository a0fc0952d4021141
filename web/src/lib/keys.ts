import { pages } from './pages';
import { router } from './router.svelte';

export interface KeyActions {
  help(): void;
  palette(): void;
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** To the next or the previous row of the page. */
function step(by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>('main [data-row]')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  rows[Math.min(Math.max(at + by, 0), rows.length - 1)]?.focus();
}

function focus(selector: string): boolean {
  const found = document.querySelector<HTMLElement>(selector);
  found?.focus();
  return found !== null;
}

/** The order ticket with this side, wherever we are. */
function ticket(side: string): void {
  if (router.path === '/trading') router.setQuery({ side });
  else router.navigate(`/trading?side=${side}`);
}

/** Shortcuts of single letters, and `g` followed by a page's letter. */
export class Keys {
  private isGoing = false; // after a `g`

  constructor(private readonly actions: KeyActions) {}

  /** True: the key was for us. */
  press(event: KeyboardEvent, withLetters: boolean): boolean {
    if (event.ctrlKey && !event.shiftKey && event.key.toLowerCase() === 'k') return this.run(this.actions.palette);
    if (!withLetters || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (isTyping(event.target) || document.querySelector('dialog[open]')) return false;
    if (this.isGoing) return this.go(event.key);
    return this.letter(event);
  }

  private letter(event: KeyboardEvent): boolean {
    switch (event.key) {
      case '?':
        return this.run(this.actions.help);
      case 'g':
        return (this.isGoing = true);
      case '/':
        return focus('main [data-filter]');
      case 'j':
        return this.run(() => step(1));
      case 'k':
        return this.run(() => step(-1));
      case 'b':
        return this.run(() => ticket('buy'));
      case 's':
        return this.run(() => ticket('sell'));
      default:
        return false;
    }
  }

  private go(key: string): boolean {
    this.isGoing = false;
    const page = pages.find((p) => p.key === key);
    if (page) router.navigate(page.path);
    return page !== undefined;
  }

  private run(action: () => void): true {
    action();
    return true;
  }
}
