#pragma once

#include <memory>
#include <string>

#include "base/error.hpp"
#include "domain/instrument.hpp"
#include "domain/market_data.hpp"
#include "runtime/config.hpp"

namespace argosy {
class ArchiveReader;
class ArchiveWriter;
}  // namespace argosy
namespace argosy::backtest {
class Session;
}
namespace argosy::data {
class Catalogue;
}
namespace argosy::strategy {
class Catalogue;
}

namespace argosy::runtime {

/// Where the market of a simulation comes from. The same source from the start gives the same market again: a restart
/// plays it up to where the journal ends.
class MarketSource {
public:
    virtual ~MarketSource() = default;
    /// Plays the next instant into the session. False: the market is over.
    virtual bool play_next(backtest::Session& session) = 0;
    /// Plays bars to come that close by then and in which nobody has to look, a strategy speaks at most at the last
    /// (Session::on_calm). Returns how many; none: play_next() has to play. Requires: all up to `until` is played next.
    virtual std::uint64_t play_calm(backtest::Session&, Time /*until*/) { return 0; }
    /// About when the instant with this number from now is, 1 being the next; not before the next.
    [[nodiscard]] virtual Time ahead(std::size_t number) const = 0;
    /// When the next instant is; time_max at the end.
    [[nodiscard]] virtual Time next_time() const = 0;
    /// The first instant.
    [[nodiscard]] virtual Time start() const = 0;
    /// Writes down where the market is (base/archive.hpp). False: it cannot.
    [[nodiscard]] virtual bool save(ArchiveWriter&) const { return false; }
    /// Takes over what a source of the same settings has written. False when save() is.
    [[nodiscard]] virtual bool load(ArchiveReader&) { return false; }
    /// "synthetic market, seed 42"
    [[nodiscard]] virtual std::string describe() const = 0;
};

/// Told about every bar that a source played, after the engine has seen it.
class BarListener {
public:
    virtual ~BarListener() = default;
    virtual void on_bar_played(const domain::BarClosed& bar) = 0;
};

/// Errors: invalid_argument when the synthetic instruments are not those of the run; those of load_market.
[[nodiscard]] Result<std::unique_ptr<MarketSource>> make_source(const SimulationConfig& config,
                                                                const domain::InstrumentTable& instruments,
                                                                const data::Catalogue* catalogue,
                                                                const strategy::Catalogue& strategies,
                                                                BarListener& listener);

}  // namespace argosy::runtime
