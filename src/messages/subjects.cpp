#include "messages/subjects.hpp"

#include "config/read.hpp"
#include "config/write.hpp"

namespace argosy::messages {
namespace {

/// Types that codec writes, with the names of instruments; all others are described.
template <class T>
inline constexpr bool is_domain = false;
template <>
inline constexpr bool is_domain<domain::BarClosed> = true;
template <>
inline constexpr bool is_domain<domain::Trade> = true;
template <>
inline constexpr bool is_domain<domain::Quote> = true;
template <>
inline constexpr bool is_domain<domain::BookUpdate> = true;
template <>
inline constexpr bool is_domain<domain::Funding> = true;
template <>
inline constexpr bool is_domain<domain::MarkPrice> = true;
template <>
inline constexpr bool is_domain<domain::Signal> = true;
template <>
inline constexpr bool is_domain<domain::Ballot> = true;
template <>
inline constexpr bool is_domain<domain::Order> = true;
template <>
inline constexpr bool is_domain<domain::Fill> = true;
template <>
inline constexpr bool is_domain<domain::RoundTrip> = true;

std::string_view order_type(const domain::Order& order) noexcept {
    using enum domain::OrderStatus;
    switch (order.status) {
        case accepted: return "order_accepted";
        case rejected: return "order_rejected";
        case canceled: return "order_canceled";
        case expired: return "order_expired";
        case unknown: return "order_unknown";
        default: return "order_updated";
    }
}

// The name of every type on the bus (docs/messages.md).
std::string_view name_of(const domain::BarClosed&) noexcept { return "bar"; }
std::string_view name_of(const domain::Trade&) noexcept { return "trade"; }
std::string_view name_of(const domain::Quote&) noexcept { return "quote"; }
std::string_view name_of(const domain::BookUpdate&) noexcept { return "book"; }
std::string_view name_of(const domain::Funding&) noexcept { return "funding"; }
std::string_view name_of(const domain::MarkPrice&) noexcept { return "mark_price"; }
std::string_view name_of(const domain::Signal&) noexcept { return "signal"; }
std::string_view name_of(const domain::Ballot&) noexcept { return "consensus"; }
std::string_view name_of(const domain::Order& order) noexcept { return order_type(order); }
std::string_view name_of(const domain::Fill&) noexcept { return "fill"; }
std::string_view name_of(const domain::RoundTrip&) noexcept { return "trade_closed"; }
std::string_view name_of(const Position&) noexcept { return "position_update"; }
std::string_view name_of(const Balance&) noexcept { return "balance_update"; }
std::string_view name_of(const Portfolio&) noexcept { return "portfolio_update"; }
std::string_view name_of(const EquityPoint&) noexcept { return "equity_point"; }
std::string_view name_of(const Cycle&) noexcept { return "cycle_done"; }
std::string_view name_of(const RiskState&) noexcept { return "risk_state"; }
std::string_view name_of(const Report&) noexcept { return "performance_report"; }
std::string_view name_of(const Alert&) noexcept { return "alert"; }
std::string_view name_of(const AlertResolved&) noexcept { return "alert_resolved"; }
std::string_view name_of(const ConfigVersion&) noexcept { return "config_version"; }
std::string_view name_of(const Heartbeat&) noexcept { return "heartbeat"; }
std::string_view name_of(const Headline&) noexcept { return "headline"; }
std::string_view name_of(const Sentiment&) noexcept { return "sentiment"; }
std::string_view name_of(const FeatureVector&) noexcept { return "feature_vector"; }

template <class T>
bool is_named(std::string_view type) {
    if constexpr (std::is_same_v<T, domain::Order>)
        return type.starts_with("order_");
    else
        return name_of(T{}) == type;
}

template <class T>
std::string write(const T& value, const codec::Names& names) {
    if constexpr (is_domain<T>)
        return codec::to_json(value, names);
    else
        return config::json_line(value);
}

template <class T>
Result<T> read(std::string_view data, const codec::Names& names) {
    if constexpr (is_domain<T>)
        return codec::from_json<T>(data, names);
    else
        return config::read_json<T>(data, "message");
}

/// Tries the variant's types in turn.
template <class V, std::size_t I = 0>
Result<V> read_variant(std::string_view type, std::string_view data, const codec::Names& names) {
    if constexpr (I == std::variant_size_v<V>) {
        return fail(Errc::parse, "unknown message type " + std::string(type.substr(0, 40)));
    } else {
        using T = std::variant_alternative_t<I, V>;
        if (!is_named<T>(type)) return read_variant<V, I + 1>(type, data, names);
        ARGOSY_LET(auto value, read<T>(data, names), type);
        return V(std::move(value));
    }
}

/// What must stay in order: the instrument, or all.
template <class T>
std::uint64_t key_of(const T& value) noexcept {
    if constexpr (requires { value.request; })
        return value.request.instrument.value() + 1ULL;
    else if constexpr (is_domain<T>)
        return value.instrument.value() + 1ULL;
    else if constexpr (std::is_same_v<T, Position>)
        return std::hash<std::string>{}(value.instrument);
    else
        return 0;
}

struct Traits {
    std::string_view name;
    bool is_lasting = true;
    bool keeps_last = false;
    bus::Overflow overflow = bus::Overflow::resync;
};

template <class V>
bus::Subject<V> subject(const Traits& traits, const codec::Names& names) {
    bus::Subject<V> s{.name = traits.name,
                      .is_lasting = traits.is_lasting,
                      .keeps_last = traits.keeps_last,
                      .overflow = traits.overflow};
    s.key = [](const V& v) noexcept { return std::visit([](const auto& x) { return key_of(x); }, v); };
    s.type = [](const V& v) noexcept { return std::visit([](const auto& x) { return name_of(x); }, v); };
    s.encode = [&names](const V& v) { return std::visit([&](const auto& x) { return write(x, names); }, v); };
    s.decode = [&names](std::string_view type, std::string_view data) { return read_variant<V>(type, data, names); };
    return s;
}

constexpr Traits passing(std::string_view name) {
    return {.name = name, .is_lasting = false, .overflow = bus::Overflow::newest_wins};
}

}  // namespace

Subjects::Subjects(const codec::Names& names)
    : market_data(subject<MarketData>(passing("market.data"), names)),
      news(subject<News>({.name = "news.sentiment"}, names)),
      features(subject<std::variant<FeatureVector>>(passing("features"), names)),
      signals(subject<Signals>({.name = "signals"}, names)),
      executions(subject<Executions>({.name = "trading.executions"}, names)),
      positions(subject<Positions>({.name = "positions"}, names)),
      risk_state(subject<std::variant<RiskState>>({.name = "risk.state", .keeps_last = true}, names)),
      performance(subject<Performance>({.name = "performance.metrics"}, names)),
      reports(subject<std::variant<Report>>({.name = "reports.performance"}, names)),
      alerts(subject<Alerts>({.name = "alerts"}, names)),
      config(subject<std::variant<ConfigVersion>>({.name = "config.changed", .keeps_last = true}, names)),
      health(subject<std::variant<Heartbeat>>(passing("health"), names)) {}

}  // namespace argosy::messages
