// Replays test_data/books.txt: random books recomputed by an independent program (test_data/make_books.py).
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <sstream>

#include "portfolio/portfolio.hpp"
#include "portfolio/trades.hpp"

namespace argosy::portfolio {
namespace {

using domain::Currency;

/// One scenario of the file being replayed.
class Replay {
public:
    Replay(std::istringstream& line, std::size_t number) : number_(number) {
        std::string reporting, mode;
        line >> name_ >> reporting >> mode;
        settings_.reporting = Currency(reporting);
        settings_.position_mode = mode == "hedging" ? PositionMode::hedging : PositionMode::netting;
    }

    void run(const std::string& text, std::size_t number) {
        number_ = number;
        std::istringstream line(text);
        std::string word;
        line >> word;
        if (word == "instrument") return add_instrument(line);
        if (!portfolio_) {
            portfolio_.emplace(table_, settings_);
            trades_.emplace(table_);
        }
        if (word == "deposit")
            portfolio_->deposit(currency(line), decimal<Money>(line));
        else if (word == "rate")
            set_rate(line);
        else if (word == "mark")
            mark(line);
        else if (word == "fund")
            fund(line);
        else if (word == "fill")
            fill(line);
        else if (word == "trip")
            trip(line);
        else if (word == "position")
            position(line);
        else if (word == "leg")
            leg(line);
        else if (word == "strategy")
            strategy(line);
        else
            FAIL() << "unknown word " << word;
    }
    void finish() {
        EXPECT_EQ(trips_seen_, trades_->closed().size()) << name_;
        const State state = portfolio_->snapshot();
        Portfolio other(table_, settings_);
        ASSERT_TRUE(other.restore(state));
        EXPECT_EQ(other.snapshot(), state);
        EXPECT_EQ(*other.equity(), *portfolio_->equity());
    }
    [[nodiscard]] std::size_t fills() const { return time_; }

private:
    std::string where() const { return name_ + ", line " + std::to_string(number_); }
    template <class D>
    static D decimal(std::istringstream& line) {
        std::string text;
        line >> text;
        auto value = parse_decimal<D>(text);
        EXPECT_TRUE(value) << text;
        return value.value_or(D{});
    }
    static Currency currency(std::istringstream& line) {
        std::string text;
        line >> text;
        return Currency(text);
    }
    static InstrumentId id(std::istringstream& line) {
        std::uint32_t k = 0;
        line >> k;
        return InstrumentId(k);
    }
    static StrategyId strategy_id(std::istringstream& line) {
        std::uint16_t k = 0;
        line >> k;
        return StrategyId(k);
    }
    void check_equity(std::istringstream& line) {
        std::string sign;
        line >> sign;
        const auto expected = decimal<Money>(line);
        const auto equity = portfolio_->equity();
        ASSERT_TRUE(equity) << where() << ": " << equity.error().describe();
        EXPECT_EQ(to_string(*equity), to_string(expected)) << where();
        check_sums();
    }
    /// deposits + realised + fees + funding + unrealised == equity, and the account is the sum of its strategies.
    void check_sums() {
        for (const Account& a : portfolio_->accounts()) {
            Account sum{.currency = a.currency, .deposits = a.deposits};
            for (const StrategyId s : portfolio_->strategies()) {
                const Account own = portfolio_->strategy_account(s, a.currency);
                sum.realised += own.realised + own.unrealised;
                sum.fees += own.fees;
                sum.funding += own.funding;
                sum.net += own.net;
            }
            EXPECT_EQ(sum.realised, a.realised + a.unrealised) << where();
            EXPECT_EQ(sum.fees, a.fees) << where();
            EXPECT_EQ(sum.funding, a.funding) << where();
            EXPECT_EQ(sum.net, a.net) << where();
        }
    }

    void add_instrument(std::istringstream& line) {
        std::string symbol;
        line >> symbol;
        auto i = *domain::parse_symbol(symbol);
        i.multiplier = decimal<Ratio>(line);
        ASSERT_TRUE(table_.add(i));
    }
    void set_rate(std::istringstream& line) {
        const Currency from = currency(line);
        portfolio_->set_rate(from, settings_.reporting, decimal<Price>(line), Time{});
    }
    void mark(std::istringstream& line) {
        const InstrumentId k = id(line);
        const auto price = decimal<Price>(line);
        portfolio_->on_mark(k, price, now());
        trades_->on_mark(k, price);
        check_equity(line);
    }
    void fund(std::istringstream& line) {
        const InstrumentId k = id(line);
        const auto parts = portfolio_->on_funding({k, decimal<Money>(line), Ratio{}, now()});
        trades_->on_funding(k, parts);
        check_equity(line);
    }
    void fill(std::istringstream& line) {
        ++time_;
        domain::Fill f;
        std::string side, purpose;
        f.instrument = id(line);
        f.strategy = strategy_id(line);
        line >> side;
        f.side = side == "buy" ? domain::Side::buy : domain::Side::sell;
        f.qty = decimal<Qty>(line);
        f.price = decimal<Price>(line);
        f.fee = decimal<Money>(line);
        f.fee_currency = currency(line);
        line >> purpose;
        f.purpose = purpose == "entry" ? domain::OrderPurpose::entry : domain::OrderPurpose::exit;
        f.decision_price = decimal<Price>(line);
        f.time = now();
        trades_->on_fill(f, portfolio_->on_fill(f), *portfolio_);
        check_equity(line);
    }
    void trip(std::istringstream& line) {
        ASSERT_LT(trips_seen_, trades_->closed().size()) << where();
        domain::RoundTrip r = trades_->closed()[trips_seen_++];
        EXPECT_EQ(r.strategy, strategy_id(line)) << where();
        EXPECT_EQ(r.instrument, id(line)) << where();
        std::string side, word;
        std::int64_t entry = 0, exit = 0;
        line >> side >> entry >> exit;
        EXPECT_EQ(domain::to_string(r.side), side) << where();
        EXPECT_EQ(r.entry_time, time_from_ns(entry)) << where();
        EXPECT_EQ(r.exit_time, time_from_ns(exit)) << where();
        // The file is in the settlement currency; trips of other currencies are converted, rounding once a field.
        if (r.currency != table_[r.instrument].settlement) return;
        const std::map<std::string, Money> ours{{"net", r.net()},        {"fees", r.fees}, {"funding", r.funding},
                                                {"slip", r.slippage},    {"mae", r.mae},   {"mfe", r.mfe},
                                                {"turnover", r.turnover}};
        while (line >> word) {
            if (word == "max")
                EXPECT_EQ(to_string(r.qty_max), to_string(decimal<Qty>(line))) << where();
            else if (word == "fills")
                EXPECT_EQ(to_string(Money::from_int(r.fill_count)), to_string(decimal<Money>(line)));
            else
                EXPECT_EQ(to_string(ours.at(word)), to_string(decimal<Money>(line))) << word << " " << where();
        }
    }
    void check(const Position& p, std::istringstream& line, bool with_unrealised) {
        EXPECT_EQ(to_string(p.qty), to_string(decimal<Qty>(line))) << where();
        EXPECT_EQ(to_string(p.cost), to_string(decimal<Money>(line))) << where();
        EXPECT_EQ(to_string(p.realised), to_string(decimal<Money>(line))) << where();
        if (with_unrealised) EXPECT_EQ(to_string(p.unrealised()), to_string(decimal<Money>(line))) << where();
    }
    void check_costs(const Position& p, std::istringstream& line) {
        EXPECT_EQ(to_string(p.fees), to_string(decimal<Money>(line))) << where();
        EXPECT_EQ(to_string(p.funding), to_string(decimal<Money>(line))) << where();
    }
    void position(std::istringstream& line) {
        const Position& p = portfolio_->position(id(line));
        check(p, line, true);
        check_costs(p, line);
    }
    void leg(std::istringstream& line) {
        const InstrumentId k = id(line);
        std::string name;
        line >> name;
        check(portfolio_->position(k, name == "long" ? Leg::long_leg : Leg::short_leg), line, false);
    }
    void strategy(std::istringstream& line) {
        const StrategyId s = strategy_id(line);
        const Position p = portfolio_->strategy_position(s, id(line));
        check(p, line, false);
        check_costs(p, line);
    }
    [[nodiscard]] Time now() const { return time_from_ns(static_cast<std::int64_t>(time_)); }

    std::string name_;
    std::size_t number_ = 0, time_ = 0, trips_seen_ = 0;
    domain::InstrumentTable table_;
    Portfolio::Settings settings_;
    std::optional<Portfolio> portfolio_;
    std::optional<TradeLog> trades_;
};

TEST(Books, agree_with_an_independent_recomputation_to_the_last_digit) {
    std::ifstream file(std::string(ARGOSY_SOURCE_DIR) + "/src/portfolio/test_data/books.txt");
    ASSERT_TRUE(file);
    std::optional<Replay> replay;
    std::size_t scenarios = 0, fills = 0, number = 0;
    const auto finish = [&] {
        if (!replay) return;
        replay->finish();
        fills += replay->fills();
        ++scenarios;
    };
    for (std::string line; std::getline(file, line) && !HasFatalFailure();) {
        ++number;
        if (line.starts_with('#')) continue;
        if (line.starts_with("scenario")) {
            finish();
            std::istringstream text(line.substr(9));
            replay.emplace(text, number);
        } else {
            replay->run(line, number);
        }
    }
    finish();
    EXPECT_EQ(scenarios, 7U);
    EXPECT_GT(fills, 600U);
}

}  // namespace
}  // namespace argosy::portfolio
