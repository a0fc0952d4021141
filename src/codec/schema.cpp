#include "codec/schema.hpp"

#include "base/describe.hpp"
#include "codec/detail/fields.hpp"

namespace argosy::domain {
namespace {

using codec::detail::is_id;

/// The type that a member's JSON has.
template <class M>
struct Shown {
    using type = M;
};
template <class Tag, class Rep>
struct Shown<Id<Tag, Rep>> {
    using type = std::optional<std::int64_t>;
};
template <>
struct Shown<InstrumentId> {
    using type = std::optional<std::string>;
};
template <>
struct Shown<StrategyId> {
    using type = std::optional<std::string>;
};
template <>
struct Shown<Currency> {
    using type = std::string;
};
template <std::size_t N>
struct Shown<InlineString<N>> {
    using type = std::string;
};

struct Lister {
    TypeInfo& info;
    template <class M>
    void operator()(std::string_view name, const M&) {
        info.fields.push_back({.name = std::string(name),
                               .doc = {},
                               .unit = {},
                               .type = &type_of<typename Shown<M>::type>,
                               .bounds = {}});
    }
};

template <class T>
void list(Described<T>& d, std::string_view name) {
    d.name(name);
    Lister lister{d.info()};
    const T nothing{};
    codec::detail::fields(lister, nothing);
}

}  // namespace

void describe(Described<Bar>& d) { list(d, "bar"); }
void describe(Described<Trade>& d) { list(d, "market_trade"); }
void describe(Described<Quote>& d) { list(d, "quote"); }
void describe(Described<OrderRequest>& d) { list(d, "order_request"); }
void describe(Described<Order>& d) { list(d, "order"); }
void describe(Described<Fill>& d) { list(d, "fill"); }
void describe(Described<Signal>& d) { list(d, "signal"); }
void describe(Described<Vote>& d) { list(d, "vote"); }
void describe(Described<Ballot>& d) { list(d, "ballot"); }
void describe(Described<Alert>& d) { list(d, "engine_alert"); }
void describe(Described<RoundTrip>& d) { list(d, "round_trip"); }

}  // namespace argosy::domain
