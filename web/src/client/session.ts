import { type ApiError, get, remove, sendPlain, post, send } from '../lib/http';
import type { Input, Wire } from './wire';

export type Me = Wire<'me'>;
export type Role = Exclude<Me['role'], 'anyone'>;
export type SignedIn = Wire<'signed_in'>;
export type SessionRow = Wire<'session'>;
export type ApiKey = Wire<'api_key_row'>;

const auth = '/api/v1/auth';

export const whoAmI = () => sendPlain<Me>('GET', `${auth}/me`);
/** How one signs in here, and what this is. */
export const ways = () => sendPlain<Wire<'entry_ways'>>('GET', `${auth}/ways`);
/** `code`: of an authenticator; without one that is needed the server asks for it (needsCode). */
export const login = (user: string, password: string, code = '') =>
  sendPlain<SignedIn>('POST', `${auth}/login`, { body: code === '' ? { user, password } : { user, password, code } });
export const needsCode = (error: ApiError) => error.code === 'second_factor_required';
/** Where a browser goes to sign in at a provider; `next` is where it ends. */
export const providerUrl = (name: string, next: string, isFresh = false) =>
  `${auth}/openid/${encodeURIComponent(name)}?${new URLSearchParams({ next, ...(isFresh ? { fresh: 'true' } : {}) }).toString()}`;
export const refresh = () => sendPlain<SignedIn>('POST', `${auth}/refresh`, { body: {} });
export const logout = () => sendPlain<null>('POST', `${auth}/logout`);
export const changePassword = (current: string, wanted: string) =>
  send<null>('PUT', `${auth}/password`, { body: { current, new: wanted } });

const totp = '/api/v1/me/totp';
export const secondFactor = () => get<Wire<'second_factor_state'>>(totp);
export const offerSecondFactor = () => post<Wire<'second_factor_offer'>>(totp, {});
export const confirmSecondFactor = (code: string) => post<null>(`${totp}/confirm`, { code });
export const removeSecondFactor = () => remove<null>(totp);

export const sessions = () => get<Wire<'sessions'>>('/api/v1/sessions');
export const endSession = (id: string) => remove<null>(`/api/v1/sessions/${encodeURIComponent(id)}`);
export const apiKeys = () => get<Wire<'api_keys'>>('/api/v1/api-keys');
export const makeApiKey = (body: Input<'new_api_key'>) => post<ApiKey>('/api/v1/api-keys', body);
export const revokeApiKey = (prefix: string) => remove<null>(`/api/v1/api-keys/${encodeURIComponent(prefix)}`);
