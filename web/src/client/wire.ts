import type { components } from './schema';

type Schemas = components['schemas'];
type Whole<T> = T extends (infer U)[] ? Whole<U>[] : T extends object ? { [K in keyof T]-?: Whole<Exclude<T[K], undefined>> } : T;

/** An answer of the server, by the name of its schema in /openapi.json. It leaves no field out. */
export type Wire<N extends keyof Schemas> = Whole<Schemas[N]>;
/** What the server takes: what is not required may be left out. */
export type Input<N extends keyof Schemas> = Schemas[N];
