interface Point {
  time: string | null;
  value: number;
}

/** Curves of different times on one axis; where a curve has no point, it keeps its last value. Before its first: null. */
export function overlay(curves: Point[][]): { time: number[]; values: (number | null)[][] } {
  const seconds = (p: Point) => Date.parse(p.time ?? '') / 1000;
  const time = [...new Set(curves.flat().map(seconds))].sort((a, b) => a - b);
  const values = curves.map((curve) => {
    const at = new Map(curve.map((p) => [seconds(p), p.value]));
    let last: number | null = null;
    return time.map((t) => (last = at.get(t) ?? last));
  });
  return { time, values };
}
