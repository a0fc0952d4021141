import 'uplot/dist/uPlot.min.css';
import '../../src/theme.css';
import './report.css';
import { readReport } from './data';
import { byId, save } from './dom';
import { EquityCharts } from './equity';
import { histogramOf } from './histogram';
import { PriceChart } from './price';
import { startTheme } from './theme';
import { TradeTable } from './trades';

document.documentElement.classList.add('script');
const report = readReport(byId('data').textContent!);
const fileName = report.name.replace(/[^\w.-]+/g, '_');

const equity = new EquityCharts(report);
const price = report.instruments.length > 0 ? new PriceChart(report) : null;
const histograms = [histogramOf(byId('days-chart'), report.days, 100), histogramOf(byId('results-chart'), report.results, 1)];
byId('price-part').hidden = !price;
new TradeTable(report, (trade) => price?.select(trade));
startTheme(() => {
  equity.draw();
  price?.setTheme();
  for (const histogram of histograms) histogram?.draw();
});

byId('actions').hidden = false;
byId('save-trades').addEventListener('click', () => save(`${fileName}_trades.csv`, report.files.trades));
byId('save-equity').addEventListener('click', () => save(`${fileName}_equity.csv`, report.files.equity));

// A table that is wider than the screen scrolls, also by keyboard.
const focusable = new ResizeObserver((boxes) => {
  for (const { target } of boxes) {
    if (target.scrollWidth > target.clientWidth) target.setAttribute('tabindex', '0');
    else target.removeAttribute('tabindex');
  }
});
for (const box of document.querySelectorAll('.scroll')) focusable.observe(box);

// Paper has no clicks: definitions and the configuration are printed open.
const details = () => document.querySelectorAll<HTMLDetailsElement>('.metrics details');
addEventListener('beforeprint', () => details().forEach((d) => (d.open = true)));
addEventListener('afterprint', () => details().forEach((d) => (d.open = false)));
