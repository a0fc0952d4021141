// The fake server's sign-in: tokens in cookies, refresh tokens that are good once, a wait after wrong passwords.
const cookieOf = (request, name) => new RegExp(`(?:^|; )${name}=([^;]*)`).exec(request.headers.cookie ?? '')?.[1] ?? '';

export class FakeSignIn {
  constructor({ user = 'operator', password = 'correct horse battery', life = 600, stepUp = false, code = '', providers = [], mode = 'simulation', mustChange = false } = {}) {
    Object.assign(this, { user, password, life, code, providers, mode, mustChange }); // code: of an authenticator; '': none
    this.needsStepUp = stepUp;
    this.tokens = new Map(); // access token -> when it ends
    this.refreshTokens = new Set();
    this.count = 0;
    this.failures = 0;
    this.renewals = 0;
  }

  isIn(request) {
    return (this.tokens.get(cookieOf(request, 'argosy_session')) ?? 0) > Date.now();
  }
  expireAccess() {
    this.tokens.clear();
  }
  expireAll() {
    this.tokens.clear();
    this.refreshTokens.clear();
  }

  /** Answers what belongs to it; false: it does not. */
  answer(request, path, body, send) {
    switch (`${request.method} ${path}`) {
      case 'POST /api/v1/auth/login':
        return this.login(JSON.parse(body), send);
      case 'POST /api/v1/auth/refresh':
        return this.refresh(request, send);
      case 'POST /api/v1/auth/logout':
        this.expireAll();
        return send(204, null);
      case 'GET /api/v1/auth/ways':
        return send(200, { mode: this.mode, version: '0.1.0', providers: this.providers });
      default:
        break;
    }
    if (path.startsWith('/api/') && !this.isIn(request)) {
      return send(401, { status: 401, code: 'unauthorized', detail: 'sign in first', hint: 'POST /api/v1/auth/login' });
    }
    if (path === '/api/v1/auth/me') return send(200, this.me());
    if (this.needsStepUp && request.method === 'POST' && path === '/api/v1/api-keys') {
      return send(403, { status: 403, code: 'step_up_required', detail: 'this needs a fresh sign-in', hint: 'sign in again' });
    }
    return false;
  }

  me() {
    const expires = new Date(Math.max(0, ...this.tokens.values())).toISOString();
    return { name: this.user, kind: 'user', role: 'admin', scopes: [], client: 'dashboard', signed_in: new Date().toISOString(), expires };
  }

  login({ user, password, code }, send) {
    if (this.failures >= 3) {
      return send(429, { status: 429, code: 'rate_limited', detail: 'too many attempts to sign in', hint: 'try again in 2 s' });
    }
    if (user !== this.user || password !== this.password) {
      this.failures += 1;
      return send(401, { status: 401, code: 'unauthorized', detail: 'the name or the password is wrong', hint: 'names are lower case' });
    }
    if (this.code && !code) return send(401, { status: 401, code: 'second_factor_required', detail: 'the code of your authenticator is missing', hint: '' });
    if (this.code && code !== this.code) {
      this.failures += 1;
      return send(401, { status: 401, code: 'unauthorized', detail: 'the code is wrong or was used', hint: 'type the one that it shows now' });
    }
    this.needsStepUp = false;
    return this.issue(send);
  }

  refresh(request, send) {
    const token = cookieOf(request, 'argosy_refresh');
    if (!this.refreshTokens.delete(token)) return send(401, { status: 401, code: 'unauthorized', detail: 'the sign-in has ended', hint: 'sign in again' });
    this.renewals += 1;
    return this.issue(send);
  }

  issue(send) {
    this.count += 1;
    this.tokens.set(`a${this.count}`, Date.now() + this.life * 1000);
    this.refreshTokens.add(`r${this.count}`);
    const answer = { access_token: `a${this.count}`, token_type: 'Bearer', refresh_token: `r${this.count}`, expires_in: this.life, user: this.user, role: 'admin', must_change_password: this.mustChange };
    return send(200, answer, [`argosy_session=a${this.count}; Path=/; HttpOnly`, `argosy_refresh=r${this.count}; Path=/api/v1/auth; HttpOnly`]);
  }
}
