import { get, remove, sendPlain, post, send } from '../lib/http';
import type { Input, Wire } from './wire';

export type Me = Wire<'me'>;
export type Role = Exclude<Me['role'], 'anyone'>;
export type SignedIn = Wire<'signed_in'>;
export type SessionRow = Wire<'session'>;
export type ApiKey = Wire<'api_key_row'>;

const auth = '/api/v1/auth';

export const whoAmI = () => sendPlain<Me>('GET', `${auth}/me`);
export const login = (user: string, password: string) => sendPlain<SignedIn>('POST', `${auth}/login`, { body: { user, password } });
export const refresh = () => sendPlain<SignedIn>('POST', `${auth}/refresh`, { body: {} });
export const logout = () => sendPlain<null>('POST', `${auth}/logout`);
export const changePassword = (current: string, wanted: string) =>
  send<null>('PUT', `${auth}/password`, { body: { current, new: wanted } });

export const sessions = () => get<Wire<'sessions'>>('/api/v1/sessions');
export const endSession = (id: string) => remove<null>(`/api/v1/sessions/${encodeURIComponent(id)}`);
export const apiKeys = () => get<Wire<'api_keys'>>('/api/v1/api-keys');
export const makeApiKey = (body: Input<'new_api_key'>) => post<ApiKey>('/api/v1/api-keys', body);
export const revokeApiKey = (prefix: string) => remove<null>(`/api/v1/api-keys/${encodeURIComponent(prefix)}`);
