/** Columns of a table: what is shown, what is sorted by, and what a spreadsheet gets, in one place. */

export type Cell = string | number | null | undefined;

export interface Column<T> {
  title: string;
  isNumber?: boolean;
  /** What is sorted by and exported. */
  value(row: T): Cell;
  /** What is shown, where it differs. */
  text?(row: T): string;
  /** A class of the cell: up, down, warn, muted. */
  tone?(row: T): string;
}

export interface Order {
  column: number;
  isDown: boolean;
}

/** Numbers by size (also when they are written as text), everything else as text; what is not there comes last. */
export function compare(a: Cell, b: Cell): number {
  const isMissing = (x: Cell) => x === null || x === undefined || x === '';
  if (isMissing(a) || isMissing(b)) return Number(isMissing(a)) - Number(isMissing(b));
  const [x, y] = [Number(a), Number(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  return String(a).localeCompare(String(b));
}

/** Stable; the rows themselves stay as they are. */
export function sorted<T>(rows: readonly T[], columns: readonly Column<T>[], order: Order | null): readonly T[] {
  const column = order ? columns[order.column] : undefined;
  if (!order || !column) return rows;
  const sign = order.isDown ? -1 : 1;
  return [...rows].sort((a, b) => sign * compare(column.value(a), column.value(b)));
}

function quoted(cell: Cell): string {
  const text = String(cell ?? '');
  // A spreadsheet would run what begins like a formula.
  const safe = typeof cell === 'string' && /^[=+@\t\r]|^-(?!\d)/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180, with a line of titles. */
export function toCsv<T>(rows: readonly T[], columns: readonly Column<T>[]): string {
  const lines = [columns.map((c) => quoted(c.title)), ...rows.map((row) => columns.map((c) => quoted(c.value(row))))];
  return lines.map((line) => line.join(',')).join('\r\n') + '\r\n';
}

/** Hands a text to the user as a file. */
export function download(name: string, text: string, type = 'text/csv'): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
