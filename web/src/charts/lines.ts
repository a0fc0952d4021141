import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { palette } from './common';

export interface Line {
  label: string;
  /** A name of the palette, or a colour. */
  colour: string;
  values: (number | null)[];
  isFilled?: boolean;
}
/** Something that happened, marked on the first line. */
export interface Mark {
  /** Seconds since 1970. */
  time: number;
  isUp: boolean;
}
export interface LinesInput {
  /** Seconds since 1970; rising. */
  time: number[];
  lines: Line[];
  format?: (value: number) => string;
  marks?: Mark[];
}

const markSize = 4; // CSS pixels, half its width

/** "14:30", or "03-01" where a step is a day or more, UTC. */
function clock(_: uPlot, splits: number[], _axis: number, _space: number, step: number): string[] {
  const isDays = step >= 86_400;
  return splits.map((s) => new Date(s * 1000).toISOString().slice(isDays ? 5 : 11, isDays ? 10 : 16));
}

/** Lines over time that fill their box; charts of one page share a crosshair. */
export class LinesChart {
  private plot: uPlot | null = null;
  private input: LinesInput = { time: [], lines: [] };
  private readonly observer: ResizeObserver;

  constructor(private readonly box: HTMLElement) {
    this.observer = new ResizeObserver(() => this.plot?.setSize(this.size()));
    this.observer.observe(box);
  }

  show(input: LinesInput): void {
    const isSameShape = this.plot !== null && input.lines.map((l) => l.label).join() === this.input.lines.map((l) => l.label).join();
    this.input = input;
    const data: uPlot.AlignedData = [input.time, ...input.lines.map((l) => l.values)];
    if (isSameShape) this.plot!.setData(data);
    else this.draw();
  }

  /** Colours are read anew: the theme may have changed. */
  draw(): void {
    this.plot?.destroy();
    this.plot = new uPlot({ ...this.options(), ...this.size() }, [this.input.time, ...this.input.lines.map((l) => l.values)], this.box);
  }

  remove(): void {
    this.observer.disconnect();
    this.plot?.destroy();
  }

  private size() {
    return { width: Math.max(this.box.clientWidth, 60), height: Math.max(this.box.clientHeight, 60) };
  }

  /** Above the line for what was good, below it for what was not. */
  private mark(plot: uPlot, colours: { up: string; down: string }): void {
    const [time, values] = [this.input.time, this.input.lines[0]?.values ?? []];
    const { ctx } = plot;
    const size = markSize * devicePixelRatio;
    for (const { time: at, isUp } of this.input.marks ?? []) {
      const value = values[Math.max(0, time.findLastIndex((t) => t <= at))];
      if (value === null || value === undefined) continue;
      const [x, y] = [plot.valToPos(at, 'x', true), plot.valToPos(value, 'y', true)];
      const down = isUp ? -size : size; // away from the line
      ctx.fillStyle = isUp ? colours.up : colours.down;
      ctx.beginPath();
      ctx.moveTo(x, y + 2 * down);
      ctx.lineTo(x - size, y + down / 2);
      ctx.lineTo(x + size, y + down / 2);
      ctx.fill();
    }
  }

  private options(): Omit<uPlot.Options, 'width' | 'height'> {
    const colours = palette();
    const named = (name: string) => (colours as Record<string, string>)[name] ?? name;
    const axis: uPlot.Axis = {
      stroke: colours.muted,
      font: `11px ${getComputedStyle(document.body).fontFamily}`,
      grid: { stroke: colours.line, width: 1 },
      ticks: { show: false },
    };
    const { format } = this.input;
    return {
      legend: { show: false },
      hooks: { draw: [(plot) => this.mark(plot, colours)] },
      cursor: { sync: { key: 'argosy' }, y: false, points: { size: 6 } },
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      padding: [8, 8, 0, 0],
      axes: [{ ...axis, size: 26, values: clock }, { ...axis, size: 64, ...(format ? { values: (_: uPlot, splits: number[]) => splits.map(format) } : {}) }],
      series: [
        {},
        ...this.input.lines.map((line) => ({
          label: line.label,
          stroke: named(line.colour),
          width: 1.75,
          points: { show: false },
          ...(line.isFilled ? { fill: `${named(line.colour)}30` } : {}),
        })),
      ],
    };
  }
}
