import type { Decimal, Equity, Timestamp } from '../api';
import { get } from '../lib/http';

export interface Balance {
  exchange: string;
  total_balance: number;
  available_balance: number;
  total_pnl: number;
  daily_pnl: number;
  timestamp: Timestamp | null;
  currency?: string;
}
/** What is at risk, by whatever the server groups it by. */
export interface Exposure {
  gross?: Decimal;
  net?: Decimal;
  [group: string]: unknown;
}
export interface ExchangeRow {
  exchange?: string;
  name?: string;
  status?: string;
  response_time?: number;
  last_check?: Timestamp;
  error_count?: number;
}

export const balances = () => get<{ balances: Balance[] } | Balance[]>('/api/v1/balances').then((b) => (Array.isArray(b) ? b : b.balances));
export const exposure = () => get<Exposure>('/api/v1/risk/exposure');
export const equity = () => get<Equity>('/api/v1/equity', { limit: 1000 });
/** Names or rows: both are seen in the wild. */
export const exchanges = async (): Promise<ExchangeRow[]> => {
  const answer = await get<{ exchanges: (string | ExchangeRow)[] } | (string | ExchangeRow)[]>('/api/v1/exchanges');
  const rows = Array.isArray(answer) ? answer : answer.exchanges;
  return rows.map((r) => (typeof r === 'string' ? { exchange: r } : r));
};
export const health = (name: string) => get<ExchangeRow>(`/api/v1/exchanges/${encodeURIComponent(name)}/health`);
