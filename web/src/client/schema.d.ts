// Made by `npm run types` from the server's OpenAPI document: do not change it by hand.

export interface components {
    schemas: {
        /** @description The money. */
        account2: {
            /** @description Of the balance and of every report. */
            currency?: string;
            /**
             * Format: decimal
             * @description At the start.
             */
            balance?: string;
            /**
             * Format: decimal
             * @description Of perpetuals.
             */
            leverage?: string;
            /**
             * @description cross or isolated.
             * @enum {string}
             */
            margin?: "isolated" | "cross";
            /** @description What one unit of another settlement currency is worth. */
            rates?: {
                [key: string]: string;
            };
        };
        alert: {
            /** @description A number of it, for lists. */
            id?: number;
            alert_id?: string;
            /** @enum {string} */
            level?: "INFO" | "WARNING" | "ERROR";
            category?: string;
            message?: string;
            exchange?: string | null;
            instrument?: string | null;
            details?: unknown;
            /** Format: date-time */
            time?: string | null;
            /**
             * Format: date-time
             * @description The same as time.
             */
            timestamp?: string | null;
            resolved?: boolean;
            resolved_at?: (string | null) | null;
        };
        alert_page: {
            alerts?: components["schemas"]["alert"][];
            next_cursor?: string | null;
        };
        analytics_summary: {
            currency?: string;
            /** @description account: equity with open trades at their marks. */
            basis?: string;
            /** @description Of the returns that ratios are made of. */
            interval?: string;
            /** @description Of that interval, for what is said per year. */
            periods_per_year?: number;
            /** Format: date-time */
            start?: string | null;
            /** Format: date-time */
            end?: string | null;
            /** Format: decimal */
            start_equity?: string;
            /** Format: decimal */
            end_equity?: string;
            /**
             * Format: decimal
             * @description Equity now less equity at the start.
             */
            total_pnl?: string;
            /**
             * Format: decimal
             * @description Of closed trades, after fees and funding.
             */
            net?: string;
            /**
             * Format: decimal
             * @description Of open trades, as if closed now.
             */
            unrealised?: string;
            /**
             * Format: decimal
             * @description Of closed trades; negative: paid.
             */
            fees?: string;
            /** Format: decimal */
            funding?: string;
            /** @description Closed. */
            total_trades?: number;
            winning_trades?: number;
            losing_trades?: number;
            open_trades?: number;
            total_return?: number | null;
            win_rate?: number | null;
            profit_factor?: number | null;
            expectancy?: string | null;
            sharpe_ratio?: number | null;
            sortino_ratio?: number | null;
            max_drawdown?: number | null;
            exposure_time?: number | null;
        };
        api_key_row: {
            /** @description Names the key. */
            prefix?: string;
            label?: string;
            owner?: string;
            /** @enum {string} */
            role?: "anyone" | "viewer" | "trader" | "risk" | "admin";
            scopes?: string;
            /** Format: date-time */
            created?: string | null;
            /** Format: date-time */
            expires?: string | null;
            /** Format: date-time */
            last_used?: string | null;
            /** @description The key itself: shown once, when it is made. */
            key?: string | null;
        };
        api_keys: {
            keys?: components["schemas"]["api_key_row"][];
        };
        audit_check: {
            ok?: boolean;
            /** @description That are proved. */
            entries?: number;
            /** @description Of these; note it down elsewhere. */
            head?: string;
            broken_at?: number | null;
            problem?: string;
        };
        audit_entry: {
            sequence?: number;
            /** Format: date-time */
            time?: string | null;
            actor?: string;
            action?: string;
            target?: string;
            trace?: string;
            /** @description Method, path, result, and the change itself. */
            details?: unknown;
            /** @description Of this entry and the one before. */
            hash?: string;
        };
        audit_page: {
            entries?: components["schemas"]["audit_entry"][];
            next_cursor?: string | null;
        };
        backtest_comparison: {
            jobs?: components["schemas"]["compared_job"][];
            metrics?: components["schemas"]["metric_row"][];
            /** @description Equity of each job, thinned. */
            curves?: components["schemas"]["curve_point"][][];
        };
        backtest_job: {
            job_id?: string;
            /** @description backtest or optimize. */
            kind?: string;
            name?: string;
            /** @enum {string} */
            status?: "queued" | "running" | "completed" | "failed" | "cancelled";
            owner?: string;
            /** Format: date-time */
            created_at?: string | null;
            started_at?: (string | null) | null;
            finished_at?: (string | null) | null;
            /** @description Share done. */
            progress?: number;
            /** @description Until it is done; null while nobody knows. (seconds) */
            eta_s?: number | null;
            /** @description Of an optimisation so far. */
            best?: string | null;
            /** @description catalogue or synthetic. */
            source?: string;
            timeframe?: string;
            symbols?: string[];
            strategies?: string[];
            error?: string | null;
            /** @description What to do about the error. */
            hint?: string | null;
            /** @description Starts; more than one: the program had ended meanwhile. */
            attempts?: number;
            /** @description Of the run, or of the winner; what is not defined is left out. */
            metrics?: {
                [key: string]: number;
            };
            warnings?: string[];
            /** @description Under /api/v1/backtests/{job_id}/. */
            files?: string[];
            /** @description Equal digests: the same run to the last digit. */
            digest?: string;
            request?: components["schemas"]["backtest_request"];
        };
        /** @description What to run; what is left out is as the platform itself trades. */
        backtest_request: {
            /** @description For people. */
            name?: string;
            /**
             * @description catalogue (recorded data), synthetic, or automatic: recorded if there is.
             * @enum {string}
             */
            source?: "automatic" | "catalogue" | "synthetic";
            /** @description Instruments. */
            symbols?: string[];
            /** @description They vote in one book. */
            strategies?: string[];
            /** @description Of the recorded data; empty: the only one that has it. */
            venue?: string;
            /** @description Bars that the strategies see. */
            timeframe?: string | null;
            from?: (string | null) | null;
            /** @description Exclusive. */
            to?: (string | null) | null;
            /** @description At the start. */
            balance?: string | null;
            /** @description Of a synthetic market. (bars) */
            bars?: number;
            /** @description Of a synthetic market. */
            seed?: number;
            /** @description By strategy and name. */
            parameters?: {
                [key: string]: {
                    [key: string]: number;
                };
            };
            /** @description Leave out the truncation check and leave-one-out. */
            quick?: boolean;
            /** @description Search these parameters instead of running once. */
            optimize?: components["schemas"]["optimize"] | null;
            /** @description A whole run (docs/backtest.md); the fields above change it. */
            run?: components["schemas"]["run"] | null;
        };
        /** @description The job, as GET /api/v1/backtests/{job_id} shows it. */
        backtest_started: {
            job_id?: string;
            status?: string;
        };
        balances: {
            balances?: components["schemas"]["exchange_balance"][];
        };
        /** @description Strategies that vote on the same instruments, and what is done with their decision. */
        book: {
            /** @description Unique in the run. */
            name?: string;
            /** @description Symbols; empty: all. An instrument belongs to one book. */
            instruments?: string[];
            /** @description The voters. */
            strategies: components["schemas"]["strategy2"][];
            consensus?: components["schemas"]["consensus"];
            sizing?: components["schemas"]["sizing"];
            exits?: components["schemas"]["exits"];
            entry?: components["schemas"]["entry"];
            resize?: components["schemas"]["resize"];
            /** @description Take short positions where the instrument allows it. */
            allow_short?: boolean;
            /** @description Of the ATR that exits use. (bars) */
            atr_period?: number;
        };
        book_data: {
            /** @description [price, quantity], best first. */
            bids?: string[][];
            /** @description [price, quantity], best first. */
            asks?: string[][];
            /** @description Made around the last close. */
            synthetic?: boolean;
        };
        breakdown: {
            currency?: string;
            /** @enum {string} */
            by?: "strategy" | "exchange" | "instrument" | "side" | "exit" | "weekday" | "hour";
            parts?: components["schemas"]["breakdown_part"][];
        };
        breakdown_part: {
            name?: string;
            trades?: number;
            wins?: number;
            win_rate?: number | null;
            profit_factor?: number | null;
            expectancy?: string | null;
            /** Format: decimal */
            net?: string;
            /** Format: decimal */
            fees?: string;
            /** Format: decimal */
            funding?: string;
        };
        /** @description An upper bound in money, as a fraction of its base, or both: the smaller holds. 0 is none. */
        cap: {
            /**
             * Format: decimal
             * @description In the account currency.
             */
            amount?: string;
            /**
             * Format: decimal
             * @description Of the base.
             */
            fraction?: string;
        };
        /** @description Kelly's fraction of the run's own past trades, scaled and capped. */
        capped_kelly: {
            /** @description Of Kelly's fraction. */
            part?: number;
            /** @description At most this fraction of equity. */
            cap?: number;
            /** @description No position before so many trades. (trades) */
            trades_min?: number;
        };
        channel_input: {
            name?: string;
            enabled?: boolean;
            /** @description A secret written as *** stays as it is. */
            channel: ({
                /** @constant */
                type: "webhook";
            } & components["schemas"]["webhook"]) | ({
                /** @constant */
                type: "telegram";
            } & components["schemas"]["telegram"]) | ({
                /** @constant */
                type: "slack";
            } & components["schemas"]["slack"]) | ({
                /** @constant */
                type: "discord";
            } & components["schemas"]["discord"]) | ({
                /** @constant */
                type: "sms";
            } & components["schemas"]["sms"]) | ({
                /** @constant */
                type: "email";
            } & components["schemas"]["email"]);
        };
        channel_test: {
            delivered?: boolean;
            note?: string;
        };
        channel_view: {
            name?: string;
            enabled?: boolean;
            /** @description Why it cannot be used; empty: all is well. */
            problem?: string;
            /** @description Its settings; secrets are shown as ***, or empty when there is none. */
            channel?: (({
                /** @constant */
                type: "webhook";
            } & components["schemas"]["webhook"]) | ({
                /** @constant */
                type: "telegram";
            } & components["schemas"]["telegram"]) | ({
                /** @constant */
                type: "slack";
            } & components["schemas"]["slack"]) | ({
                /** @constant */
                type: "discord";
            } & components["schemas"]["discord"]) | ({
                /** @constant */
                type: "sms";
            } & components["schemas"]["sms"]) | ({
                /** @constant */
                type: "email";
            } & components["schemas"]["email"])) | null;
        };
        compared_job: {
            job_id?: string;
            name?: string;
            kind?: string;
            source?: string;
            digest?: string;
            symbols?: string[];
            strategies?: string[];
            /** Format: date-time */
            finished_at?: string | null;
            warnings?: string[];
        };
        config_diff: {
            from?: number;
            to?: number;
            differences?: components["schemas"]["difference"][];
        };
        config_verdict: {
            valid?: boolean;
            hash?: string;
            problems?: components["schemas"]["mistake"][];
            /** @description To what is in force. */
            differences?: components["schemas"]["difference"][];
            /** @description Those that take effect at the next start; of simulation: in the next session, argosy up --new. */
            restart_required?: string[];
        };
        config_version: {
            version?: number;
            /** @enum {string} */
            kind?: "start" | "update" | "file" | "rollback";
            author?: string;
            reason?: string;
            hash?: string;
            /** Format: date-time */
            time?: string | null;
            /**
             * Format: date-time
             * @description Decisions after it follow it; null: there was no core.
             */
            core_time?: string | null;
            /** @description Key paths. */
            changed?: string[];
            /** @description Those that take effect at the next start; of simulation: in the next session, argosy up --new. */
            restart_required?: string[];
            /** @description To the version before; empty in lists. */
            differences?: components["schemas"]["difference"][];
        };
        config_versions: {
            /** @description The newest first. */
            versions?: components["schemas"]["config_version"][];
            /** @description Empty: there are no more. */
            next_cursor?: string;
        };
        /** @description When the voters' opinions become a decision; docs/strategies/README.md has the rules. */
        consensus: {
            /** @description Voters whose opinion must count. (voters) */
            quorum?: number;
            /** @description Share of weight that a direction needs. */
            agreement?: number;
            /** @description Share below which a position loses its support and is closed. */
            keep_agreement?: number;
        };
        curve_point: {
            /** Format: date-time */
            time?: string | null;
            /** @description Equity as a multiple of the start. */
            value?: number;
        };
        difference: {
            /** @description Of the key. */
            path?: string;
            /** @description JSON; empty: was not there. */
            from?: string;
            /** @description JSON; empty: is not there. */
            to?: string;
        };
        /** @description A Discord webhook. */
        discord: {
            /** @description https://discord.com/api/webhooks/... */
            url: string;
            /** @description Allow addresses of this machine or network. */
            allow_private?: boolean;
        };
        /** @description Rest when recently closed trades lost much. */
        drawdown_guard: {
            /**
             * Format: decimal
             * @description Fall of realised profit, of equity; 0 is off.
             */
            drawdown_max?: string;
            /**
             * @description Within this time.
             * @example 5m
             */
            window?: string;
            /**
             * @description No entries for so long.
             * @example 5m
             */
            lock?: string;
            /** @description Trades needed in the window. */
            trades_min?: number;
        };
        /** @description Mail by SMTP. */
        email: {
            /** @description smtps://host:465, or smtp://host:587 (STARTTLS). */
            server: string;
            /** @description Login; empty: none. */
            user?: string;
            /** @description Of the login. */
            password?: string;
            /** @description Sender address. */
            from: string;
            /** @description Addresses that get it. */
            to: string[];
            /** @description Without TLS, for a server on this machine. */
            allow_plain?: boolean;
        };
        /** @description How positions are opened. */
        entry: {
            /**
             * @description market or limit.
             * @enum {string}
             */
            type?: "market" | "limit";
            /**
             * Format: decimal
             * @description limit: this fraction better than the last price.
             */
            limit_offset?: string;
            /**
             * @description limit: canceled after so long; 0s: when the decision changes.
             * @example 5m
             */
            valid_for?: string;
            /** @description limit: canceled at the end of the trading session (a DAY order). */
            day?: boolean;
            /** @description limit: reject rather than take. */
            post_only?: boolean;
        };
        /** @description What the sign-in page shows. */
        entry_ways: {
            /** @description simulation or live. */
            mode?: string;
            version?: string;
            /** @description GET /api/v1/auth/openid/{name} begins. */
            providers?: components["schemas"]["openid_provider"][];
        };
        exchange: {
            name?: string;
            mode?: string;
            status?: string;
            /** @description The built-in venue plays it: no order leaves this program. */
            simulated?: boolean;
            pairs?: number;
            /** @description Of settlement. */
            currencies?: string[];
            /** @description Names that mean it in simulation. */
            also_called?: string[];
        };
        exchange_balance: {
            exchange?: string;
            currency?: string;
            total_balance?: number;
            available_balance?: number;
            total_pnl?: number;
            daily_pnl?: number;
            /**
             * Format: decimal
             * @description total_balance to the last digit.
             */
            total?: string;
            /** Format: decimal */
            available?: string;
            /** Format: date-time */
            timestamp?: string | null;
        };
        exchange_book: {
            exchange?: string;
            symbol?: string;
            data_type?: string;
            data?: components["schemas"]["book_data"];
            /** Format: date-time */
            timestamp?: string | null;
        };
        exchange_health: {
            exchange?: string;
            /** @description healthy, degraded or down. */
            status?: string;
            /** @description Of an order, as it is set for the simulated venue. (seconds) */
            response_time?: number;
            /** Format: date-time */
            last_check?: string | null;
            error_count?: number;
            detail?: string | null;
            /** @description Whether our books are the venue's. */
            reconciliation?: components["schemas"]["reconciliation"];
        };
        exchanges2: {
            exchanges?: components["schemas"]["exchange"][];
        };
        /** @description How positions end without a signal. Distances read 3% (of the price), 2.5 atr, or none. */
        exits: {
            /** @description Stop loss, from the entry. */
            stop?: string;
            /** @description The strategy's own stop price counts as well where it gives one: the nearer of it and `stop`. */
            prefer_signal_stop?: boolean;
            /** @description Take profit, from the entry. */
            take_profit?: string;
            /**
             * Format: decimal
             * @description Or: this many times the stop's distance; 0 is off.
             */
            take_profit_risk?: string;
            /** @description Trailing stop: distance from the best price since the entry. */
            trail?: string;
            /** @description Profit before the stop trails. */
            trail_activation?: string;
            /** @description The stop moves in steps of at least this. */
            trail_step?: string;
            /**
             * @description Who moves it: by_replace (we do) or at_venue.
             * @enum {string}
             */
            trail_mode?: "by_replace" | "at_venue";
            /** @description Profit at which the stop moves to the entry price. */
            break_even?: string;
            /** @description ... and this much beyond it. */
            break_even_offset?: string;
            /** @description Close after so many bars of the first voter; 0 is never. (bars) */
            bars_max?: number;
            /**
             * @description Close after so long; 0s is never.
             * @example 5m
             */
            time_max?: string;
            /**
             * @description Price that arms stops: last, mark or index.
             * @enum {string}
             */
            trigger_source?: "last" | "mark" | "index";
        };
        exposure: {
            currency?: string;
            /** Format: decimal */
            equity?: string;
            /** Format: decimal */
            gross?: string;
            /** Format: decimal */
            net?: string;
            /** Format: decimal */
            gross_of_equity?: string;
            /** Format: decimal */
            net_of_equity?: string;
            /** @description The same as gross, a number. */
            total_exposure?: number;
            /** @description Gross, of equity. (%) */
            exposure_percentage?: number;
            instruments?: components["schemas"]["instrument_exposure"][];
            /** @description Those that hold something. */
            strategies?: components["schemas"]["strategy_exposure"][];
            /** Format: date-time */
            time?: string | null;
        };
        feed: {
            instrument?: string;
            messages?: number;
            /** @description Of the newest message; null: none came yet. (s) */
            age_seconds?: number | null;
            allowed_seconds?: number;
            is_stale?: boolean;
        };
        feeds: {
            feeds?: components["schemas"]["feed"][];
        };
        /** @description When resting orders fill; docs/fills.md has the rules. */
        fills: {
            /**
             * @description through: the price must trade beyond the limit; touch: reach it.
             * @enum {string}
             */
            limit_fill?: "through" | "touch";
            /**
             * @description Place in the queue on ticks and books: none, risk_averse or probabilistic.
             * @enum {string}
             */
            queue?: "none" | "risk_averse" | "probabilistic";
            /** @description Exponent of the probabilistic queue. */
            queue_power?: number;
            /**
             * Format: decimal
             * @description Our largest share of a bar's or trade's volume; 0 is no limit.
             */
            participation?: string;
            /** @description A taker gets at most the quoted size from one quote. */
            displayed_size_limits?: boolean;
        };
        /** @description A position worth this fraction of equity. */
        fixed_fraction: {
            /**
             * Format: decimal
             * @description Of equity; above 1 uses leverage.
             */
            fraction?: string;
        };
        /** @description A position that loses this fraction of equity when its stop is hit; needs a stop. */
        fixed_risk: {
            /**
             * Format: decimal
             * @description Of equity.
             */
            risk?: string;
        };
        health_of_all: {
            status?: string;
            services?: components["schemas"]["service_health"][];
        };
        indicator_answer: {
            instrument?: string;
            exchange?: string;
            /** @example 5m */
            interval?: string;
            /**
             * Format: date-time
             * @description When the last bar closed.
             */
            time?: string | null;
            price?: string | null;
            /** @description Closes of the bars of the series. */
            times?: (string | null)[];
            indicators?: components["schemas"]["indicator_chart"][];
        };
        indicator_chart: {
            /** @description As it was asked for. */
            name?: string;
            family?: string;
            parameters?: {
                [key: string]: number;
            };
            /** @description At the last bar; null while it is not defined. */
            values?: {
                [key: string]: number;
            };
            /** @description At the last `points` bars, oldest first. */
            series?: {
                [key: string]: number[];
            };
        };
        /** @description What is traded, and the venue's rules for it. */
        instrument: {
            /** @description BTC/USDT (spot), BTC/USDT:USDT (perpetual) or AAPL (stock). */
            symbol: string;
            /** @description Of the recorded data; empty: the only one that has it. */
            venue?: string;
            /**
             * @description Replay bars, trades, quotes or trades_and_quotes; auto: what the strategies need, else bars.
             * @enum {string}
             */
            data?: "auto" | "bars" | "trades" | "quotes" | "trades_and_quotes";
            /** @description always, us_equity (default of stocks) or us_equity_extended; data outside is left out. */
            hours?: ("always" | "us_equity" | "us_equity_extended") | null;
            /**
             * Format: decimal
             * @description Step of prices.
             */
            tick_size?: string;
            /**
             * Format: decimal
             * @description Step of quantities.
             */
            lot_size?: string;
            /**
             * Format: decimal
             * @description Smallest order.
             */
            qty_min?: string;
            /**
             * Format: decimal
             * @description Largest order; 0 is no limit.
             */
            qty_max?: string;
            /**
             * Format: decimal
             * @description Smallest value of an order.
             */
            notional_min?: string;
            /**
             * Format: decimal
             * @description Contract size.
             */
            multiplier?: string;
            /** @description Fee of resting orders, of notional; negative is a rebate. */
            maker?: string | null;
            /** @description Fee of orders that take, of notional. */
            taker?: string | null;
            /** @description Perpetuals: of notional; default 1 / leverage. */
            initial_margin?: string | null;
            /** @description Perpetuals: of notional; default half the initial margin. */
            maintenance_margin?: string | null;
            /** @description Perpetuals: charge the recorded funding when there is some. */
            funding?: boolean;
            /**
             * Format: decimal
             * @description Our own limit for one order; 0 is none.
             */
            order_qty_max?: string;
            /**
             * Format: decimal
             * @description Our own limit for the position; 0 is none.
             */
            position_max?: string;
            /** @description Our own limit for its exposure, of equity. */
            exposure_max?: components["schemas"]["cap"];
        };
        instrument_exposure: {
            instrument?: string;
            exchange?: string;
            /** Format: decimal */
            position?: string;
            /** Format: decimal */
            exposure?: string;
            /** Format: decimal */
            of_equity?: string;
        };
        job_list: {
            /** @description Newest first. */
            backtests?: components["schemas"]["backtest_job"][];
            next_cursor?: string | null;
        };
        /** @description Between us and the venue. */
        latency: {
            /** @description Market data to us. */
            feed?: components["schemas"]["latency_model"];
            /** @description Orders to the venue. */
            entry?: components["schemas"]["latency_model"];
            /** @description Reports to us. */
            response?: components["schemas"]["latency_model"];
        };
        /** @description How long a message is under way. */
        latency_model: {
            /**
             * @description constant, normal (from the seed) or samples (the measured ones in turn).
             * @enum {string}
             */
            kind?: "constant" | "normal" | "samples";
            /**
             * @description constant and normal.
             * @example 5m
             */
            mean?: string;
            /**
             * @description normal: standard deviation.
             * @example 5m
             */
            deviation?: string;
            /**
             * @description normal: never below.
             * @example 5m
             */
            minimum?: string;
            /** @description samples: used in order, again from the first after the last. */
            samples?: string[];
        };
        /** @description Pre-trade limits; 0 is no limit. Every one is a reason code in docs/risk.md. */
        limits: {
            /**
             * Format: decimal
             * @description Value of one order.
             */
            order_notional_max?: string;
            /**
             * Format: decimal
             * @description Distance of an order's price from the last price.
             */
            price_band?: string;
            /** @description Sum of all positions and open orders, of equity. */
            gross_exposure?: components["schemas"]["cap"];
            /** @description Longs less shorts, of equity. */
            net_exposure?: components["schemas"]["cap"];
            /** @description One instrument, of equity. */
            instrument_exposure?: components["schemas"]["cap"];
            /** @description One book, of equity. */
            strategy_exposure?: components["schemas"]["cap"];
            /** @description Open orders, unknown ones included. (orders) */
            open_orders_max?: number;
            /** @description The same for one instrument. (orders) */
            open_orders_per_instrument_max?: number;
            /** @description Orders in order_rate_window. (orders) */
            order_rate_max?: number;
            /**
             * @description Window of order_rate_max.
             * @example 5m
             */
            order_rate_window?: string;
            /** @description Part of the rate that only exits may use. (orders) */
            order_rate_reserve?: number;
            /** @description Instruments with a position or an entry under way. (trades) */
            concurrent_trades_max?: number;
            /** @description Entries in a risk day. (trades) */
            daily_trades_max?: number;
            /** @description Loss since the start of the risk day; entries stop. */
            daily_loss?: components["schemas"]["cap"];
            /** @description Loss since the start or the last re-arm; entries stop. */
            total_loss?: components["schemas"]["cap"];
            /**
             * @description Oldest price that entries may use.
             * @example 5m
             */
            data_age_max?: string;
            /** @description Refuse what free margin does not cover. */
            check_margin?: boolean;
        };
        log_line: {
            /** @enum {string} */
            level?: "debug" | "info" | "warning" | "error";
            text?: string;
        };
        log_tail: {
            /** @description Newest first. */
            lines?: components["schemas"]["log_line"][];
        };
        /** @description Rest an instrument whose recent trades earned too little. */
        low_profit: {
            /**
             * Format: decimal
             * @description Sum of returns below which it is locked.
             */
            return_min?: string;
            /**
             * @description Within this time.
             * @example 5m
             */
            window?: string;
            /**
             * @description No entries for so long.
             * @example 5m
             */
            lock?: string;
            /** @description Trades needed in the window; 0 is off. */
            trades_min?: number;
        };
        me: {
            name?: string;
            kind?: string;
            /** @enum {string} */
            role?: "anyone" | "viewer" | "trader" | "risk" | "admin";
            scopes?: string;
            client?: string;
            /** Format: date-time */
            signed_in?: string | null;
            /** Format: date-time */
            expires?: string | null;
        };
        metric: {
            name?: string;
            title?: string;
            value?: number | null;
            /** @description Why there is no value. */
            reason?: string;
            unit?: string;
            definition?: string;
            /** @description Of the 95 % interval, where there is one. */
            low?: number | null;
            high?: number | null;
        };
        metric_row: {
            /** @description docs/metrics.md. */
            metric?: string;
            title?: string;
            /** @description In the order of the jobs; null where it is not defined. */
            values?: (number | null)[];
            /** @description The job with the best value. */
            best?: string | null;
        };
        mistake: {
            path?: string;
            message?: string;
            /** @description Of the text that was sent; 0: none. */
            line?: number;
            column?: number;
        };
        /** @description How much of the winner's result was luck of the order. */
        monte_carlo: {
            /** @description Of trades and of days; 0 leaves it out. */
            resamples?: number;
            /** @description Of the draws. */
            seed?: number;
        };
        new_api_key: {
            /** @description What it is for. */
            label: string;
            /**
             * @description At most your own.
             * @enum {string}
             */
            role?: "anyone" | "viewer" | "trader" | "risk" | "admin";
            /** @description "read trade"; empty: those of the role. */
            scopes?: string;
            /** @example 5m */
            life?: string;
        };
        /** @description Which news goes where. */
        notification_rule: {
            /** @description Unique. */
            name: string;
            /**
             * @description Lowest level.
             * @enum {string}
             */
            level_min?: "INFO" | "WARNING" | "ERROR";
            /** @description risk, order, trade, data, system; empty: all. */
            categories?: string[];
            /** @description Names of channels. */
            channels: string[];
            /** @description Template: {level} {category} {message} {time} and the details of the news. */
            text?: string;
            /** @description Quiet hours. */
            quiet?: components["schemas"]["quiet_hours"];
            /**
             * @description The same news is sent again after this.
             * @example 5m
             */
            repeat_after?: string;
            /** @description At most, an hour. (messages) */
            hourly_max?: number;
        };
        notification_settings: {
            channels?: components["schemas"]["channel_view"][];
            rules?: components["schemas"]["notification_rule"][];
            /** @description Why nobody hears us; empty: all is well. */
            silence?: string;
        };
        openid_provider: {
            name?: string;
            /** @description For a button. */
            label?: string;
        };
        /** @description What `argosy optimize` searches and how it judges. */
        optimize: {
            /** @description Ranges by name: ema_cross.fast, exits.stop. */
            parameters?: {
                [key: string]: components["schemas"]["range"];
            };
            /** @description Metric to optimise (docs/metrics.md); losses are minimised. */
            objective?: string;
            /** @description With fewer trades a candidate does not count. */
            trades_min?: number;
            /**
             * @description grid, random or tpe.
             * @enum {string}
             */
            sampler?: "grid" | "random" | "tpe";
            /** @description At most; 0: the whole grid, 1,000 of the other samplers. */
            trials?: number;
            /** @description Of the sampler. */
            seed?: number;
            /** @description Candidates in the report. */
            keep?: number;
            /** @description Never use the sweep; every candidate in the event-driven engine. */
            exact?: boolean;
            walk_forward?: components["schemas"]["walk_forward"] | null;
            monte_carlo?: components["schemas"]["monte_carlo"];
        };
        order_preview: {
            would_pass?: boolean;
            reasons?: components["schemas"]["risk_reason"][];
            instrument?: string;
            exchange?: string;
            /** @enum {string} */
            side?: "buy" | "sell";
            /** Format: decimal */
            qty?: string;
            /** Format: decimal */
            position_now?: string;
            /** Format: decimal */
            position_after?: string;
            /**
             * Format: decimal
             * @description That the estimate uses.
             */
            price?: string;
            /** Format: decimal */
            notional?: string;
            /** Format: decimal */
            fee?: string;
            /** Format: decimal */
            fee_rate?: string;
            /**
             * Format: decimal
             * @description That it locks.
             */
            margin?: string;
            /** Format: decimal */
            margin_available?: string;
            currency?: string;
        };
        /** @description An order. symbol, instrument and pair mean the same; so do amount, qty and quantity. */
        order_ticket: {
            /** @description BTC/USDT, BTC-USDT, BTC/USDT:USDT ... */
            symbol?: string;
            instrument?: string;
            pair?: string;
            /** @description Empty: where the symbol is traded. */
            exchange?: string;
            /** @description market, limit, stop, stop_limit, take_profit_market ... */
            order_type?: string;
            type?: string;
            side?: ("buy" | "sell") | null;
            /** @description buy or sell. */
            signal?: string;
            /** @description In base units; contracts for inverse perpetuals. */
            amount?: string | null;
            qty?: string | null;
            quantity?: string | null;
            /** @description Of limit orders. */
            price?: string | null;
            limit_price?: string | null;
            /** @description Trigger of stop and take-profit orders. */
            stop_price?: string | null;
            trigger_price?: string | null;
            /** @enum {string} */
            time_in_force?: "gtc" | "ioc" | "fok" | "gtd" | "day";
            /** @description With gtd. */
            expire_at?: (string | null) | null;
            post_only?: boolean;
            reduce_only?: boolean;
        };
        parameter: {
            name?: string;
            /** @description integer, number or boolean (0, 1). */
            type?: string;
            /** @description In force now. */
            value?: number;
            default?: number;
            min?: number;
            max?: number;
            unit?: string;
            doc?: string;
        };
        performance_metrics: {
            currency?: string;
            /** Format: date-time */
            start?: string | null;
            /** Format: date-time */
            end?: string | null;
            periods_per_year?: number;
            risk_free_rate?: number;
            metrics?: components["schemas"]["metric"][];
        };
        pnl_history: {
            currency?: string;
            points?: components["schemas"]["pnl_point"][];
        };
        pnl_point: {
            /** Format: date-time */
            time?: string | null;
            /** Format: decimal */
            equity?: string;
            /**
             * Format: decimal
             * @description Since the start.
             */
            pnl?: string;
            /**
             * Format: decimal
             * @description Since the point before.
             */
            change?: string;
            /** @description Fall from the highest so far, as a fraction of it. */
            drawdown?: number;
        };
        position_difference: {
            instrument?: string;
            /** Format: decimal */
            ours?: string;
            /** Format: decimal */
            venues?: string;
        };
        /** @description No new entries for a time after exits and losses; exits go on. */
        protections: {
            /**
             * @description After any exit the instrument rests so long.
             * @example 5m
             */
            cooldown?: string;
            /**
             * @description After a stop instead, when longer.
             * @example 5m
             */
            cooldown_after_stop?: string;
            stoploss_guard?: components["schemas"]["stoploss_guard"];
            drawdown_guard?: components["schemas"]["drawdown_guard"];
            low_profit?: components["schemas"]["low_profit"];
        };
        queues: {
            topics?: components["schemas"]["topic"][];
            store_queue?: number;
            /** @description The most there ever was. */
            store_queue_max?: number;
            store_committed?: number;
            store_failed?: number;
            store_refused?: number;
            log_lost?: number;
            /** @description Of this session so far. */
            journal_records?: number;
            /** @description Of its files; the newest is reserved before it is written. (bytes) */
            journal_bytes?: number;
            journal_files?: number;
            /** @description healthy, or why it takes nothing more. */
            journal?: string;
        };
        /** @description Hours in which only urgent news is sent. Equal ends: none. */
        quiet_hours: {
            /**
             * @description Since 00:00 UTC.
             * @example 5m
             */
            from?: string;
            /**
             * @description Since 00:00 UTC; before `from`: past midnight.
             * @example 5m
             */
            to?: string;
            /**
             * @description News of this level is sent all the same.
             * @enum {string}
             */
            urgent?: "INFO" | "WARNING" | "ERROR";
        };
        /** @description Values to try: min, min + step, ... up to max. */
        range: {
            /** @description First value. */
            min: number;
            /** @description Last value. */
            max: number;
            /** @description Distance between values. */
            step?: number;
        };
        reconciliation: {
            /** @description in_step, under_way (they differ, messages are under way) or differs. */
            state?: string;
            /** @description Open, by our books. */
            orders_ours?: number;
            /** @description Open at the venue. */
            orders_venues?: number;
            /** @description Those that differ. */
            positions?: components["schemas"]["position_difference"][];
            /** Format: date-time */
            time?: string | null;
        };
        /** @description How trend, range and turmoil are told apart. */
        regime: {
            /** @description Bars looked at. (bars) */
            window?: number;
            /** @description Bars that count as now. (bars) */
            recent?: number;
            /** @description Net move / path length from which it is a trend. */
            trend_efficiency?: number;
            /** @description Recent / earlier volatility from which it is turmoil. */
            high_volatility_ratio?: number;
        };
        report: {
            report_id?: string;
            /** @enum {string} */
            kind?: "performance" | "tear_sheet";
            /** @enum {string} */
            format?: "html" | "json" | "csv";
            title?: string;
            /**
             * Format: date-time
             * @description The account as it was then.
             */
            time?: string | null;
            /** Format: date-time */
            created?: string | null;
            bytes?: number;
            url?: string;
        };
        /** @description Whether an open position follows the strength of later decisions. */
        resize: {
            /**
             * @description asked: when a strategy of the book scales (grid); never; always.
             * @enum {string}
             */
            when?: "asked" | "never" | "always";
            /**
             * Format: decimal
             * @description Smaller changes, of a full position, are not traded.
             */
            drift?: string;
        };
        /** @description The five numbers of RiskLimits, and every limit with its exact value. 0 is no limit. */
        risk_limits: {
            max_concurrent_trades?: number;
            max_daily_trades?: number;
            /** @description In the account currency, as it is now. */
            max_daily_loss?: number;
            /** @description In the account currency, as it is now. */
            max_total_loss?: number;
            /** @description Of equity. (%) */
            position_size_percentage?: number;
            /** @description The same as a fraction. */
            position_size?: string | null;
            limits?: components["schemas"]["limits"];
        };
        risk_reason: {
            /** @description docs/risk.md has a line for each. */
            reason?: string;
            text?: string;
        };
        /** @description normal -> reduced -> crisis (exits only) -> stopped (latched until re-armed by hand). */
        risk_state2: {
            /** @description Smaller positions from here. */
            reduced?: components["schemas"]["risk_thresholds"];
            /** @description Exits only from here. */
            crisis?: components["schemas"]["risk_thresholds"];
            /** @description Latched stop from here. */
            stopped?: components["schemas"]["risk_thresholds"];
            /**
             * Format: decimal
             * @description A state is left when the loss is below this part of its threshold.
             */
            recovery?: string;
            /**
             * @description A state lasts at least this long.
             * @example 5m
             */
            hold?: string;
            /** @description Leave `reduced` by hand only. */
            latch_reduced?: boolean;
            /** @description Leave `crisis` by hand only. */
            latch_crisis?: boolean;
            /**
             * Format: decimal
             * @description Size of new positions in `reduced`.
             */
            reduced_size?: string;
            /**
             * @description The risk day starts so long after 00:00 UTC.
             * @example 5m
             */
            day_start?: string;
        };
        /** @description Losses at which a risk state begins; 0: this measure never causes it. */
        risk_thresholds: {
            /**
             * Format: decimal
             * @description Of the highest equity.
             */
            drawdown?: string;
            /**
             * Format: decimal
             * @description Of the equity at the day's start.
             */
            daily_loss?: string;
            /**
             * Format: decimal
             * @description Of the equity at the start.
             */
            total_loss?: string;
        };
        round_trip: {
            strategy?: string | null;
            instrument?: string | null;
            /** @enum {string} */
            side?: "buy" | "sell";
            /** @enum {string} */
            exit_purpose?: "entry" | "exit" | "stop_loss" | "take_profit" | "trailing_stop" | "time_stop" | "liquidation" | "manual" | "flatten";
            fees_complete?: boolean;
            fill_count?: number;
            bars_held?: number;
            entry_number?: number;
            /** Format: date-time */
            entry_time?: string | null;
            /** Format: date-time */
            exit_time?: string | null;
            /** Format: decimal */
            entry_price?: string;
            /** Format: decimal */
            exit_price?: string;
            /** Format: decimal */
            qty_max?: string;
            currency?: string;
            /** Format: decimal */
            gross?: string;
            /** Format: decimal */
            fees?: string;
            /** Format: decimal */
            funding?: string;
            /** Format: decimal */
            slippage?: string;
            /** Format: decimal */
            decided?: string;
            /** Format: decimal */
            mae?: string;
            /** Format: decimal */
            mfe?: string;
            /** Format: decimal */
            initial_risk?: string;
            /** Format: decimal */
            turnover?: string;
        };
        /** @description A backtest or a simulation. */
        run: {
            /** @description Title of the report. */
            name?: string;
            /** @description First bar; empty: the first there is. */
            from?: (string | null) | null;
            /** @description End, exclusive; empty: the last there is. */
            to?: (string | null) | null;
            account?: components["schemas"]["account2"];
            /** @description What is traded. */
            instruments?: components["schemas"]["instrument"][];
            /** @description Who decides. */
            books?: components["schemas"]["book"][];
            limits?: components["schemas"]["limits"];
            risk_state?: components["schemas"]["risk_state2"];
            protections?: components["schemas"]["protections"];
            /** @description Tell strategies and ballots the market regime. */
            detect_regime?: boolean;
            regime?: components["schemas"]["regime"];
            /** @description Close positions when the risk state becomes stopped. */
            flatten_when_stopped?: boolean;
            slippage?: components["schemas"]["slippage"];
            latency?: components["schemas"]["latency"];
            fills?: components["schemas"]["fills"];
            /**
             * Format: decimal
             * @description Of notional, on top of the taker fee.
             */
            liquidation_fee?: string;
            /** @description Of everything random in the simulated venue. */
            seed?: number;
            statistics?: components["schemas"]["statistics"];
            /** @description For `argosy optimize`; a backtest ignores it. */
            optimize?: components["schemas"]["optimize"] | null;
        };
        /** @description Shown once. Nothing asks for a code before a first one has confirmed it. */
        second_factor_offer: {
            /** @description To type into an authenticator, base32. */
            key?: string;
            /** @description The same for a program that opens otpauth: addresses. */
            link?: string;
        };
        second_factor_state: {
            /** @description A sign-in asks for a code of the authenticator too. */
            is_enrolled?: boolean;
            since?: (string | null) | null;
        };
        secret: {
            name?: string;
            /** @description Changes whenever it is entered; tells nothing of it. */
            fingerprint?: string;
            /** Format: date-time */
            updated?: string | null;
            /** @description Sealed under the current master key. */
            is_current?: boolean;
        };
        secrets: {
            secrets?: components["schemas"]["secret"][];
        };
        service_health: {
            name?: string;
            state?: string;
            /** @description healthy, degraded or down. */
            status?: string;
            detail?: string;
            /**
             * Format: date-time
             * @description In this state.
             */
            since?: string | null;
            /** @description In another process: known by its heartbeats. */
            remote?: boolean;
            /** @description Services that must run before it. */
            needs?: string[];
        };
        session: {
            id?: string;
            user?: string;
            client?: string;
            /** @enum {string} */
            role?: "anyone" | "viewer" | "trader" | "risk" | "admin";
            /** Format: date-time */
            started?: string | null;
            /** Format: date-time */
            expires?: string | null;
            is_current?: boolean;
        };
        sessions: {
            sessions?: components["schemas"]["session"][];
        };
        signed_in: {
            access_token?: string;
            token_type?: string;
            refresh_token?: string;
            expires_in?: number;
            user?: string;
            /** @enum {string} */
            role?: "anyone" | "viewer" | "trader" | "risk" | "admin";
            must_change_password?: boolean;
        };
        /** @description How large a position is. */
        sizing: {
            /** @description fixed_fraction, fixed_risk, volatility_target or capped_kelly. */
            method?: ({
                /** @constant */
                type: "fixed_fraction";
            } & components["schemas"]["fixed_fraction"]) | ({
                /** @constant */
                type: "fixed_risk";
            } & components["schemas"]["fixed_risk"]) | ({
                /** @constant */
                type: "volatility_target";
            } & components["schemas"]["volatility_target"]) | ({
                /** @constant */
                type: "capped_kelly";
            } & components["schemas"]["capped_kelly"]);
            /**
             * Format: decimal
             * @description Value of one position, of equity; 0 is no bound.
             */
            position_max?: string;
            /**
             * Format: decimal
             * @description Part of the free margin that one order may use.
             */
            margin_part?: string;
        };
        /** @description A Slack incoming webhook. */
        slack: {
            /** @description https://hooks.slack.com/services/... */
            url: string;
            /** @description Allow addresses of this machine or network. */
            allow_private?: boolean;
        };
        /** @description What a taker pays beyond the price that was there. */
        slippage: {
            /**
             * @description none, ticks, volume_share or book_walk.
             * @enum {string}
             */
            kind?: "none" | "ticks" | "volume_share" | "book_walk";
            /** @description ticks: against us. (ticks) */
            ticks?: number;
            /**
             * Format: decimal
             * @description volume_share: price × impact × (quantity / volume)².
             */
            impact?: string;
        };
        /** @description An SMS by Twilio or a compatible service. */
        sms: {
            /** @description Of the account. */
            account_sid: string;
            /** @description Of the account. */
            auth_token: string;
            /** @description A number of yours, +15551234567. */
            from: string;
            /** @description The number that gets it. */
            to: string;
            /** @description Of the API. */
            base_url?: string;
            /** @description Allow addresses of this machine or network. */
            allow_private?: boolean;
        };
        /** @description What the figures of the report assume. */
        statistics: {
            /** @description Of the Sharpe ratio. (per year) */
            risk_free_rate?: number;
            /** @description Of the Sortino ratio. (per year) */
            minimum_return?: number;
            /** @description Of the bootstrap intervals; 0 leaves them out. */
            resamples?: number;
            /** @description Of the bootstrap. */
            seed?: number;
        };
        /** @description Rest after several stops in a row of time. */
        stoploss_guard: {
            /** @description This many stops; 0 is off. */
            stops?: number;
            /**
             * @description Within this time.
             * @example 5m
             */
            window?: string;
            /**
             * @description No entries for so long.
             * @example 5m
             */
            lock?: string;
            /** @description Count and lock each instrument by itself. */
            per_instrument?: boolean;
        };
        stops_input: {
            position_id?: string;
            symbol?: string;
            pair?: string;
            exchange?: string;
            stop_loss?: string | null;
            /** @description The same as stop_loss. */
            stop_price?: string | null;
            take_profit?: string | null;
        };
        strategy: {
            name?: string;
            /** @description Name in the catalogue. */
            strategy?: string;
            title?: string;
            summary?: string;
            /** @description It votes in this run. */
            active?: boolean;
            /** @description Its vote counts. */
            enabled?: boolean;
            /** @description The trading unit in which it votes. */
            book?: string | null;
            /** @description Length of the bars that it sees. */
            timeframe?: string | null;
            weight?: number | null;
            veto?: boolean;
            instruments?: string[];
            parameters?: components["schemas"]["parameter"][];
        };
        /** @description A voter. */
        strategy2: {
            /** @description Which strategy: `argosy strategies` lists them. Empty with `rules`. */
            name?: string;
            /** @description Or a rule file or model file, sought beside this file, then in the working directory. */
            rules?: string;
            /** @description SHA-256 that file must have; empty: any. */
            rules_checksum?: string;
            /** @description Its name in this run; empty: the strategy's. */
            label?: string;
            /**
             * @description Length of the bars that it sees; 0s: what it is written for, else 1h.
             * @example 5m
             */
            timeframe?: string;
            /** @description Symbols; empty: all of its book. */
            instruments?: string[];
            /** @description Values of its parameters, by name. */
            parameters?: {
                [key: string]: string;
            };
            /** @description Of its vote. */
            weight?: number;
            /** @description It can block what the others decide. */
            veto?: boolean;
            /** @description Market regimes in which its vote counts; empty: all. */
            only_in?: ("unknown" | "trend_up" | "trend_down" | "range" | "high_volatility")[];
        };
        strategy_backtest: {
            strategy_name?: string;
            /** @description automatic, catalogue or synthetic. */
            source?: string | null;
            symbols?: string[];
            /** @description Of the recorded data. */
            venue?: string | null;
            /** @description 1h. */
            timeframe?: string | null;
            from?: (string | null) | null;
            to?: (string | null) | null;
            /** @description Length of a synthetic market. */
            bars?: number | null;
            seed?: number | null;
            /** @description Leave out the runs that doubt the result. */
            quick?: boolean;
            /** @description None: those in force. */
            parameters?: {
                [key: string]: number;
            };
        };
        strategy_comparison: {
            period?: string;
            /** @description By total_pnl, the best first. */
            strategies?: components["schemas"]["strategy_performance"][];
            /** @description Of those that have traded; null when none has. */
            best?: string | null;
        };
        strategy_config: {
            strategy_name?: string;
            /** @description false: not of this run, the values are the defaults. */
            active?: boolean;
            /** @description Value by name; truth values are 0 and 1. */
            parameters?: {
                [key: string]: number;
            };
            /** @description What they mean and allow. */
            declared?: components["schemas"]["parameter"][];
        };
        strategy_exposure: {
            /** @description Empty: opened by hand. */
            strategy?: string;
            /** Format: decimal */
            gross?: string;
            /** Format: decimal */
            net?: string;
            /**
             * Format: decimal
             * @description Of the gross.
             */
            of_equity?: string;
        };
        strategy_list: {
            /** @description Voters of this run first. */
            strategies?: components["schemas"]["strategy"][];
        };
        strategy_performance: {
            strategy_name?: string;
            total_trades?: number;
            winning_trades?: number;
            /** @description Fraction of the trades that won. */
            win_rate?: number;
            /** @description After fees and funding. (reporting currency) */
            total_pnl?: number;
            /** @description Of daily results, per year; null when it is not defined. */
            sharpe_ratio?: number | null;
            /** @description Of the balance after each closed trade, as a positive fraction of the peak. */
            max_drawdown?: number;
            period?: string;
            profit_factor?: number | null;
            average_pnl?: number | null;
            /** @description own: trades of its own; supported: trades that it voted for. */
            basis?: string;
            /** @description Of the returns that sharpe_ratio is made of. */
            interval?: string;
            /**
             * Format: date-time
             * @description The first entry; all figures are of the time from then to timestamp.
             */
            from?: string | null;
            /** Format: date-time */
            timestamp?: string | null;
        };
        /** @description A message of a Telegram bot. */
        telegram: {
            /** @description Of the bot, from @BotFather. */
            token: string;
            /** @description Who gets it. */
            chat_id: string;
            /** @description Of the Bot API. */
            base_url?: string;
            /** @description Allow addresses of this machine or network. */
            allow_private?: boolean;
        };
        topic: {
            topic?: string;
            published?: number;
            /** @description By subscribers that were too slow. */
            skipped?: number;
            /** @description Malformed. */
            dead?: number;
            subscribers?: number;
        };
        trade: {
            trade_id?: string;
            pair?: string;
            exchange?: string;
            /** @description buy: long. */
            side?: string;
            /** @description OPEN, CLOSED, CANCELLED. */
            status?: string;
            /** @description Empty: by hand. */
            strategy?: string;
            currency?: string;
            entry_price?: number;
            position_size?: number;
            exit_price?: number | null;
            /** @description Net of fees and funding; of an open trade as if it were closed at the mark. */
            pnl?: number | null;
            /** Format: date-time */
            entry_time?: string | null;
            exit_time?: (string | null) | null;
            /** @description Of the settings that decided the entry; 0: unknown. */
            config_version?: number;
            /** @description pnl to the last digit. */
            net?: string | null;
            /** @description The engine's record; null for a trade recorded by hand. */
            trip?: components["schemas"]["round_trip"] | null;
        };
        /** @description A position whose yearly volatility is this fraction of equity. */
        volatility_target: {
            /** @description Per year, of equity. */
            volatility?: number;
        };
        /** @description Choose on one span, judge on another that the search has not seen. */
        walk_forward: {
            /**
             * @description rolling, anchored (train from the start) or folds (purged cross-validation).
             * @enum {string}
             */
            kind?: "rolling" | "anchored" | "folds";
            /**
             * @description Length of the training span; anchored: of the first.
             * @example 5m
             */
            train?: string;
            /**
             * @description Length of the test span.
             * @example 5m
             */
            test?: string;
            /** @description folds: number of test spans. */
            folds?: number;
            /**
             * @description Left out of the training span before a test span.
             * @example 5m
             */
            purge?: string;
            /**
             * @description folds: left out of the training span after a test span.
             * @example 5m
             */
            embargo?: string;
        };
        /** @description A signed POST to a server of yours. */
        webhook: {
            /** @description https://... */
            url: string;
            /** @description Signs the body (HMAC-SHA256). */
            secret: string;
            /** @description Allow addresses of this machine or network. */
            allow_private?: boolean;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
