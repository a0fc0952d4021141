import type { Timestamp } from '../api';
import { get, post, put, remove } from '../lib/http';

export interface AlertRow {
  alert_id: string;
  id: number;
  level: string;
  category: string;
  message: string;
  exchange: string | null;
  instrument?: string | null;
  time?: Timestamp;
  timestamp?: Timestamp;
  resolved?: boolean;
}
export interface Channel {
  name: string;
  enabled: boolean;
  /** Why it cannot be used; empty: all is well. */
  problem: string;
  channel: Record<string, unknown> | null;
}
export interface Rule {
  name: string;
  level_min: string;
  categories: string[];
  channels: string[];
  text: string;
  hourly_max: number;
  repeat_after?: string;
  quiet?: unknown;
}
export interface Delivery {
  id: number;
  time: Timestamp;
  status: string;
  channel: string;
  attempts: number;
  note: string;
  message: string;
}

export const alerts = (query: { level?: string; unresolved?: boolean; cursor?: string }) =>
  get<{ alerts: AlertRow[]; next_cursor?: string | null }>('/api/v1/alerts', { limit: 200, ...query });
/** Servers that keep no alert ids know them by number. */
export const idOf = (a: AlertRow) => a.alert_id ?? String(a.id);
export const resolve = (id: string) => put<unknown>(`/api/v1/alerts/${encodeURIComponent(id)}/resolve`, {});

const base = '/api/v1/notifications';
export interface Settings {
  channels: Channel[];
  rules: Rule[];
  /** Why nobody hears us; empty: all is well. */
  silence: string;
}
export const settings = () => get<Settings>(`${base}/settings`);
export const testChannel = (name: string) => post<{ delivered: boolean; note: string }>(`${base}/channels/${encodeURIComponent(name)}/test`, {});
export const putRule = (rule: Rule) => put<unknown>(`${base}/rules/${encodeURIComponent(rule.name)}`, rule);
export const removeRule = (name: string) => remove<unknown>(`${base}/rules/${encodeURIComponent(name)}`);
export const deliveries = () => get<{ waiting: Delivery[]; deliveries: Delivery[] }>(`${base}/deliveries`, { limit: 50 }).then((a) => [...a.waiting, ...a.deliveries]);
