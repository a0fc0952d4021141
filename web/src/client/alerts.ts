import type { Timestamp } from '../api';
import { get, post, put, remove } from '../lib/http';
import type { Input, Wire } from './wire';

export type AlertRow = Wire<'alert'>;
export type Channel = Wire<'channel_view'>;
export type Rule = Wire<'notification_rule'>;
export type Level = Rule['level_min'];
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
  get<Wire<'alert_page'>>('/api/v1/alerts', { limit: 200, ...query });
export const resolve = (id: string) => put<unknown>(`/api/v1/alerts/${encodeURIComponent(id)}/resolve`, {});

const base = '/api/v1/notifications';
export type Settings = Wire<'notification_settings'>;
export const settings = () => get<Settings>(`${base}/settings`);
export const testChannel = (name: string) => post<Wire<'channel_test'>>(`${base}/channels/${encodeURIComponent(name)}/test`, {});
/** The name stands in the path alone. */
export const putRule = ({ name, ...rule }: Rule) => put<Rule>(`${base}/rules/${encodeURIComponent(name)}`, rule);
export const removeRule = (name: string) => remove<unknown>(`${base}/rules/${encodeURIComponent(name)}`);
export const putChannel = (name: string, input: Input<'channel_input'>) => put<Channel>(`${base}/channels/${encodeURIComponent(name)}`, input);
export const removeChannel = (name: string) => remove<unknown>(`${base}/channels/${encodeURIComponent(name)}`);
export const deliveries = () => get<{ waiting: Delivery[]; deliveries: Delivery[] }>(`${base}/deliveries`, { limit: 50 }).then((a) => [...a.waiting, ...a.deliveries]);
