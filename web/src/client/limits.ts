import { get, put, remove, send } from '../lib/http';
import type { Wire } from './wire';

export type Limits = Wire<'risk_limits'>;
export interface Tagged {
  limits: Limits;
  /** Names the state that a change starts from. */
  tag: string;
}

const path = '/api/v1/risk/limits';
export async function limits(): Promise<Tagged> {
  let tag = '';
  const limits = await send<Limits>('GET', path, { onAnswer: (a) => (tag = a.headers.get('ETag') ?? '') });
  return { limits, tag };
}
/** By key path: "daily_loss.fraction". Errors: 412 when somebody was faster; to raise one needs the password again. */
export const setLimits = (limits: Record<string, string>, tag: string) => send<Limits>('PUT', path, { body: { limits }, headers: { 'If-Match': tag } });

export type Secret = Wire<'secret'>;
const secretAt = (name: string) => `/api/v1/secrets/${encodeURIComponent(name)}`;
export const secrets = () => get<Wire<'secrets'>>('/api/v1/secrets').then((a) => a.secrets);
/** It is never shown again. */
export const putSecret = (name: string, value: string) => put<Secret>(secretAt(name), { value });
export const removeSecret = (name: string) => remove<unknown>(secretAt(name));
