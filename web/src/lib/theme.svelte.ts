type Theme = 'dark' | 'light';

const key = 'argosy-theme';
const system = matchMedia('(prefers-color-scheme: light)');

function saved(): Theme | null {
  const value = localStorage.getItem(key);
  return value === 'dark' || value === 'light' ? value : null;
}

/** What the user chose, or what the system prefers. */
class ThemeChoice {
  current = $state<Theme>(saved() ?? (system.matches ? 'light' : 'dark'));

  constructor() {
    this.show();
    system.addEventListener('change', () => {
      if (saved() !== null) return;
      this.current = system.matches ? 'light' : 'dark';
      this.show();
    });
  }

  toggle(): void {
    this.choose(this.current === 'dark' ? 'light' : 'dark');
  }

  choose(theme: Theme): void {
    this.current = theme;
    localStorage.setItem(key, this.current);
    this.show();
  }

  private show(): void {
    document.documentElement.dataset['theme'] = this.current;
  }
}

export const theme = new ThemeChoice();
