/** Where the services stand on their map: what needs nothing on the left, everything to the right of what it needs. */

export interface Node {
  name: string;
  status: string;
  needs: string[];
  x: number;
  y: number;
}
export interface Edge {
  from: Node;
  to: Node;
}

interface Service {
  name: string;
  status: string;
  needs?: string[];
}

function depthOf(services: Map<string, Service>, name: string, seen: Set<string>): number {
  const needs = (services.get(name)?.needs ?? []).filter((n) => services.has(n) && !seen.has(n));
  return needs.length === 0 ? 0 : 1 + Math.max(...needs.map((n) => depthOf(services, n, new Set([...seen, name]))));
}

export function layout(services: Service[]): { nodes: Node[]; edges: Edge[]; columns: number; rows: number } {
  const byName = new Map(services.map((s) => [s.name, s]));
  const filled: number[] = [];
  const nodes = services.map((s) => {
    const x = depthOf(byName, s.name, new Set());
    const y = filled[x] ?? 0;
    filled[x] = y + 1;
    return { name: s.name, status: s.status, needs: s.needs ?? [], x, y };
  });
  const at = new Map(nodes.map((n) => [n.name, n]));
  const edges = nodes.flatMap((to) => to.needs.flatMap((name) => (at.has(name) ? [{ from: at.get(name)!, to }] : [])));
  return { nodes, edges, columns: filled.length, rows: Math.max(0, ...filled.filter((n) => n)) };
}
