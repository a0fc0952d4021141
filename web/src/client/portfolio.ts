import type { Equity } from '../api';
import { get } from '../lib/http';
import type { Wire } from './wire';

export type Balance = Wire<'exchange_balance'>;
/** What is at risk, and where. */
export type Exposure = Wire<'exposure'>;
export type Exchange = Wire<'exchange'>;
export type ExchangeHealth = Wire<'exchange_health'>;

export const balances = () => get<Wire<'balances'>>('/api/v1/balances').then((b) => b.balances);
export const exposure = () => get<Exposure>('/api/v1/risk/exposure');
export const equity = () => get<Equity>('/api/v1/equity', { limit: 1000 });
export const exchanges = () => get<Wire<'exchanges2'>>('/api/v1/exchanges').then((a) => a.exchanges);
export const health = (name: string) => get<ExchangeHealth>(`/api/v1/exchanges/${encodeURIComponent(name)}/health`);
