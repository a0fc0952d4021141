#include "services/strategy/chart.hpp"

#include <charconv>
#include <cmath>

#include "base/describe.hpp"
#include "base/suggest.hpp"

namespace argosy::services::strategy {
namespace {

Result<double> parse_number(std::string_view text, std::string_view name) {
    double value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec == std::errc{} && end == text.data() + text.size() && std::isfinite(value)) return value;
    return fail(Errc::parse, std::string(name) + ": not a number: \"" + std::string(text) + "\"",
                "write ema:21 or ema:period=21");
}

/// The declared name: it lives as long as the program. Errors: not_found, listing the names.
Result<std::string_view> find_parameter(const indicators::IndicatorSpec& spec, std::string_view name) {
    std::vector<std::string> names;
    for (const auto& p : spec.params) {
        if (p.name == name) return p.name;
        names.emplace_back(p.name);
    }
    return fail(Errc::not_found, std::string(spec.name) + " has no parameter \"" + std::string(name) + "\"",
                "it has: " + join(names));
}

/// One piece behind a colon: a value for the next parameter, or name=value.
Result<> add_piece(IndicatorChoice& to, std::string_view piece) {
    const auto equals = piece.find('=');
    if (equals != std::string_view::npos && piece.substr(0, equals) == "source") {
        ARGOSY_LET(to.source, indicators::parse_source(piece.substr(equals + 1)), to.spec->name);
        return {};
    }
    std::string_view name, text = piece;
    if (equals != std::string_view::npos) {
        ARGOSY_LET(name, find_parameter(*to.spec, piece.substr(0, equals)), "");
        text = piece.substr(equals + 1);
    } else if (to.arguments.size() < to.spec->params.size()) {
        name = to.spec->params[to.arguments.size()].name;
    } else {
        return fail(Errc::invalid_argument, std::string(to.spec->name) + " does not have so many parameters",
                    "GET /api/v1/indicators lists them");
    }
    ARGOSY_LET(const double value, parse_number(text, name), to.spec->name);
    to.arguments.push_back({.name = name, .value = value});
    return {};
}

}  // namespace

Result<IndicatorChoice> parse_choice(std::string_view text) {
    IndicatorChoice out{.text = std::string(text)};
    const std::string_view all = text;
    auto colon = std::min(all.find(':'), all.size());
    ARGOSY_LET(out.spec, indicators::find_indicator(all.substr(0, colon)), "");
    while (colon < all.size()) {
        const auto next = std::min(all.find(':', colon + 1), all.size());
        ARGOSY_TRY(add_piece(out, all.substr(colon + 1, next - colon - 1)), "");
        colon = next;
    }
    return out;
}

std::vector<IndicatorChoice> every_choice() {
    std::vector<IndicatorChoice> out;
    for (const auto* spec : indicators::all_indicators())
        if (spec->feed != indicators::Feed::pair) out.push_back({.text = std::string(spec->name), .spec = spec});
    return out;
}

Result<IndicatorChart> chart(const IndicatorChoice& choice, std::span<const domain::Bar> bars, std::size_t points) {
    if (choice.spec->feed == indicators::Feed::pair)
        return fail(Errc::invalid_argument, std::string(choice.spec->name) + " compares two series",
                    "choose one of a single series: GET /api/v1/indicators");
    ARGOSY_LET(const auto indicator, indicators::make(choice.spec->name, choice.arguments, choice.source), choice.text);
    const auto columns = indicators::columns(*indicator, bars);
    IndicatorChart out{.name = choice.text, .family = std::string(choice.spec->family)};
    for (const auto& p : choice.spec->params) out.parameters[std::string(p.name)] = p.value;
    for (const auto& a : choice.arguments) out.parameters[std::string(a.name)] = a.value;
    for (std::size_t i = 0; i < choice.spec->outputs.size(); ++i) {
        const std::string name(choice.spec->outputs[i]);
        const auto& column = columns[i];
        out.values[name] = column.empty() ? std::nan("") : column.back();
        if (points < 2) continue;
        const std::size_t first = column.size() > points ? column.size() - points : 0;
        out.series[name].assign(column.begin() + static_cast<std::ptrdiff_t>(first), column.end());
    }
    return out;
}

void describe(Described<IndicatorChart>& d) {
    using T = IndicatorChart;
    d.name("indicator_chart").field("name", &T::name, {.doc = "As it was asked for."}).field("family", &T::family);
    d.field("parameters", &T::parameters);
    d.field("values", &T::values, {.doc = "At the last bar; null while it is not defined."});
    d.field("series", &T::series, {.doc = "At the last `points` bars, oldest first."});
}

}  // namespace argosy::services::strategy
