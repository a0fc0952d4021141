import uPlot from 'uplot';
import { palette } from '../../src/charts/common';

/** Axes in the colours of the page. */
export function axis(colours = palette()): uPlot.Axis {
  return {
    stroke: colours.muted,
    font: `11px ${getComputedStyle(document.body).fontFamily}`,
    grid: { stroke: colours.line, width: 1 },
    ticks: { show: false },
  };
}

/** A plot that fills its box, is drawn again for another theme, and follows the size of the window. */
export class Plot {
  private plot: uPlot | null = null;

  constructor(
    private readonly box: HTMLElement,
    private readonly options: () => Omit<uPlot.Options, 'width' | 'height'>,
    private readonly data: uPlot.AlignedData,
  ) {
    new ResizeObserver(() => this.plot?.setSize(this.size())).observe(box);
  }

  draw(): void {
    const range = this.plot?.scales['x'];
    const zoom = range && range.min != null && range.max != null ? { min: range.min, max: range.max } : null;
    this.plot?.destroy();
    this.plot = new uPlot({ ...this.options(), ...this.size() }, this.data, this.box);
    if (zoom) this.plot.setScale('x', zoom);
  }

  /** Marks for a test or a reader which series are shown. */
  show(series: number, visible: boolean): void {
    this.plot?.setSeries(series, { show: visible });
  }

  private size() {
    return { width: this.box.clientWidth, height: this.box.clientHeight };
  }
}
