#include "services/news/words.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace argosy::services::news {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 12> coin_names{{{"ADA", "cardano"},
                                                                                    {"AVAX", "avalanche"},
                                                                                    {"BCH", "bitcoin cash"},
                                                                                    {"BTC", "bitcoin"},
                                                                                    {"DOGE", "dogecoin"},
                                                                                    {"DOT", "polkadot"},
                                                                                    {"ETH", "ethereum"},
                                                                                    {"LINK", "chainlink"},
                                                                                    {"LTC", "litecoin"},
                                                                                    {"SOL", "solana"},
                                                                                    {"TRX", "tron"},
                                                                                    {"XRP", "ripple"}}};

}  // namespace

std::vector<argosy::news::InstrumentWords> default_words(const domain::InstrumentTable& instruments) {
    std::vector<argosy::news::InstrumentWords> out;
    for (const auto& instrument : instruments) {
        // "BTC/USDT:USDT" is written BTCUSDT, and BTCUSD where the feed knows no tether.
        std::string pair = instrument.symbol.substr(0, instrument.symbol.find(':'));
        const std::string base = pair.substr(0, pair.find('/'));
        std::erase(pair, '/');
        argosy::news::InstrumentWords words{.symbol = instrument.symbol, .keywords = {base}, .feed_symbols = {pair}};
        if (base != pair) words.feed_symbols.push_back(base + "USD");
        for (const auto& [code, name] : coin_names)
            if (code == base) words.keywords.emplace_back(name);
        const auto same = [&](const auto& known) { return known.symbol == words.symbol; };
        if (std::ranges::none_of(out, same)) out.push_back(std::move(words));
    }
    return out;
}

}  // namespace argosy::services::news
