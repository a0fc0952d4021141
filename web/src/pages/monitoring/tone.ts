/** How a condition of a service is shown: a colour, and a mark for those who see none. */
export type Tone = 'up' | 'warn' | 'down';

export const mark = { up: '●', warn: '▲', down: '■' } as const;
export const toneOf = (status: string): Tone => (status === 'healthy' ? 'up' : /degraded|starting|fresh/.test(status) ? 'warn' : 'down');
