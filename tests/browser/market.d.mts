export function makeWorld(): { snapshot: unknown };
