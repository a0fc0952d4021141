import type { Timestamp } from '../api';
import { get, post, put, send } from '../lib/http';
import type { Wire } from './wire';

export type Tree = null | boolean | number | string | Tree[] | { [key: string]: Tree };
export interface Document {
  version: number;
  hash: string;
  time: Timestamp;
  settings: { [key: string]: Tree };
}
export type Difference = Wire<'difference'>;
export type Verdict = Wire<'config_verdict'>;
export type Version = Wire<'config_version'>;
/** What somebody wants changed: the whole as YAML, or single keys. */
export interface Proposal {
  yaml?: string;
  set?: string[];
  replace?: boolean;
}

const base = '/api/v1/config';

export const current = () => get<Document>(base);
/** The settings alone, as a person edits them. */
export async function currentYaml(): Promise<string> {
  const text = await send<string>('GET', base, { query: { format: 'yaml' }, headers: { Accept: 'application/yaml' }, isText: true });
  return below(text, 'settings');
}
export const validate = (proposal: Proposal) => post<Verdict>(`${base}/validate`, proposal);
export const apply = (proposal: Proposal, reason: string, version: number) => put<Version>(`${base}/update`, { ...proposal, reason, base_version: version });
export const versions = () => get<Wire<'config_versions'>>(`${base}/versions`, { limit: 100 }).then((a) => a.versions);
export const diff = (from: number, to: number) => get<Wire<'config_diff'>>(`${base}/diff`, { from, to }).then((a) => a.differences);
export const rollback = (version: number, reason: string, current: number) => post<Version>(`${base}/rollback`, { version, reason, base_version: current });

/** The block below a key of a YAML text, moved to the left; the text itself when there is no such key. */
export function below(yaml: string, key: string): string {
  const lines = yaml.split('\n');
  const at = lines.findIndex((line) => line.startsWith(`${key}:`));
  if (at < 0) return yaml;
  const end = lines.findIndex((line, i) => i > at && /^\S/.test(line));
  const block = lines.slice(at + 1, end < 0 ? undefined : end);
  const indent = Math.min(...block.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return block.map((line) => line.slice(indent)).join('\n');
}

export interface Leaf {
  path: string;
  value: Tree;
}
/** Every single setting with its key path, as the server writes it: a.b[0].c. */
export function leaves(tree: Tree, path = ''): Leaf[] {
  if (Array.isArray(tree)) return tree.length === 0 ? [{ path, value: tree }] : tree.flatMap((item, i) => leaves(item, `${path}[${i}]`));
  if (tree === null || typeof tree !== 'object') return [{ path, value: tree }];
  return Object.entries(tree).flatMap(([key, value]) => leaves(value, path ? `${path}.${key}` : key));
}
