import type { Timestamp } from '../api';
import type { Mark } from '../charts/lines';
import { get, post, put, remove, send } from '../lib/http';
import type { Input, Wire } from './wire';

export type Parameter = Wire<'parameter'>;
export type Strategy = Wire<'strategy'>;
export type StrategyConfig = Wire<'strategy_config'>;
export type Performance = Wire<'strategy_performance'>;

const base = '/api/v1/strategies';
const at = (name: string) => `${base}/${encodeURIComponent(name)}`;

export const strategies = () => get<Wire<'strategy_list'>>(base).then((a) => a.strategies);
export const enable = (name: string, isOn: boolean) => post<Strategy>(`${at(name)}/${isOn ? 'enable' : 'disable'}`);
export const config = (name: string) => get<StrategyConfig>(`${at(name)}/config`);
export const setConfig = (name: string, parameters: Record<string, number>) => put<StrategyConfig>(`${at(name)}/config`, { parameters });
export const comparePerformance = () => get<Wire<'strategy_comparison'>>('/api/v1/performance/compare').then((a) => a.strategies);

export type Job = Wire<'backtest_job'>;
export type JobStatus = Job['status'];
export type Metric = Omit<Wire<'metric'>, 'name' | 'low' | 'high'>;
export interface HeatMap {
  x: string;
  y: string;
  x_values: number[];
  y_values: number[];
  best: (number | null)[][];
}
export interface Candidate {
  parameters: Record<string, number>;
  verdict: string;
  objective: number;
  trades: number;
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
  /** Of a search alone: what was best. */
  search?: { objective: string; tried: number; candidates: number; best: Candidate[] };
}
export type Comparison = Wire<'backtest_comparison'>;
export type BacktestRequest = Input<'strategy_backtest'>;

const jobs = '/api/v1/backtests';
export const startBacktest = (strategy: string, request: BacktestRequest) => post<Wire<'backtest_started'>>(`${at(strategy)}/backtest`, request);
/** A search over parameters: the same job, with what to try. */
export const startSearch = (request: Input<'backtest_request'>) => post<Job>(jobs, request);
export const backtests = () => get<Wire<'job_list'>>(jobs, { limit: 100 }).then((a) => a.backtests);
export const backtest = (id: string) => get<Job>(`${jobs}/${encodeURIComponent(id)}`);
export const cancelBacktest = (id: string) => remove<Job>(`${jobs}/${encodeURIComponent(id)}`);
export const backtestResult = (id: string) => get<BacktestResult>(`${jobs}/${encodeURIComponent(id)}/result`);
export const fileOf = (id: string, file: string) => `${jobs}/${encodeURIComponent(id)}/${encodeURIComponent(file)}`;
/** Where the trades of a run closed, and whether they won. */
export async function tradeMarks(id: string): Promise<Mark[]> {
  const [head = '', ...rows] = (await send<string>('GET', fileOf(id, 'trades.csv'), { isText: true })).trim().split(/\r?\n/);
  const at = (name: string) => head.split(',').indexOf(name);
  const [time, net] = [at('exit_time'), at('net')];
  const cells = rows.map((row) => row.split(','));
  return cells.map((c) => ({ time: Date.parse(c[time] ?? '') / 1000, isUp: Number(c[net]) > 0 })).filter((m) => !Number.isNaN(m.time));
}
export const compareBacktests = (ids: string[]) => get<Comparison>(`${jobs}/compare`, { ids: ids.join(',') });
