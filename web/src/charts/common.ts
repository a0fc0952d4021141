import { ColorType, createChart, CrosshairMode, type DeepPartial, type IChartApi, type TimeChartOptions, type UTCTimestamp } from 'lightweight-charts';

/** Whole seconds: the resolution of the charts. */
export function seconds(iso: string): UTCTimestamp {
  return Math.floor(Date.parse(iso) / 1000) as UTCTimestamp;
}

/** The colours of app.css, as they are in the present theme. */
export function palette() {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    accent: of('accent'),
    up: of('up'),
    down: of('down'),
    warn: of('warn'),
    upSoft: of('up-soft'),
    downSoft: of('down-soft'),
    muted: of('muted'),
    line: of('line'),
  };
}
export type Palette = ReturnType<typeof palette>;

export function themed(colours: Palette): DeepPartial<TimeChartOptions> {
  return {
    layout: { background: { type: ColorType.Solid, color: 'transparent' }, textColor: colours.muted },
    grid: { vertLines: { color: 'transparent' }, horzLines: { color: colours.line } },
    rightPriceScale: { borderColor: colours.line },
    timeScale: { borderColor: colours.line },
  };
}

export function makeChart(box: HTMLElement): IChartApi {
  return createChart(box, {
    autoSize: true,
    // Its own logo brings an inline style, which our content security policy forbids; the attribution is in the footer.
    layout: { attributionLogo: false, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 11 },
    crosshair: { mode: CrosshairMode.Normal },
    timeScale: { timeVisible: true, secondsVisible: false, rightOffset: 4 },
    handleScale: { axisPressedMouseMove: { price: false } },
  });
}
