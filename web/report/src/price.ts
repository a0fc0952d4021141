import {
  CandlestickSeries,
  createSeriesMarkers,
  LineSeries,
  LineStyle,
  type IChartApi,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type SeriesMarker,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts';
import { makeChart, palette, themed } from '../../src/charts/common';
import { indexAt, intervalName, intervalsFor, longer, overviewInterval } from './bars';
import type { Bars, Instrument, Report, Trade } from './data';
import { byId, make } from './dom';

const markedMax = 150; // trades with arrows at once: more hide the candles

/** Candles of one instrument with the trades that are in view. */
export class PriceChart {
  private readonly chart: IChartApi;
  private readonly candles: ISeriesApi<'Candlestick'>;
  private readonly path: ISeriesApi<'Line'>;
  private readonly markers: ISeriesMarkersPluginApi<Time>;
  private readonly levels = new Map<string, Bars>();
  private bars: Bars = { time: [], open: [], high: [], low: [], close: [] };
  private interval = 0;
  private instrument!: Instrument;
  private trades: Trade[] = [];
  private selected: Trade | null = null;
  private isDrawing = false;

  constructor(private readonly report: Report) {
    this.chart = makeChart(byId('price-chart'));
    this.chart.timeScale().applyOptions({ enableConflation: true, minBarSpacing: 0.02 });
    this.candles = this.chart.addSeries(CandlestickSeries, { borderVisible: false, priceLineVisible: false });
    this.path = this.chart.addSeries(LineSeries, {
      lineWidth: 2,
      lineStyle: LineStyle.Dashed,
      priceLineVisible: false,
      lastValueVisible: false,
      crosshairMarkerVisible: false,
    });
    this.candles.priceScale().applyOptions({ scaleMargins: { top: 0.12, bottom: 0.1 } });
    this.markers = createSeriesMarkers(this.candles, [], { autoScale: false });
    this.chart.timeScale().subscribeVisibleLogicalRangeChange(() => this.drawSoon());
    this.fillChoices();
  }

  setTheme(): void {
    const colours = palette();
    this.chart.applyOptions(themed(colours));
    this.candles.applyOptions({ upColor: colours.up, downColor: colours.down, wickUpColor: colours.up, wickDownColor: colours.down });
    this.drawSoon();
  }

  /** Moves to a trade and marks it. */
  select(trade: Trade): void {
    this.selected = trade;
    const instrument = this.report.instruments.find((i) => i.symbol === trade.text['instrument']);
    if (!instrument) return;
    if (instrument !== this.instrument) this.setInstrument(instrument);
    const held = (trade.exit - trade.entry) / instrument.interval;
    const choices = this.choices();
    this.setInterval(choices.find((i) => (held * instrument.interval) / i <= 400) ?? choices.at(-1)!);
    const from = indexAt(this.bars.time, trade.entry);
    const to = indexAt(this.bars.time, trade.exit);
    const around = Math.max(30, to - from);
    this.chart.timeScale().setVisibleLogicalRange({ from: from - around, to: to + around });
    this.drawPath();
    this.drawSoon();
    byId('price-part').scrollIntoView({ block: 'nearest' });
  }

  private fillChoices(): void {
    const select = byId<HTMLSelectElement>('chart-instrument');
    select.parentElement!.hidden = this.report.instruments.length < 2;
    for (const { symbol } of this.report.instruments) select.append(make('option', symbol));
    select.addEventListener('change', () => this.setInstrument(this.report.instruments[select.selectedIndex]!));
    byId('chart-all').addEventListener('click', () => this.showAll());
    this.setInstrument(this.report.instruments[0]!);
  }

  private choices(): number[] {
    return intervalsFor(this.instrument.interval, this.instrument.bars.time.length);
  }

  private setInstrument(instrument: Instrument): void {
    this.instrument = instrument;
    byId<HTMLSelectElement>('chart-instrument').selectedIndex = this.report.instruments.indexOf(instrument);
    this.trades = this.report.trades.filter((t) => t.text['instrument'] === instrument.symbol);
    this.candles.applyOptions({ priceFormat: { type: 'price', precision: instrument.places, minMove: 10 ** -instrument.places } });
    const buttons = this.choices().map((interval) => {
      const button = make('button', intervalName(interval));
      button.type = 'button';
      button.dataset['interval'] = String(interval);
      button.addEventListener('click', () => this.zoomTo(interval));
      return button;
    });
    byId('chart-interval').replaceChildren(...buttons);
    this.interval = 0;
    this.showAll();
  }

  private showAll(): void {
    this.setInterval(overviewInterval(this.choices(), this.instrument.interval, this.instrument.bars.time.length));
    this.chart.timeScale().fitContent();
  }

  /** Another length of candles around the middle of what is in view, as many of them as the screen shows well. */
  private zoomTo(interval: number): void {
    const range = this.chart.timeScale().getVisibleLogicalRange();
    const middle = range ? this.bars.time[Math.round((Math.max(0, range.from) + Math.min(this.bars.time.length - 1, range.to)) / 2)] : undefined;
    const seconds = range ? (range.to - range.from) * this.interval : Infinity;
    this.setInterval(interval);
    const count = Math.min(Math.max(seconds / interval, 60), 400);
    const at = middle === undefined ? this.bars.time.length : indexAt(this.bars.time, middle);
    this.chart.timeScale().setVisibleLogicalRange({ from: at - count / 2, to: at + count / 2 });
  }

  private setInterval(interval: number): void {
    for (const button of byId('chart-interval').querySelectorAll('button')) {
      button.setAttribute('aria-pressed', String(button.dataset['interval'] === String(interval)));
    }
    if (interval === this.interval) return;
    this.interval = interval;
    this.bars = this.level(interval);
    const { time, open, high, low, close } = this.bars;
    this.path.setData([]);
    this.candles.setData(time.map((t, i) => ({ time: t as UTCTimestamp, open: open[i]!, high: high[i]!, low: low[i]!, close: close[i]! })));
    this.drawPath();
  }

  private level(interval: number): Bars {
    if (interval === this.instrument.interval) return this.instrument.bars;
    const key = `${this.instrument.symbol} ${interval}`;
    const made = this.levels.get(key) ?? longer(this.instrument.bars, interval);
    this.levels.set(key, made);
    return made;
  }

  private barAt(time: number): UTCTimestamp {
    return this.bars.time[Math.max(0, indexAt(this.bars.time, time))] as UTCTimestamp;
  }

  /** Entry to exit of the selected trade. */
  private drawPath(): void {
    const trade = this.selected;
    if (!trade || trade.text['instrument'] !== this.instrument.symbol) return this.path.setData([]);
    const from = this.barAt(trade.entry);
    const to = this.barAt(trade.exit);
    const { up, down } = palette();
    this.path.applyOptions({ color: trade.net < 0 ? down : up });
    const ends = [{ time: from, value: Number(trade.text['entry_price']) }];
    if (to > from) ends.push({ time: to, value: Number(trade.text['exit_price']) });
    this.path.setData(ends);
  }

  private drawSoon(): void {
    if (this.isDrawing) return;
    this.isDrawing = true;
    requestAnimationFrame(() => {
      this.isDrawing = false;
      this.drawMarkers();
    });
  }

  private inView(): Trade[] {
    const range = this.chart.timeScale().getVisibleLogicalRange();
    const { time } = this.bars;
    if (!range || time.length === 0) return [];
    const first = time[Math.max(0, Math.floor(range.from))] ?? Infinity;
    const last = (time[Math.min(time.length - 1, Math.ceil(range.to))] ?? -Infinity) + this.interval;
    return this.trades.filter((t) => t.exit >= first && t.entry <= last);
  }

  private drawMarkers(): void {
    const all = this.inView();
    const largest = all.length > markedMax ? [...all].sort((a, b) => Math.abs(b.net) - Math.abs(a.net)).slice(0, markedMax) : all;
    const shown = this.selected && all.includes(this.selected) && !largest.includes(this.selected) ? [...largest, this.selected] : largest;
    const { stored, interval } = this.instrument;
    const origin = stored === interval ? '' : `; the run saw bars of ${intervalName(stored)}`;
    byId('chart-note').textContent =
      (all.length > markedMax ? `${all.length.toLocaleString('en-US')} trades in view, the ${markedMax} largest are marked: zoom in for all` : `${all.length} trades in view`) + origin;
    const isNamed = shown.length <= 25;
    const size = shown.length <= 60 ? 1 : 0.6;
    const markers = shown.flatMap((trade) => (trade === this.selected ? this.markersOf(trade, true, 1.6) : this.markersOf(trade, isNamed, size)));
    this.markers.setMarkers(markers.sort((a, b) => Number(a.time) - Number(b.time)));
  }

  private markersOf(trade: Trade, isNamed: boolean, size: number): SeriesMarker<Time>[] {
    const { up, down, accent, warn } = palette();
    const isLong = trade.text['side'] === 'long';
    const entry: SeriesMarker<Time> = {
      time: this.barAt(trade.entry),
      position: isLong ? 'belowBar' : 'aboveBar',
      shape: isLong ? 'arrowUp' : 'arrowDown',
      color: isLong ? accent : warn,
      size,
    };
    const exit: SeriesMarker<Time> = {
      time: this.barAt(trade.exit),
      position: isLong ? 'aboveBar' : 'belowBar',
      shape: 'circle',
      color: trade.net < 0 ? down : up,
      size: size * 0.8,
    };
    if (isNamed) exit.text = `${trade.net < 0 ? '\u2212' : '+'}${Math.abs(trade.net).toFixed(2)}`;
    return [entry, exit];
  }
}
