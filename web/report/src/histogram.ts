import uPlot from 'uplot';
import { palette } from '../../src/charts/common';
import type { Histogram } from './data';
import { make } from './dom';
import { short } from './equity';
import { axis, Plot } from './plot';

/** Bars of losses and of wins; the crosshair names the bin in the caption. */
export function histogramOf(box: HTMLElement, { edges, counts }: Histogram, scale: number): Plot | null {
  if (counts.length === 0) {
    box.append(make('p', 'Nothing to count.', 'muted'));
    return null;
  }
  const centres = counts.map((_, i) => ((edges[i]! + edges[i + 1]!) / 2) * scale);
  const losses = counts.map((n, i) => (centres[i]! < 0 ? n : null));
  const wins = counts.map((n, i) => (centres[i]! < 0 ? null : n));
  const width = (edges[1]! - edges[0]!) * scale || 1;
  const caption = box.parentElement!.querySelector('figcaption')!;
  const title = caption.textContent!;
  const describe = (u: uPlot) => {
    const i = u.cursor.idx;
    caption.textContent = i == null || u.cursor.left! < 0 ? title : `${title}: ${label(edges[i]! * scale)} to ${label(edges[i + 1]! * scale)}, ${counts[i]} times`;
  };
  return new Plot(box, () => options(width, describe), [centres, losses, wins]);
}

const label = (value: number) => String(+value.toPrecision(3));

function options(width: number, describe: (u: uPlot) => void): Omit<uPlot.Options, 'width' | 'height'> {
  const colours = palette();
  const paths = uPlot.paths.bars!({ size: [0.92, 100] });
  const series = (colour: string): uPlot.Series => ({ stroke: colour, fill: `${colour}aa`, width: 0, paths, points: { show: false } });
  return {
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    padding: [8, 12, 0, 0],
    scales: { x: { time: false, range: (_u, min, max) => [min - width, max + width] }, y: { range: (_u, _min, max) => [0, max * 1.05] } },
    series: [{}, series(colours.down), series(colours.up)],
    axes: [{ ...axis(colours), values: (_u, splits) => splits.map(short) }, axis(colours)],
    hooks: { setCursor: [describe] },
  };
}
