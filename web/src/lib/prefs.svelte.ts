import { setTimeZone } from './format';

/** What one browser remembers of how its user likes the pages. */
export interface Prefs {
  /** `blue`: gains blue and losses orange, for eyes that cannot tell green from red. */
  colours: 'green' | 'blue';
  density: 'roomy' | 'dense';
  zone: string;
  /** Single letters as shortcuts: they get in the way of some input aids. */
  shortcuts: boolean;
  /** Address of a Grafana that shows our metrics; empty: there is none. */
  grafana: string;
}

const key = 'argosy-prefs';
const defaults: Prefs = { colours: 'green', density: 'roomy', zone: 'UTC', shortcuts: true, grafana: '' };

function saved(): Prefs {
  try {
    return { ...defaults, ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Prefs>) };
  } catch {
    return defaults;
  }
}

class Preferences {
  current = $state.raw<Prefs>(saved());

  constructor() {
    this.show();
  }

  set(change: Partial<Prefs>): void {
    this.current = { ...this.current, ...change };
    localStorage.setItem(key, JSON.stringify(this.current));
    this.show();
  }

  private show(): void {
    const { dataset } = document.documentElement;
    dataset['colours'] = this.current.colours;
    dataset['density'] = this.current.density;
    try {
      setTimeZone(this.current.zone);
    } catch {
      setTimeZone('UTC'); // this browser does not know the zone
    }
  }
}

export const prefs = new Preferences();
