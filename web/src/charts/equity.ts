import { LineSeries, type IChartApi, type ISeriesApi, type UTCTimestamp } from 'lightweight-charts';
import type { EquityPoint } from '../api';
import { makeChart, palette, seconds, themed } from './common';

interface Point {
  time: UTCTimestamp;
  value: number;
}

/** The last value of each second: times must rise. */
function column(points: EquityPoint[], of: (p: EquityPoint) => number): Point[] {
  const out: Point[] = [];
  for (const point of points) {
    const next = { time: seconds(point[0]), value: of(point) };
    const last = out.at(-1);
    if (last && next.time < last.time) continue;
    if (last && next.time === last.time) out.pop();
    out.push(next);
  }
  return out;
}

/** Equity, and the drawdown below it on a scale of its own. */
export class EquityChart {
  private readonly chart: IChartApi;
  private readonly equity: ISeriesApi<'Line'>;
  private readonly drawdown: ISeriesApi<'Line'>;
  private shown: EquityPoint[] = [];

  constructor(box: HTMLElement) {
    this.chart = makeChart(box);
    this.equity = this.chart.addSeries(LineSeries, { lineWidth: 2, priceLineVisible: false });
    this.drawdown = this.chart.addSeries(LineSeries, {
      lineWidth: 1,
      priceScaleId: 'drawdown',
      priceLineVisible: false,
      lastValueVisible: false,
      priceFormat: { type: 'custom', formatter: (v: number) => `${v.toFixed(2)} %` },
    });
    this.equity.priceScale().applyOptions({ scaleMargins: { top: 0.08, bottom: 0.3 } });
    this.drawdown.priceScale().applyOptions({ scaleMargins: { top: 0.78, bottom: 0.02 } });
  }

  setTheme(_theme: string): void {
    const colours = palette();
    const { accent } = colours;
    this.chart.applyOptions(themed(colours));
    this.equity.applyOptions({ color: accent });
    this.drawdown.applyOptions({ color: colours.down });
  }

  show(points: EquityPoint[]): void {
    const previous = this.shown;
    this.shown = points;
    const last = points.at(-1);
    const isOneMore = previous.length > 0 && points.length === previous.length + 1 && points[0] === previous[0];
    if (isOneMore && last && seconds(last[0]) >= seconds(previous.at(-1)![0])) {
      this.equity.update({ time: seconds(last[0]), value: Number(last[1]) });
      this.drawdown.update({ time: seconds(last[0]), value: -Math.abs(Number(last[2])) * 100 });
      return;
    }
    this.equity.setData(column(points, (p) => Number(p[1])));
    this.drawdown.setData(column(points, (p) => -Math.abs(Number(p[2])) * 100));
    this.chart.timeScale().fitContent();
  }

  remove(): void {
    this.chart.remove();
  }
}
