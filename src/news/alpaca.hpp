#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "news/headline.hpp"

/// The news of Alpaca's market data, whose crypto symbols have no slash ("BTCUSD").
namespace argosy::news {

struct AlpacaPage {
    std::vector<Headline> headlines;  ///< in the order of the answer
    std::string next_page_token;      ///< empty: it was the last page
};

/// An answer of GET /v1beta1/news.
/// Errors: parse, naming the entry and field. Source: Alpaca market data API, "Historical news".
[[nodiscard]] Result<AlpacaPage> parse_alpaca_page(std::string_view json, Time arrived, const Limits& limits = {});

/// A message of the stream v1beta1/news: a list, of which those of type "n" are headlines and others are ignored.
/// Errors: parse. Source: Alpaca market data API, "Real-time news".
[[nodiscard]] Result<std::vector<Headline>> parse_alpaca_stream(std::string_view json, Time arrived,
                                                                const Limits& limits = {});

}  // namespace argosy::news
