import type { Timestamp } from '../api';
import { ApiError, get } from '../lib/http';

export interface ServiceRow {
  name: string;
  status: string;
  detail: string;
  needs: string[];
  uptime: number | null;
  /** Everything else that the server says of it and that is a number: queues, latencies, counts. */
  figures: Record<string, number>;
}
export interface LogLine {
  level: string;
  text: string;
}
export interface Queues {
  topics: { topic: string; published: number; skipped: number; dead: number; subscribers: number }[];
  store_queue: number;
  store_queue_max: number;
  store_failed: number;
  log_lost: number;
  journal: string;
}
export interface AuditRow {
  sequence: number;
  time: Timestamp;
  actor: string;
  action: string;
  target: string;
  hash: string;
}
export interface AuditCheck {
  ok: boolean;
  entries: number;
  head: string;
  broken_at: number | null;
  problem: string;
}

/** The first of these paths that the server has. */
async function firstOf<T>(paths: string[], query?: Record<string, string | number>): Promise<T> {
  for (const path of paths.slice(0, -1)) {
    try {
      return await get<T>(path, query);
    } catch (error) {
      if (!(error as ApiError).isMissing) throw error;
    }
  }
  return get<T>(paths.at(-1)!, query);
}

type Wire = Record<string, unknown>;
const text = (x: unknown) => (typeof x === 'string' ? x : '');

function serviceOf(wire: Wire): ServiceRow {
  const figures: Record<string, number> = {};
  for (const [key, value] of Object.entries(wire)) if (typeof value === 'number') figures[key] = value;
  const { uptime_s: uptime = null, ...rest } = figures;
  return {
    name: text(wire['name'] ?? wire['service']),
    status: text(wire['status'] ?? wire['condition'] ?? wire['state']),
    detail: text(wire['detail'] ?? wire['error']),
    needs: Array.isArray(wire['needs'] ?? wire['depends_on']) ? ((wire['needs'] ?? wire['depends_on']) as string[]) : [],
    uptime,
    figures: rest,
  };
}
/** A list, or an object by name. */
function rowsOf(wire: unknown): Wire[] {
  if (Array.isArray(wire)) return wire as Wire[];
  return Object.entries((wire ?? {}) as Record<string, unknown>).map(([name, value]) =>
    typeof value === 'object' && value !== null ? { name, ...value } : { name, status: String(value) },
  );
}
export async function services(): Promise<ServiceRow[]> {
  const answer = await firstOf<{ services?: unknown }>(['/api/v1/services', '/services', '/health/all']);
  return rowsOf(answer.services ?? answer).map(serviceOf);
}

/** The newest first. */
export const logs = (level: string) => get<{ lines: LogLine[] }>('/api/v1/logs', { limit: 1000, level }).then((a) => a.lines);
export const queues = () => get<Queues>('/api/v1/monitoring/queues');

export const audit = (cursor: string) => get<{ entries: AuditRow[]; next_cursor: string | null }>('/api/v1/audit', { limit: 100, cursor });
export const verifyAudit = () => get<AuditCheck>('/api/v1/audit/verify');
