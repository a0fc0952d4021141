import { decimal, exact, signed, words } from '../../src/lib/format';
import type { Report, Trade } from './data';
import { byId, make } from './dom';

interface Column {
  title: string;
  key: string;
  show: (trade: Trade) => string;
  sort: (trade: Trade) => number | string;
  isText?: boolean;
  isColoured?: boolean;
}

const time = (iso: string) => iso.slice(0, 16).replace('T', ' ');
const text = (title: string, key: string): Column => ({ title, key, show: (t) => words(t.text[key]!), sort: (t) => t.text[key]!, isText: true });
const number = (title: string, key: string, show: (text: string) => string): Column => ({ title, key, show: (t) => show(t.text[key]!), sort: (t) => Number(t.text[key]) });
const money = (title: string, key: string): Column => ({ ...number(title, key, (v) => signed(v, 2)) });

const all: Column[] = [
  { title: 'Nr', key: 'number', show: (t) => String(t.number), sort: (t) => t.number },
  { ...text('Entry', 'entry_time'), show: (t) => time(t.text['entry_time']!) },
  { ...text('Exit', 'exit_time'), show: (t) => time(t.text['exit_time']!) },
  { ...text('Instrument', 'instrument'), show: (t) => t.text['instrument']! },
  { ...text('Strategy', 'strategy'), show: (t) => t.text['strategy']! },
  text('Side', 'side'),
  { ...money('Net', 'net'), isColoured: true },
  number('Quantity', 'qty', exact),
  number('Entry price', 'entry_price', (v) => exact(decimal(v, 4).replaceAll(',', ''))),
  number('Exit price', 'exit_price', (v) => exact(decimal(v, 4).replaceAll(',', ''))),
  text('Closed by', 'exit'),
  number('Bars', 'bars', exact),
  money('Fees', 'fees'),
  money('Funding', 'funding'),
  money('Slippage', 'slippage'),
  money('MAE', 'mae'),
  money('MFE', 'mfe'),
  number('Risk', 'initial_risk', (v) => decimal(v, 2)),
];

/** Without a column that says the same in every row. */
function columnsFor(trades: Trade[]): Column[] {
  return all.filter((c) => !['instrument', 'strategy'].includes(c.key) || trades.some((t) => t.text[c.key] !== trades[0]!.text[c.key]));
}

const rowHeight = 30;
const spare = 10; // rows drawn above and below what is visible

/** A table of any length: only the rows in view exist. */
export class TradeTable {
  private readonly box = byId('trade-list');
  private readonly body = make('tbody');
  private readonly heads: HTMLTableCellElement[] = [];
  private readonly columns: Column[];
  private rows: Trade[];
  private sortBy = all[1]!;
  private isDescending = false;
  private selected: Trade | null = null;
  private drawn = '';

  constructor(
    private readonly report: Report,
    private readonly onSelect: (trade: Trade) => void,
  ) {
    this.rows = report.trades;
    this.columns = columnsFor(report.trades);
    this.box.append(this.makeTable());
    this.box.addEventListener('scroll', () => this.draw());
    this.box.addEventListener('keydown', (event) => this.onKey(event));
    new ResizeObserver(() => this.draw()).observe(this.box);
    this.fillFilters();
    this.apply();
  }

  private makeTable(): HTMLTableElement {
    const table = make('table');
    const row = make('tr');
    for (const column of this.columns) {
      const head = make('th', '', column.isText ? '' : 'num');
      head.scope = 'col';
      const button = make('button', column.title);
      button.type = 'button';
      button.addEventListener('click', () => this.sort(column));
      head.append(button);
      row.append(head);
      this.heads.push(head);
    }
    const top = make('thead');
    top.append(row);
    table.append(top, this.body);
    return table;
  }

  private fillFilters(): void {
    for (const [id, key] of [['trade-strategy', 'strategy'], ['trade-instrument', 'instrument']] as const) {
      const any = make('option', 'all');
      any.value = '';
      byId(id).append(any, ...[...new Set(this.report.trades.map((t) => t.text[key]!))].map((name) => make('option', name)));
      byId(id).parentElement!.hidden = !this.columns.some((c) => c.key === key);
    }
    for (const id of ['trade-search', 'trade-strategy', 'trade-instrument', 'trade-side', 'trade-result']) {
      byId(id).addEventListener('input', () => this.apply());
    }
  }

  private sort(column: Column): void {
    this.isDescending = this.sortBy === column ? !this.isDescending : !column.isText;
    this.sortBy = column;
    this.apply();
  }

  private apply(): void {
    const value = (id: string) => byId<HTMLInputElement | HTMLSelectElement>(id).value;
    const search = value('trade-search').trim().toLowerCase();
    const [strategy, instrument, side, result] = ['trade-strategy', 'trade-instrument', 'trade-side', 'trade-result'].map(value);
    const matches = (t: Trade) =>
      (!strategy || t.text['strategy'] === strategy) &&
      (!instrument || t.text['instrument'] === instrument) &&
      (!side || t.text['side'] === side) &&
      (!result || (result === 'win' ? t.net > 0 : t.net < 0)) &&
      (!search || this.columns.some((c) => c.show(t).toLowerCase().includes(search)));
    const { sort } = this.sortBy;
    const keyed = this.report.trades.filter(matches).map((trade) => ({ trade, key: sort(trade) }));
    keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.trade.number - b.trade.number));
    if (this.isDescending) keyed.reverse();
    this.rows = keyed.map((k) => k.trade);
    this.describe();
    this.box.scrollTop = 0;
    this.drawn = '';
    this.draw();
  }

  private describe(): void {
    const net = this.rows.reduce((sum, t) => sum + t.net, 0);
    byId('trade-count').textContent = `${this.rows.length.toLocaleString('en-US')} of ${this.report.trades.length.toLocaleString('en-US')} trades, net ${signed(net.toFixed(2), 2)} ${this.report.currency}`;
    this.columns.forEach((column, i) => this.heads[i]!.setAttribute('aria-sort', column !== this.sortBy ? 'none' : this.isDescending ? 'descending' : 'ascending'));
    this.box.querySelector('table')!.setAttribute('aria-rowcount', String(this.rows.length + 1));
  }

  private draw(): void {
    const first = Math.max(0, Math.floor(this.box.scrollTop / rowHeight) - spare);
    const last = Math.min(this.rows.length, Math.ceil((this.box.scrollTop + this.box.clientHeight) / rowHeight) + spare);
    const drawn = `${first} ${last} ${this.selected?.number}`;
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const focused = this.body.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset['number'] : undefined;
    const rows = this.rows.slice(first, last).map((trade, i) => this.makeRow(trade, first + i));
    if (this.rows.length === 0) return this.body.replaceChildren(this.makeNotice());
    this.body.replaceChildren(this.space(first), ...rows, this.space(this.rows.length - last));
    if (focused) this.body.querySelector<HTMLElement>(`[data-number="${focused}"]`)?.focus({ preventScroll: true });
  }

  private makeNotice(): HTMLTableRowElement {
    const row = make('tr');
    const cell = make('td', this.report.trades.length === 0 ? 'The run made no trade: the warnings say where to look.' : 'No trade fits the filters.', 'muted');
    cell.colSpan = this.columns.length;
    row.append(cell);
    return row;
  }

  private space(rows: number): HTMLTableRowElement {
    const row = make('tr', '', 'space');
    row.setAttribute('aria-hidden', 'true');
    row.style.height = `${rows * rowHeight}px`;
    return row;
  }

  private makeRow(trade: Trade, index: number): HTMLTableRowElement {
    const row = make('tr', '', trade === this.selected ? 'selected' : '');
    row.setAttribute('aria-rowindex', String(index + 2));
    row.addEventListener('click', () => this.select(trade));
    for (const column of this.columns) {
      const tone = !column.isColoured ? '' : trade.net < 0 ? ' down' : ' up';
      const cell = make('td', '', `${column.isText ? '' : 'num'}${tone}`);
      cell.title = trade.text[column.key] ?? '';
      if (column === this.columns[0]) cell.append(this.makeButton(trade));
      else cell.textContent = column.show(trade);
      row.append(cell);
    }
    return row;
  }

  private makeButton(trade: Trade): HTMLButtonElement {
    const button = make('button', String(trade.number));
    button.type = 'button';
    button.dataset['number'] = String(trade.number);
    button.setAttribute('aria-label', `Show trade ${trade.number} on the chart`);
    button.setAttribute('aria-pressed', String(trade === this.selected));
    return button;
  }

  private select(trade: Trade): void {
    this.selected = trade;
    this.draw();
    this.onSelect(trade);
  }

  /** Up and down walk through the trades, and the chart follows. */
  private onKey(event: KeyboardEvent): void {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || !this.selected) return;
    const index = this.rows.indexOf(this.selected) + step;
    const next = this.rows[index];
    if (!next) return;
    event.preventDefault();
    const top = index * rowHeight;
    if (top < this.box.scrollTop) this.box.scrollTop = top;
    const bottom = top + 2 * rowHeight - this.box.clientHeight; // one more row for the head
    if (bottom > this.box.scrollTop) this.box.scrollTop = bottom;
    this.select(next);
    this.body.querySelector<HTMLElement>(`[data-number="${next.number}"]`)?.focus({ preventScroll: true });
  }
}
