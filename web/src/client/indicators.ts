import { get, part } from '../lib/http';
import type { Wire } from './wire';

/** What fits on the scale of the price: as the server is asked for it, and which of its outputs are prices. */
export const overlays: Record<string, string[]> = {
  'ema:20': ['value'],
  'ema:50': ['value'],
  'sma:200': ['value'],
  vwap: ['value'],
  bollinger: ['upper', 'middle', 'lower'],
  donchian: ['upper', 'middle', 'lower'],
  keltner: ['upper', 'middle', 'lower'],
  supertrend: ['line'],
};

export interface Line {
  title: string;
  points: [time: string, value: number][];
}

const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** "15m" in milliseconds; 0 for what is none. */
export const intervalMs = (text: string) => Number.parseInt(text, 10) * (units[text.at(-1) ?? ''] ?? 0) || 0;

/**
 * One indicator as lines over the bars. The server names the closes of bars, a chart puts them at their opening; a bar
 * at which it is not defined is left out.
 */
export async function lines(instrument: string, which: string, interval: string, points: number): Promise<Line[]> {
  const answer = await get<Wire<'indicator_answer'>>(`/api/v1/indicators/${part(instrument)}`, { which, interval, points });
  const opened = answer.times.map((time) => new Date(Date.parse(time ?? '') - intervalMs(interval)).toISOString());
  const drawn = overlays[which] ?? [];
  return answer.indicators.flatMap(({ series }) =>
    drawn.map((output) => ({
      title: output === 'value' ? which : `${which} ${output}`,
      points: (series[output] ?? []).flatMap((value, at): Line['points'] => (Number.isFinite(value) && opened[at] ? [[opened[at], value]] : [])),
    })),
  );
}
