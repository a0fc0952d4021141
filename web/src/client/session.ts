import { get, remove, sendPlain, post, send } from '../lib/http';

export interface Me {
  name: string;
  kind: string;
  role: string;
  client: string;
  signed_in: string | null;
  expires: string | null;
}
export interface SignedIn {
  expires_in: number;
  user: string;
  role: string;
  must_change_password: boolean;
}
export interface SessionRow {
  id: string;
  user: string;
  client: string;
  role: string;
  started: string;
  expires: string;
  is_current: boolean;
}
export interface ApiKey {
  prefix: string;
  label: string;
  owner: string;
  role: string;
  scopes: string | string[];
  created: string;
  expires: string | null;
  last_used: string | null;
  key?: string | null;
}

const auth = '/api/v1/auth';

export const whoAmI = () => sendPlain<Me>('GET', `${auth}/me`);
export const login = (user: string, password: string) => sendPlain<SignedIn>('POST', `${auth}/login`, { body: { user, password } });
export const refresh = () => sendPlain<SignedIn>('POST', `${auth}/refresh`, { body: {} });
export const logout = () => sendPlain<null>('POST', `${auth}/logout`);
export const changePassword = (current: string, wanted: string) =>
  send<null>('PUT', `${auth}/password`, { body: { current, new: wanted } });

export const sessions = () => get<{ sessions: SessionRow[] }>('/api/v1/sessions');
export const endSession = (id: string) => remove<null>(`/api/v1/sessions/${encodeURIComponent(id)}`);
export const apiKeys = () => get<{ keys: ApiKey[] }>('/api/v1/api-keys');
export const makeApiKey = (body: { label: string; role: string; scopes: string; life: string }) => post<ApiKey>('/api/v1/api-keys', body);
export const revokeApiKey = (prefix: string) => remove<null>(`/api/v1/api-keys/${encodeURIComponent(prefix)}`);
