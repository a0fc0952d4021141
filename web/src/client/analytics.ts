import type { Timestamp } from '../api';
import { get } from '../lib/http';
import type { Metric } from '../lib/metric';

export interface MetricsView {
  currency: string;
  start: Timestamp;
  end: Timestamp;
  periods_per_year: number;
  metrics: (Metric & { name: string })[];
}
export interface PnlPoint {
  time: Timestamp;
  equity: string;
  pnl: string;
  change: string;
  drawdown: string;
}
export interface Part {
  name: string;
  trades: number;
  wins: number;
  win_rate: number | null;
  profit_factor: number | null;
  net: string;
  fees: string;
  funding: string;
}
export interface Summary {
  currency: string;
  net: string;
  fees: string;
  funding: string;
  total_trades: number;
}

const base = '/api/v1/analytics';
export const metrics = () => get<MetricsView>(`${base}/metrics`);
export const summary = () => get<Summary>(`${base}/summary`);
export const history = (every: string) => get<{ currency: string; points: PnlPoint[] }>(`${base}/pnl-history`, { every, limit: 2000 });
export const breakdown = (by: string) => get<{ currency: string; parts: Part[] }>(`${base}/breakdown`, { by }).then((a) => a.parts);
