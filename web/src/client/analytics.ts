import { get, post } from '../lib/http';
import type { Wire } from './wire';

export type MetricsView = Wire<'performance_metrics'>;
export type PnlPoint = Wire<'pnl_point'>;
export type Part = Wire<'breakdown_part'>;
export type Summary = Wire<'analytics_summary'>;

const base = '/api/v1/analytics';
export const metrics = () => get<MetricsView>(`${base}/metrics`);
export const summary = () => get<Summary>(`${base}/summary`);
export const history = (every: string) => get<Wire<'pnl_history'>>(`${base}/pnl-history`, { every, limit: 2000 });
/** The account as it is now, on a page or two, as a file that is kept. */
export const tearSheet = () => post<Wire<'report'>>('/api/v1/reports', { kind: 'tear_sheet', format: 'html' });
export const breakdown = (by: string) => get<Wire<'breakdown'>>(`${base}/breakdown`, { by }).then((a) => a.parts);
