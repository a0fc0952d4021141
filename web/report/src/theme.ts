import { byId } from './dom';

type Theme = 'dark' | 'light';
const key = 'argosy-report-theme';

function saved(): Theme | null {
  try {
    const value = localStorage.getItem(key);
    return value === 'dark' || value === 'light' ? value : null;
  } catch {
    return null; // a browser may refuse storage to a file
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // as above: the choice lasts as long as the page
  }
}

/** Follows the system until the reader chooses; paper is light. `redraw` hears every change. */
export function startTheme(redraw: () => void): void {
  const system = matchMedia('(prefers-color-scheme: light)');
  const button = byId('theme');
  let chosen = saved();
  const show = (theme: Theme) => {
    document.documentElement.dataset['theme'] = theme;
    button.textContent = theme === 'dark' ? 'Light colours' : 'Dark colours';
    redraw();
  };
  const current = () => chosen ?? (system.matches ? 'light' : 'dark');
  button.addEventListener('click', () => {
    chosen = current() === 'dark' ? 'light' : 'dark';
    remember(chosen);
    show(chosen);
  });
  system.addEventListener('change', () => show(current()));
  addEventListener('beforeprint', () => show('light'));
  addEventListener('afterprint', () => show(current()));
  show(current());
}
