import {
  CandlestickSeries,
  createSeriesMarkers,
  HistogramSeries,
  LineSeries,
  LineStyle,
  type IChartApi,
  type IPriceLine,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type SeriesMarker,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts';
import type { BarRow, Bars, Fill, Order, Position } from '../api';
import { exact } from '../lib/format';
import type { DragHooks, PriceDrag } from '../lib/drag';
import { makeChart, palette, seconds, themed, type Palette } from './common';

export interface Overlay {
  color: string;
  points: [time: string, value: number][];
}

const reach = 7; // pixels from a line
const fillsMax = 300;
const barsMax = 2000; // more and each update costs noticeably

/** Candles with volume, our fills as arrows on the bar that holds them, and lines for the open position. */
export class PriceChart {
  private readonly chart: IChartApi;
  private readonly candles: ISeriesApi<'Candlestick'>;
  private readonly volume: ISeriesApi<'Histogram'>;
  private readonly markers: ISeriesMarkersPluginApi<Time>;
  private overlays: ISeriesApi<'Line'>[] = [];
  private lines: IPriceLine[] = [];
  private orderLines: { order: Order; price: number; line: IPriceLine }[] = [];
  private orders: Order[] = [];
  private drag: PriceDrag<Order> | null = null;
  private places = 2;
  private fills: Fill[] = [];
  private times: UTCTimestamp[] = [];
  private bars: BarRow[] = [];
  private position: Position | null = null;
  private colours: Palette = palette();

  constructor(box: HTMLElement) {
    this.chart = makeChart(box);
    this.candles = this.chart.addSeries(CandlestickSeries, { borderVisible: false });
    this.volume = this.chart.addSeries(HistogramSeries, {
      priceScaleId: 'volume',
      priceFormat: { type: 'volume' },
      priceLineVisible: false,
      lastValueVisible: false,
    });
    this.candles.priceScale().applyOptions({ scaleMargins: { top: 0.08, bottom: 0.22 } });
    this.volume.priceScale().applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } });
    this.markers = createSeriesMarkers(this.candles, []);
  }

  setTheme(_theme: string): void {
    this.colours = palette();
    const { up, down } = this.colours;
    this.chart.applyOptions(themed(this.colours));
    this.candles.applyOptions({ upColor: up, downColor: down, wickUpColor: up, wickDownColor: down });
    this.volume.setData(this.bars.map((bar) => this.volumeOf(bar)));
    this.drawMarkers();
    this.showPosition(this.position);
    this.showOrders(this.orders);
  }

  show(bars: Bars, places: number): void {
    this.bars = bars.bars;
    this.places = places;
    this.times = bars.bars.map((bar) => seconds(bar[0]));
    this.fills = bars.fills.slice(-fillsMax);
    this.candles.applyOptions({ priceFormat: { type: 'price', precision: places, minMove: 10 ** -places } });
    this.candles.setData(bars.bars.map(candle));
    this.volume.setData(bars.bars.map((bar) => this.volumeOf(bar)));
    this.drawMarkers();
    this.chart.timeScale().setVisibleLogicalRange({ from: Math.max(0, bars.bars.length - 160), to: bars.bars.length + 4 });
  }

  /** The newest bar, changed or new; an older one than that is ignored. */
  update(bar: BarRow): void {
    const time = seconds(bar[0]);
    const last = this.times.at(-1);
    if (last !== undefined && time < last) return;
    if (time !== last) {
      this.times.push(time);
      this.bars = [...this.bars, bar];
    } else {
      this.bars = [...this.bars.slice(0, -1), bar];
    }
    if (this.bars.length > barsMax) return this.forgetOldest();
    this.candles.update(candle(bar));
    this.volume.update(this.volumeOf(bar));
  }

  private forgetOldest(): void {
    this.bars = this.bars.slice(-barsMax / 2);
    this.times = this.times.slice(-barsMax / 2);
    this.candles.setData(this.bars.map(candle));
    this.volume.setData(this.bars.map((bar) => this.volumeOf(bar)));
  }

  addFill(fill: Fill): void {
    if (this.fills.some((f) => f.id === fill.id)) return;
    this.fills = [...this.fills, fill].slice(-fillsMax);
    this.drawMarkers();
  }

  showPosition(position: Position | null): void {
    this.position = position;
    for (const line of this.lines) this.candles.removePriceLine(line);
    this.lines = [];
    if (!position) return;
    const draw = (price: string, title: string, color: string) =>
      this.lines.push(
        this.candles.createPriceLine({
          price: Number(price),
          title,
          color,
          lineWidth: 1,
          lineStyle: LineStyle.Dashed,
          axisLabelVisible: true,
        }),
      );
    draw(position.entry_price, `${position.side} ${exact(position.qty)}`, this.colours.accent);
    if (position.stop_price) draw(position.stop_price, 'stop', this.colours.warn);
  }

  /** Where our orders wait. One that is being dragged stays in the hand. */
  showOrders(orders: Order[]): void {
    this.orders = orders;
    if (this.drag?.isActive) return;
    for (const { line } of this.orderLines) this.candles.removePriceLine(line);
    this.orderLines = orders.flatMap((order) => {
      const { request } = order;
      const price = Number(request.limit_price) || Number(request.trigger_price);
      if (!price) return [];
      const color = request.side === 'buy' ? this.colours.up : this.colours.down;
      const title = `${request.side} ${exact(request.qty)}`;
      const line = this.candles.createPriceLine({ price, title, color, lineWidth: 1, lineStyle: LineStyle.Dotted, axisLabelVisible: true });
      return [{ order, price, line }];
    });
  }

  /** From now on the line of an order can be dragged; `onDrop` gets the price, and what puts the line back. */
  letDrag(make: (hooks: DragHooks<Order>) => PriceDrag<Order>, onDrop: (order: Order, price: string, done: () => void) => void): void {
    this.drag = make({
      at: (y) => this.nearest(y),
      move: (order, y) => this.lineOf(order)?.applyOptions({ price: this.candles.coordinateToPrice(y) ?? 0 }),
      hold: (isHeld) => this.chart.applyOptions({ handleScroll: !isHeld, handleScale: isHeld ? false : { axisPressedMouseMove: { price: false } } }),
      drop: (order, y) => onDrop(order, (this.candles.coordinateToPrice(y) ?? 0).toFixed(this.places), () => this.endDrag()),
      cancel: () => this.endDrag(),
    });
  }

  private endDrag(): void {
    this.drag?.end();
    this.showOrders(this.orders);
  }
  private lineOf(order: Order): IPriceLine | undefined {
    return this.orderLines.find((l) => l.order.id === order.id)?.line;
  }
  /** The order whose line is under the pointer. */
  private nearest(y: number): Order | null {
    const far = (price: number) => Math.abs((this.candles.priceToCoordinate(price) ?? -Infinity) - y);
    const [first] = this.orderLines.filter((l) => far(l.price) <= reach).sort((a, b) => far(a.price) - far(b.price));
    return first?.order ?? null;
  }

  /** Lines over the candles, each with its own points: indicators. */
  showOverlays(lines: Overlay[]): void {
    for (const series of this.overlays) this.chart.removeSeries(series);
    this.overlays = lines.map(({ color, points }) => {
      const series = this.chart.addSeries(LineSeries, { color, lineWidth: 1, priceLineVisible: false, lastValueVisible: false, crosshairMarkerVisible: false });
      series.setData(points.map(([time, value]) => ({ time: seconds(time), value })));
      return series;
    });
  }

  remove(): void {
    this.drag?.remove();
    this.chart.remove();
  }

  private drawMarkers(): void {
    const first = this.times[0];
    const markers: SeriesMarker<Time>[] = [];
    for (const fill of this.fills) {
      const time = this.barOf(seconds(fill.time));
      if (first === undefined || time === undefined) continue;
      const isBuy = fill.side === 'buy';
      markers.push({
        time,
        position: isBuy ? 'belowBar' : 'aboveBar',
        shape: isBuy ? 'arrowUp' : 'arrowDown',
        color: isBuy ? this.colours.up : this.colours.down,
        id: String(fill.id),
      });
    }
    markers.sort((a, b) => Number(a.time) - Number(b.time));
    this.markers.setMarkers(markers);
  }

  /** The opening time of the bar that holds this moment. */
  private barOf(time: number): UTCTimestamp | undefined {
    let low = 0;
    let high = this.times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.times[middle]! <= time) low = middle + 1;
      else high = middle;
    }
    return this.times[low - 1];
  }

  private volumeOf(bar: BarRow) {
    const isUp = Number(bar[4]) >= Number(bar[1]);
    return { time: seconds(bar[0]), value: Number(bar[5]), color: isUp ? this.colours.upSoft : this.colours.downSoft };
  }
}

function candle(bar: BarRow) {
  return {
    time: seconds(bar[0]),
    open: Number(bar[1]),
    high: Number(bar[2]),
    low: Number(bar[3]),
    close: Number(bar[4]),
  };
}
