import type { Model } from './model';

/** The model, each part a signal of its own: who shows positions is not told of a new equity. */
export class LiveModel implements Model {
  status = $state.raw() as Model['status'];
  portfolio = $state.raw() as Model['portfolio'];
  positions = $state.raw() as Model['positions'];
  orders = $state.raw() as Model['orders'];
  trades = $state.raw() as Model['trades'];
  ballots = $state.raw() as Model['ballots'];
  risk = $state.raw() as Model['risk'];
  alerts = $state.raw() as Model['alerts'];
  equity = $state.raw() as Model['equity'];

  constructor(first: Model) {
    this.take(first);
  }

  /** What is the same object as before has not changed. */
  take(model: Model): void {
    this.status = model.status;
    this.portfolio = model.portfolio;
    this.positions = model.positions;
    this.orders = model.orders;
    this.trades = model.trades;
    this.ballots = model.ballots;
    this.risk = model.risk;
    this.alerts = model.alerts;
    this.equity = model.equity;
  }

  /** For apply(), which makes new ones. */
  plain(): Model {
    const { status, portfolio, positions, orders, trades, ballots, risk, alerts, equity } = this;
    return { status, portfolio, positions, orders, trades, ballots, risk, alerts, equity };
  }
}
