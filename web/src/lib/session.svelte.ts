import * as client from '../client/session';
import { ApiError, setHealer } from './http';

/** `open`: the server knows no sign-in. `away`: it has not answered yet; the stream keeps trying. */
type State = 'checking' | 'in' | 'out' | 'open' | 'away';

const renewedKey = 'argosy-renewed';
const renewBefore = 60_000;
const timerMax = 2 ** 31 - 1; // longer ones fire at once

/**
 * Who is signed in. The tokens are cookies that no script can read; what is known here is when they end. They are
 * renewed a minute before, by one tab for all: a refresh token is good once, and used twice it ends the sign-in.
 */
class Session {
  state = $state<State>('checking');
  me = $state.raw<client.Me | null>(null);
  mustChangePassword = $state(false);
  /** Set while the password is asked for again; the dialog answers it. */
  question = $state.raw<((isGiven: boolean) => void) | null>(null);

  readonly isKnown = $derived(this.state === 'in' || this.state === 'open');
  /** Whether the pages are shown. */
  readonly isAllowed = $derived(this.isKnown || this.state === 'away');

  /** Who came from a provider has no password here: its name, or none. */
  readonly provider = $derived(this.me?.name.includes(':') ? this.me.name.slice(0, this.me.name.indexOf(':')) : null);

  private renewal: Promise<boolean> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    setHealer((error) => this.heal(error));
  }

  async check(): Promise<void> {
    try {
      this.enter(await client.whoAmI());
    } catch (error) {
      const failure = error as ApiError;
      if (failure.status === 401) {
        if (await this.renew()) await this.check();
      } else if (failure.isMissing) this.state = 'open';
      else if (this.state === 'checking') this.state = 'away'; // who was in stays in: the last numbers stay too
    }
  }

  /** Errors: ApiError of the server: wrong password, a code is needed, or wait. */
  async login(user: string, password: string, code = ''): Promise<void> {
    const answer = await client.login(user, password, code);
    this.mustChangePassword = answer.must_change_password;
    this.noteRenewal(answer.expires_in);
    this.enter(await client.whoAmI());
  }

  /** The password again, for what needs a fresh one. Errors: as login. */
  async confirm(password: string, code = ''): Promise<void> {
    this.noteRenewal((await client.login(this.me?.name ?? '', password, code)).expires_in);
  }

  async logout(): Promise<void> {
    // Whatever the server says: who wants to leave, leaves.
    await client.logout().catch(() => null);
    this.leave();
  }

  /** A new access token. False: the sign-in has ended, or the server does not answer. */
  renew(): Promise<boolean> {
    this.renewal ??= this.renewOnce().finally(() => (this.renewal = null));
    return this.renewal;
  }

  private enter(me: client.Me): void {
    this.me = me;
    this.state = 'in';
    if (me.expires) this.renewAt(Date.parse(me.expires));
  }

  private leave(): void {
    clearTimeout(this.timer);
    this.me = null;
    this.state = 'out';
    this.question?.(false);
    this.question = null;
  }

  private renewAt(end: number): void {
    const left = end - Date.now();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.renew(), Math.min(Math.max(left - renewBefore, left / 2, 1_000), timerMax));
  }

  private noteRenewal(seconds: number): void {
    localStorage.setItem(renewedKey, String(Date.now()));
    this.renewAt(Date.now() + seconds * 1000);
  }

  private async renewOnce(): Promise<boolean> {
    const before = localStorage.getItem(renewedKey);
    // Only where the page is secure; elsewhere two tabs may meet.
    if (!navigator.locks) return this.renewNow();
    return navigator.locks.request('argosy-renew', async () => {
      if (localStorage.getItem(renewedKey) !== before) return true;
      return this.renewNow();
    });
  }

  private async renewNow(): Promise<boolean> {
    try {
      this.noteRenewal((await client.refresh()).expires_in);
      return true;
    } catch (error) {
      const { status } = error as ApiError;
      if (status >= 400 && status < 500 && status !== 429) this.leave();
      else if (this.state === 'in') this.renewAt(Date.now() + 2 * renewBefore);
      return false;
    }
  }

  private heal(error: ApiError): Promise<boolean> {
    if (error.status === 401 && this.state !== 'open') return this.renew();
    if (error.code === 'step_up_required') return new Promise((answer) => (this.question = answer));
    return Promise.resolve(false);
  }
}

export const session = new Session();
