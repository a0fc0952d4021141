#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/problems.hpp"
#include "platform/settings.hpp"
#include "services/config/tree.hpp"
#include "services/config/vault.hpp"

/// Parts of the settings in the shapes that the API documents: numbers are JSON numbers here.
namespace argosy::services::config {

/// Where state lies now. No store of this program is reached over the network: what the settings say of one under
/// platform.database waits for one that is.
struct DatabaseView {
    std::string backend = "sqlite";
    std::string host;        ///< empty: a file
    std::uint16_t port = 0;  ///< zero: a file
    std::string name = "argosy.db", user, password;
    std::uint32_t pool_size = 0, max_overflow = 0;  ///< connections; zero: a file
    std::string settings = "platform.database is not used";
};
void describe(Described<DatabaseView>& d);

struct ExchangeView {
    std::string api_key, api_secret;  ///< "***" when there is one, else empty
    bool sandbox = true;
    std::string base_currency;
    std::uint32_t max_pairs = 0;
    double min_volume_24h = 0, min_volatility = 0;
};
struct ExchangesView {
    std::map<std::string, ExchangeView> exchanges;
};
struct TradingView {
    platform::TradingMode mode = platform::TradingMode::simulation;
    std::uint32_t max_concurrent_trades = 0;  ///< zero: no limit
    double position_size_percentage = 0;      ///< of equity, in percent
    double stop_loss_percentage = 0, take_profit_percentage = 0;
};
struct StrategyView {
    std::string label, name, book;
    bool enabled = true;
    double weight = 1;
    bool veto = false;
    Duration timeframe{};
    std::vector<std::string> instruments;
    std::map<std::string, std::string> parameters;
};
struct StrategiesView {
    std::vector<StrategyView> strategies;
};
void describe(Described<ExchangeView>& d);
void describe(Described<ExchangesView>& d);
void describe(Described<TradingView>& d);
void describe(Described<StrategyView>& d);
void describe(Described<StrategiesView>& d);

[[nodiscard]] ExchangesView exchanges_view(const platform::Settings& settings, const std::vector<SecretInfo>& secrets);
/// Of the first book: sizes by a part of equity, distances by a rate; zero where it is done another way.
[[nodiscard]] TradingView trading_view(const platform::Settings& settings);
[[nodiscard]] StrategiesView strategies_view(const platform::Settings& settings);

/// The key path of a section: "web-ui" is "platform.web_ui"; everything that is no section's name is a key path itself.
[[nodiscard]] std::string section_path(std::string_view section);
/// What a change in the shape of TradingView means for the settings, of every book. What it leaves out stays.
[[nodiscard]] Node trading_patch(const platform::Settings& current, const Node& view,
                                 argosy::config::Problems& problems);

}  // namespace argosy::services::config
