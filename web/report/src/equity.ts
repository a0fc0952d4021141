import uPlot from 'uplot';
import { palette } from '../../src/charts/common';
import type { Report } from './data';
import { amount, byId, make, utc } from './dom';
import { axis, Plot } from './plot';

const utcDate = (seconds: number) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC');

/** The fall from the running peak in per cent, never above zero. */
export function underwater(equity: number[]): number[] {
  let peak = -Infinity;
  return equity.map((value) => {
    peak = Math.max(peak, value);
    return peak > 0 ? (value / peak - 1) * 100 : 0;
  });
}

/** Equity with buy and hold above, the drawdown below, one crosshair for both. */
export class EquityCharts {
  private readonly upper: Plot;
  private readonly lower: Plot;
  private readonly falls: number[];
  private logarithmic = false;

  constructor(private readonly report: Report) {
    const { time, equity, benchmark } = report.curve;
    this.falls = underwater(equity);
    this.upper = new Plot(byId('equity-chart'), () => this.upperOptions(), benchmark ? [time, equity, benchmark] : [time, equity]);
    this.lower = new Plot(byId('underwater-chart'), () => this.lowerOptions(), [time, this.falls]);
    this.chooseBenchmark();
    const showBenchmark = document.getElementById('show-benchmark') as HTMLInputElement | null;
    showBenchmark?.addEventListener('change', () => this.upper.show(2, showBenchmark.checked));
    byId<HTMLInputElement>('log-scale').addEventListener('change', (event) => {
      this.logarithmic = (event.target as HTMLInputElement).checked;
      this.upper.draw();
    });
  }

  /** Buy and hold is shown at once unless it would press the equity into a line. */
  private chooseBenchmark(): void {
    const { equity, benchmark } = this.report.curve;
    if (benchmark) byId<HTMLInputElement>('show-benchmark').checked = spread(benchmark) < 4 * spread(equity);
  }

  draw(): void {
    this.upper.draw();
    this.lower.draw();
    this.describe(null);
  }

  private common(): Pick<uPlot.Options, 'cursor' | 'legend' | 'tzDate' | 'hooks' | 'padding'> {
    return {
      cursor: { sync: { key: 'equity' }, y: false, drag: { x: true, y: false } },
      legend: { show: false },
      tzDate: utcDate,
      padding: [8, 8, 0, 0],
      hooks: { setCursor: [(u) => this.describe(u.cursor.idx ?? null)] },
    };
  }

  private upperOptions(): Omit<uPlot.Options, 'width' | 'height'> {
    const colours = palette();
    const series: uPlot.Series[] = [
      {},
      { stroke: colours.accent, width: 2, fill: this.logarithmic ? undefined : fade(colours.accent), points: { show: false } } as uPlot.Series,
    ];
    if (this.report.curve.benchmark) {
      const checked = byId<HTMLInputElement>('show-benchmark').checked;
      series.push({ stroke: colours.muted, width: 1.25, dash: [5, 4], show: checked, points: { show: false } });
    }
    return {
      ...this.common(),
      series,
      scales: { y: { distr: this.logarithmic ? 3 : 1 } },
      axes: [axis(colours), { ...axis(colours), size: 52, values: (_u, splits) => splits.map(short) }],
    };
  }

  private lowerOptions(): Omit<uPlot.Options, 'width' | 'height'> {
    const colours = palette();
    return {
      ...this.common(),
      series: [{}, { stroke: colours.down, width: 1, fill: `${colours.down}33`, points: { show: false } }],
      scales: { y: { range: (_u, min) => [Math.min(min * 1.05, -0.1), 0] } },
      axes: [{ ...axis(colours), values: () => [], size: 6 }, { ...axis(colours), size: 52, values: (_u, splits) => splits.map((v) => `${v} %`) }],
    };
  }

  private describe(index: number | null): void {
    const { time, equity, benchmark } = this.report.curve;
    const i = index ?? time.length - 1;
    if (i < 0) return;
    const parts = [
      make('span', utc(time[i]!)),
      make('span', `Equity ${amount(equity[i]!)}`, 'key equity'),
      make('span', `Drawdown ${(-this.falls[i]!).toFixed(2)} %`, 'key fall'),
    ];
    if (benchmark) parts.push(make('span', `Buy and hold ${amount(benchmark[i]!)}`, 'key hold'));
    byId('equity-legend').replaceChildren(...parts);
  }
}

const spread = (values: number[]) => values.reduce((a, b) => Math.max(a, b), -Infinity) - values.reduce((a, b) => Math.min(a, b), Infinity);

/** From the colour of a line to nothing at the bottom of the plot. */
function fade(colour: string) {
  return (u: uPlot) => {
    if (!u.bbox.height) return 'transparent';
    const gradient = u.ctx.createLinearGradient(0, u.bbox.top, 0, u.bbox.top + u.bbox.height);
    gradient.addColorStop(0, `${colour}55`);
    gradient.addColorStop(1, `${colour}00`);
    return gradient;
  };
}

/** 12500 -> "12.5k"; a logarithmic axis leaves some splits empty. */
export function short(value: number | null): string {
  if (value === null) return '';
  const size = Math.abs(value);
  if (size >= 1e6) return `${+(value / 1e6).toPrecision(4)}M`;
  return size >= 10_000 ? `${+(value / 1e3).toPrecision(4)}k` : `${+value.toPrecision(6)}`;
}
