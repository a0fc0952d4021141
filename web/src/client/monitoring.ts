import type { Timestamp } from '../api';
import { get, send } from '../lib/http';
import { histograms } from '../lib/prometheus';
import type { Wire } from './wire';

export type ServiceRow = Wire<'service_health'>;
export type Queues = Wire<'queues'>;
export type AuditRow = Wire<'audit_entry'>;
export type AuditCheck = Wire<'audit_check'>;
export type Feed = Wire<'feed'>;

/** A line of the log: what was said, by whom, when, and what else the line holds. */
export interface LogLine {
  level: string;
  time: Timestamp | null;
  from: string;
  text: string;
}

/** Lines are ECS documents; whatever is not one is shown as it is. */
export function lineOf({ level, text }: Wire<'log_line'>): LogLine {
  try {
    const { '@timestamp': time, message, 'log.logger': from, ...rest } = JSON.parse(text) as Record<string, unknown>;
    const more = Object.entries(rest).filter(([key]) => !/^(ecs\.|log\.|service\.)/.test(key));
    const words = [String(message ?? text), ...more.map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)];
    return { level, time: typeof time === 'string' ? time : null, from: String(from ?? ''), text: words.join(' ') };
  } catch {
    return { level, time: null, from: '', text };
  }
}

export const services = () => get<Wire<'health_of_all'>>('/api/v1/services').then((a) => a.services);
/** How long requests take, by route. */
export const latencies = () => send<string>('GET', '/metrics', { isText: true }).then((text) => histograms(text, 'argosy_api_request_seconds'));

/** The newest first. */
export const logs = (level: string) => get<Wire<'log_tail'>>('/api/v1/logs', { limit: 1000, level }).then((a) => a.lines.map(lineOf));
export const feeds = () => get<Wire<'feeds'>>('/api/v1/monitoring/feeds').then((a) => a.feeds);
export const queues = () => get<Queues>('/api/v1/monitoring/queues');

export const audit = (cursor: string) => get<Wire<'audit_page'>>('/api/v1/audit', { limit: 100, cursor });
export const verifyAudit = () => get<AuditCheck>('/api/v1/audit/verify');
