#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/decimal.hpp"
#include "base/error.hpp"
#include "base/time.hpp"
#include "domain/signal.hpp"
#include "execution/exit_rules.hpp"
#include "risk/limits.hpp"
#include "risk/protections.hpp"
#include "risk/risk_state.hpp"
#include "risk/sizing.hpp"
#include "strategy/consensus.hpp"
#include "strategy/regime.hpp"

/// What a run consists of, as plain values; engine/make.cpp turns them into components.
namespace argosy::engine {

/// One voter.
struct StrategySettings {
    std::string name;            ///< of the catalogue: "ema_cross"
    std::string rules;           ///< or a rule file that becomes part of the catalogue; the name is then the file's
    std::string rules_checksum;  ///< SHA-256 of that file when it was first read: other rules are another run
    std::string label;           ///< unique in the run; empty: the name
    Duration timeframe{};        ///< zero: what the strategy is written for, else an hour
    std::vector<std::string> instruments;           ///< symbols; empty: all of its book
    std::map<std::string, std::string> parameters;  ///< by name, as text
    double weight = 1;
    bool veto = false;
    std::vector<domain::Regime> only_in;  ///< regimes in which its vote counts; empty: all
};

enum class EntryType : std::uint8_t { market, limit };

/// How positions are opened.
struct EntrySettings {
    EntryType type = EntryType::market;
    Ratio limit_offset;    ///< limit: this fraction better than the last price
    Duration valid_for{};  ///< limit: canceled after this long; zero: when the decision changes
    bool day = false;      ///< limit: canceled at the end of the trading session; excludes valid_for
    bool post_only = false;
};

/// asked: when a strategy of the book scales its positions (strategy::Descriptor::scales); never; always.
enum class ResizeWhen : std::uint8_t { asked, never, always };

/// Whether an open position follows the strength of later decisions.
///
/// A full position is what sizing gives to strength 1 when the position is opened; it stays the same until the position
/// is closed. Each decision that the voters agree on wants its strength times that: the difference is bought or sold.
struct ResizeSettings {
    ResizeWhen when = ResizeWhen::asked;
    /// Differences below this part of a full position, or below the instrument's minimum, are not traded.
    Ratio drift = Ratio::from_raw(50'000'000);  // 0.5 %
};

/// A trading unit: strategies that vote on the same instruments, and what is done with their decision.
/// An instrument belongs to one book.
struct BookSettings {
    std::string name = "main";
    std::vector<std::string> instruments;  ///< symbols; empty: all
    std::vector<StrategySettings> strategies;
    strategy::ConsensusSettings consensus;
    risk::SizingSettings sizing;
    execution::ExitRules exits;
    EntrySettings entry;
    ResizeSettings resize;
    bool allow_short = true;
    std::uint32_t atr_period = 14;  ///< of the ATR that exits are measured with, in bars of the first voter
};

struct Settings {
    std::vector<BookSettings> books;
    risk::Limits limits;
    risk::RiskStateSettings risk_state;
    risk::ProtectionSettings protections;
    bool detect_regime = true;
    strategy::RegimeSettings regime;
    bool flatten_when_stopped = true;  ///< close positions when the risk state becomes `stopped`
    std::uint64_t first_order = 1;     ///< OrderId of the first order
};

[[nodiscard]] std::string_view to_string(EntryType) noexcept;
[[nodiscard]] std::string_view to_string(ResizeWhen) noexcept;

/// The length of the bars that a voter sees, when `written_for` is the strategy's own (zero: any).
[[nodiscard]] Duration timeframe_of(const StrategySettings& voter, Duration written_for = {}) noexcept;

}  // namespace argosy::engine
