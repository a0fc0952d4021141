import type { Ballot, Timestamp } from '../api';
import { get, part, post, put, remove } from '../lib/http';

export interface Parameter {
  name: string;
  type: string;
  unit: string;
  doc: string;
  value: number;
  default_value: number;
  min: number;
  max: number;
}
export interface Strategy {
  name: string;
  strategy: string;
  title: string;
  summary: string;
  active: boolean;
  enabled: boolean;
  book: string | null;
  timeframe: string | null;
  weight: number | null;
  veto: boolean;
  instruments: string[];
  parameters: Parameter[];
}
export interface StrategyConfig {
  strategy_name: string;
  active: boolean;
  parameters: Record<string, number>;
  declared: Parameter[];
}
export interface Performance {
  strategy_name: string;
  total_trades: number;
  winning_trades: number;
  win_rate: number;
  total_pnl: number;
  sharpe_ratio: number | null;
  max_drawdown: number;
  period: string;
  profit_factor?: number | null;
}

const base = '/api/v1/strategies';
const at = (name: string) => `${base}/${encodeURIComponent(name)}`;

export const strategies = () => get<{ strategies: Strategy[] }>(base).then((a) => a.strategies);
export const enable = (name: string, isOn: boolean) => post<Strategy>(`${at(name)}/${isOn ? 'enable' : 'disable'}`);
export const config = (name: string) => get<StrategyConfig>(`${at(name)}/config`);
export const setConfig = (name: string, parameters: Record<string, number>) => put<StrategyConfig>(`${at(name)}/config`, { parameters });
export const comparePerformance = () => get<{ strategies: Performance[] }>('/api/v1/performance/compare').then((a) => a.strategies);
export const ballots = (instrument: string) =>
  get<{ ballots: Ballot[] }>('/api/v1/signals', { limit: 100, instrument }).then((a) => a.ballots);
export const consensus = (exchange: string, pair: string) => get<unknown>(`/api/v1/signals/consensus/${part(exchange)}/${part(pair)}`);

export type JobStatus = 'queued' | 'running' | 'completed' | 'failed' | 'cancelled';
export interface Job {
  job_id: string;
  kind: string;
  name: string;
  status: JobStatus;
  created_at: Timestamp;
  finished_at: Timestamp | null;
  progress: number;
  eta_s: number | null;
  source: string;
  timeframe: string;
  symbols: string[];
  strategies: string[];
  error: string | null;
  hint: string | null;
  metrics: Record<string, number>;
  warnings: string[];
  files: string[];
}
export interface Metric {
  title: string;
  value: number | null;
  reason?: string;
  unit: string;
  definition: string;
}
export interface HeatMap {
  x: string;
  y: string;
  x_values: number[];
  y_values: number[];
  best: (number | null)[][];
}
export interface BacktestResult {
  name: string;
  start: Timestamp;
  end: Timestamp;
  currency: string;
  start_equity: string;
  end_equity: string;
  metrics: Record<string, Metric>;
  curve?: [Timestamp, string][];
  months?: { year: number; month: number; return: number }[];
  warnings?: { code: string; message?: string }[];
  heat_maps?: HeatMap[];
}
export interface Comparison {
  jobs: { job_id: string; name: string; strategies: string[]; symbols: string[] }[];
  metrics: { metric: string; title: string; values: (number | null)[]; best: string | null }[];
  curves: { time: Timestamp; value: number }[][];
}
export interface BacktestRequest {
  symbols?: string[];
  timeframe?: string;
  from?: string;
  to?: string;
  bars?: number;
  seed?: number;
  source?: string;
  quick?: boolean;
  parameters?: Record<string, number>;
}

const jobs = '/api/v1/backtests';
export const startBacktest = (strategy: string, request: BacktestRequest) => post<{ job_id: string; status: JobStatus }>(`${at(strategy)}/backtest`, request);
export const backtests = () => get<{ backtests: Job[] }>(jobs, { limit: 100 }).then((a) => a.backtests);
export const backtest = (id: string) => get<Job>(`${jobs}/${encodeURIComponent(id)}`);
export const cancelBacktest = (id: string) => remove<Job>(`${jobs}/${encodeURIComponent(id)}`);
export const backtestResult = (id: string) => get<BacktestResult>(`${jobs}/${encodeURIComponent(id)}/result`);
export const fileOf = (id: string, file: string) => `${jobs}/${encodeURIComponent(id)}/${encodeURIComponent(file)}`;
export const compareBacktests = (ids: string[]) => get<Comparison>(`${jobs}/compare`, { ids: ids.join(',') });
