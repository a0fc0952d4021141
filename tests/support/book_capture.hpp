#pragma once

#include <array>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.hpp"
#include "domain/market_data.hpp"

/// Reads the recorded order-book messages of ../shared/data for tests and benches. A scanner for exactly those
/// shapes, not a parser: the venues' adapters have those.
namespace argosy::testing {

/// The lines of a file, through gzip when its name ends in .gz.
inline std::vector<std::string> read_lines(const std::filesystem::path& file) {
    const std::string command = (file.extension() == ".gz" ? "gzip -dc '" : "cat '") + file.string() + "'";
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    std::vector<std::string> lines;
    std::string rest;
    std::vector<char> block(1 << 20);
    while (pipe) {
        const std::size_t n = std::fread(block.data(), 1, block.size(), pipe.get());
        if (n == 0) break;
        rest.append(block.data(), n);
        std::size_t begin = 0;
        for (std::size_t end; (end = rest.find('\n', begin)) != std::string::npos; begin = end + 1)
            lines.push_back(rest.substr(begin, end - begin));
        rest.erase(0, begin);
    }
    if (!rest.empty()) lines.push_back(rest);
    return lines;
}

/// What stands behind `"key":`, quotes removed; empty when the key is not there.
inline std::string_view field(std::string_view json, std::string_view key) {
    const std::string needle = "\"" + std::string(key) + "\":";
    const auto at = json.find(needle);
    if (at == std::string_view::npos) return {};
    auto value = json.substr(at + needle.size());
    if (value.starts_with('"')) return value.substr(1, value.find('"', 1) - 1);
    return value.substr(0, value.find_first_of(",}"));
}

inline std::uint64_t integer(std::string_view text) {
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

template <class D>
D decimal(std::string_view text) {
    return parse_decimal<D>(text).value();
}

/// Appends the levels of `"key":[["price","qty"],...]`.
inline void read_levels(std::string_view json, std::string_view key, domain::Side side,
                        std::vector<domain::BookLevel>& levels) {
    const std::string needle = "\"" + std::string(key) + "\":[";
    const auto at = json.find(needle);
    if (at == std::string_view::npos) return;
    auto rest = json.substr(at + needle.size());
    while (rest.starts_with("[\"") || rest.starts_with(",[\"")) {
        rest.remove_prefix(rest.find('"') + 1);
        const auto price = rest.substr(0, rest.find('"'));
        rest.remove_prefix(price.size() + 3);
        const auto qty = rest.substr(0, rest.find('"'));
        rest.remove_prefix(qty.size() + 2);
        levels.push_back({side, decimal<Price>(price), decimal<Qty>(qty)});
    }
}

/// One message of a Binance capture ("local_ns JSON").
struct CaptureMessage {
    enum class Kind { snapshot, depth, quote, trade } kind = Kind::depth;
    domain::BookUpdate book;  // snapshot, depth
    domain::Quote quote;
    domain::Trade trade;
    std::uint64_t quote_id = 0;
    Time local{};
};

inline CaptureMessage read_capture_line(std::string_view line) {
    CaptureMessage m;
    const auto blank = line.find(' ');
    m.local = time_from_ns(static_cast<std::int64_t>(integer(line.substr(0, blank))));
    const auto json = line.substr(blank + 1);
    const auto ms = [&](const char* key) {
        return time_from_ns(static_cast<std::int64_t>(integer(field(json, key))) * 1'000'000);
    };
    if (json.find("\"lastUpdateId\"") != std::string_view::npos) {
        m.kind = CaptureMessage::Kind::snapshot;
        m.book = {.instrument = InstrumentId(0), .time = m.local, .is_snapshot = true};
        m.book.last_seq = integer(field(json, "lastUpdateId"));
        read_levels(json, "bids", domain::Side::buy, m.book.levels);
        read_levels(json, "asks", domain::Side::sell, m.book.levels);
    } else if (json.find("@depth") != std::string_view::npos) {
        m.book = {.instrument = InstrumentId(0), .time = ms("E")};
        m.book.first_seq = integer(field(json, "U"));
        m.book.last_seq = integer(field(json, "u"));
        m.book.prev_seq = integer(field(json, "pu"));
        read_levels(json, "b", domain::Side::buy, m.book.levels);
        read_levels(json, "a", domain::Side::sell, m.book.levels);
    } else if (json.find("@bookTicker") != std::string_view::npos) {
        m.kind = CaptureMessage::Kind::quote;
        m.quote_id = integer(field(json, "u"));
        const auto data = json.substr(json.find("\"data\""));
        m.quote = {.instrument = InstrumentId(0),
                   .time = m.local,
                   .bid = decimal<Price>(field(data, "b")),
                   .ask = decimal<Price>(field(data, "a")),
                   .bid_qty = decimal<Qty>(field(data, "B")),
                   .ask_qty = decimal<Qty>(field(data, "A"))};
    } else {
        m.kind = CaptureMessage::Kind::trade;
        m.trade = {.instrument = InstrumentId(0),
                   .time = ms("T"),
                   .price = decimal<Price>(field(json, "p")),
                   .qty = decimal<Qty>(field(json, "q")),
                   .aggressor = field(json, "m") == "true" ? domain::Side::sell : domain::Side::buy,
                   .venue_id = integer(field(json, "t"))};
    }
    return m;
}

}  // namespace argosy::testing
