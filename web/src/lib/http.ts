/** Requests to the server: one form for every failure, and what may heal one (a renewed sign-in, the password again). */

import { noteBudget } from './budgets.svelte';

export interface FieldProblem {
  pointer: string;
  detail: string;
}

/** What went wrong and what to do next: a problem document of the server, or our own words when there is none. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    detail: string,
    readonly hint: string,
    readonly traceId = '',
    readonly code = '',
    /** How long to wait before the next attempt; 0: the server did not say. */
    readonly waitSeconds = 0,
    readonly errors: FieldProblem[] = [],
  ) {
    super(detail);
  }

  /** The server does not have this (yet): nothing is broken. */
  get isMissing(): boolean {
    return this.status === 404 || this.status === 405 || this.status === 501;
  }
}

export interface RequestOptions {
  body?: unknown;
  query?: Record<string, string | number | boolean | null | undefined>;
  headers?: Record<string, string>;
  /** The answer is text, not JSON. */
  isText?: boolean;
  /** Told of the answer before it is read: for its headers. */
  onAnswer?(response: Response): void;
  /** Milliseconds. */
  timeout?: number;
}

/** Asked once for each kind of failure: true means that the request is worth repeating. */
type Healer = (error: ApiError) => Promise<boolean>;
let heal: Healer = () => Promise.resolve(false);
export function setHealer(healer: Healer): void {
  heal = healer;
}

const requestTimeout = 15_000;

function urlOf(path: string, query: RequestOptions['query']): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null && value !== '');
  if (given.length === 0) return path;
  return `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()}`;
}

async function ask(method: string, url: string, headers: Record<string, string>, options: RequestOptions): Promise<Response> {
  try {
    return await fetch(url, {
      method,
      headers,
      signal: AbortSignal.timeout(options.timeout ?? requestTimeout),
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
  } catch {
    throw new ApiError(0, 'The server does not answer.', 'Check that argosy is running; the page tries again by itself.');
  }
}

interface Problem {
  code?: string;
  detail?: string;
  hint?: string;
  trace_id?: string;
  errors?: FieldProblem[];
}

async function errorOf(response: Response): Promise<ApiError> {
  const answer: unknown = await response.json().catch(() => null);
  const problem = (typeof answer === 'object' && answer !== null ? answer : {}) as Problem;
  return new ApiError(
    response.status,
    problem.detail ?? `The server answered ${response.status}.`,
    problem.hint ?? '',
    problem.trace_id ?? '',
    problem.code ?? '',
    Number(response.headers.get('Retry-After') ?? 0) || 0,
    problem.errors ?? [],
  );
}

async function contentOf(response: Response, isText: boolean): Promise<unknown> {
  if (response.status === 204) return null;
  const text = await response.text();
  if (isText) return text;
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ApiError(response.status, 'The server answered with something that is not JSON.', 'Is this page as new as the server? Reload it.');
  }
}

async function once<T>(method: string, url: string, headers: Record<string, string>, options: RequestOptions): Promise<T> {
  const response = await ask(method, url, headers, options);
  noteBudget(response.headers);
  if (!response.ok) throw await errorOf(response);
  options.onAnswer?.(response);
  return (await contentOf(response, options.isText ?? false)) as T;
}

/** Names one wish, however often and by whatever way it is sent. */
export const newKey = (): string => crypto.randomUUID?.() ?? String(Math.random()).slice(2);

function headersOf(method: string, options: RequestOptions): Record<string, string> {
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers };
  if (method !== 'GET') headers['Idempotency-Key'] ??= newKey();
  if (options.body !== undefined) headers['Content-Type'] = 'application/json';
  return headers;
}

/** Without healing: for the sign-in itself. Errors: ApiError, always. */
export function sendPlain<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  return once<T>(method, urlOf(path, options.query), headersOf(method, options), options);
}

/** Repeats after a healed failure, with the same idempotency key. Errors: ApiError, always. */
export async function send<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const url = urlOf(path, options.query);
  const headers = headersOf(method, options);
  const tried = new Set<number>();
  for (;;) {
    try {
      return await once<T>(method, url, headers, options);
    } catch (error) {
      const failure = error as ApiError;
      if (tried.has(failure.status) || !(await heal(failure))) throw failure;
      tried.add(failure.status);
    }
  }
}

export const get = <T>(path: string, query?: RequestOptions['query']) => send<T>('GET', path, query ? { query } : {});
export const post = <T>(path: string, body?: unknown) => send<T>('POST', path, { body });
export const put = <T>(path: string, body?: unknown) => send<T>('PUT', path, { body });
export const remove = <T>(path: string) => send<T>('DELETE', path);

/** A part of a path. A pair is written with '-' for '/': proxies decode %2F. */
export const part = (text: string) => encodeURIComponent(text.replaceAll('/', '-'));
