#include "services/freqtrade/bodies.hpp"

#include <simdjson.h>

namespace argosy::services::freqtrade {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

/// The text of a member; "" when it is not there or no text.
std::string text(const object& o, std::string_view name) {
    std::string_view found;
    return o[name].get(found) == simdjson::SUCCESS ? std::string(found) : std::string();
}

std::unexpected<Error> no_object() { return fail(Errc::invalid_argument, "the body is no JSON object"); }

}  // namespace

Result<ExitRequest> read_exit_request(std::string_view body) {
    simdjson::dom::parser parser;
    object o;
    if (parser.parse(body.data(), body.size()).get(o) != simdjson::SUCCESS) return no_object();
    ExitRequest out{.trade = text(o, "tradeid")};
    if (std::int64_t number = 0; o["tradeid"].get(number) == simdjson::SUCCESS) out.trade = std::to_string(number);
    if (element amount; o["amount"].get(amount) == simdjson::SUCCESS) out.has_amount = !amount.is_null();
    return out;
}

Result<CandleRequest> read_candle_request(std::string_view body) {
    simdjson::dom::parser parser;
    object o;
    if (parser.parse(body.data(), body.size()).get(o) != simdjson::SUCCESS) return no_object();
    CandleRequest out{.pair = text(o, "pair"), .timeframe = text(o, "timeframe")};
    std::int64_t limit = 500;
    if (element given; o["limit"].get(given) == simdjson::SUCCESS && !given.is_null())
        if (given.get(limit) != simdjson::SUCCESS || limit < 1 || limit > 5000)
            return fail(Errc::invalid_argument, "limit must be a whole number from 1 to 5000");
    out.limit = static_cast<std::size_t>(limit);
    return out;
}

}  // namespace argosy::services::freqtrade
