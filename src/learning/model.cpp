#include "learning/model.hpp"

#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <simdjson.h>

#include "base/hash.hpp"
#include "base/json_writer.hpp"
#include "config/read.hpp"
#include "config/write.hpp"
#include "features/computer.hpp"

namespace argosy::learning {
namespace {

using simdjson::dom::element;

constexpr std::string_view format = "argosy-model";
constexpr std::uint64_t format_version = 1;

template <class T>
Result<T> get(element parent, std::string_view key) {
    T value{};
    if (parent[key].get(value) == simdjson::SUCCESS) return value;
    return fail(Errc::parse, fmt::format("no usable \"{}\"", key));
}

Result<std::string> get_text(element parent, std::string_view key) {
    ARGOSY_LET(const auto text, get<std::string_view>(parent, key), "");
    return std::string(text);
}

Result<Time> get_time(element parent, std::string_view key) {
    ARGOSY_LET(const auto text, get<std::string_view>(parent, key), "");
    ARGOSY_LET(const auto time, parse_iso8601(text), key);
    return time;
}

/// A described part, read by its description.
template <class T>
Result<T> get_described(element parent, std::string_view key) {
    ARGOSY_LET(const auto part, get<element>(parent, key), "");
    ARGOSY_LET(auto value, config::read_json<T>(std::string(simdjson::minify(part)), std::string(key)), "");
    return value;
}

Result<TrainSpan> get_span(element parent) {
    ARGOSY_LET(const auto span, get<element>(parent, "trained"), "");
    TrainSpan out;
    ARGOSY_LET(out.from, get_time(span, "from"), "trained");
    ARGOSY_LET(out.known_to, get_time(span, "known_to"), "trained");
    ARGOSY_LET(const auto rows, get<std::uint64_t>(span, "rows"), "trained");
    out.rows = rows;
    return out;
}

Result<Metrics> get_metrics(element parent) {
    ARGOSY_LET(const auto object, get<simdjson::dom::object>(parent, "metrics"), "");
    Metrics out;
    for (const auto& [key, value] : object) {
        double number = std::numeric_limits<double>::quiet_NaN();
        if (!value.is_null() && value.get(number) != simdjson::SUCCESS)
            return fail(Errc::parse, fmt::format("metrics: {} is no number", key));
        out[std::string(key)] = number;
    }
    return out;
}

Result<ModelInfo> read_info(element root) {
    ARGOSY_LET(const auto kind, get<std::string_view>(root, "format"), "");
    ARGOSY_LET(const auto version, get<std::uint64_t>(root, "format_version"), "");
    if (kind != format || version != format_version)
        return fail(Errc::parse, fmt::format("format {} {}, expected {} {}", kind, version, format, format_version));
    ModelInfo info;
    ARGOSY_LET(info.name, get_text(root, "name"), "");
    ARGOSY_LET(const auto number, get<std::uint64_t>(root, "version"), "");
    info.version = static_cast<std::uint32_t>(number);
    ARGOSY_LET(info.symbol, get_text(root, "symbol"), "");
    ARGOSY_LET(info.features, get_described<features::FeatureSet>(root, "feature_set"), "");
    ARGOSY_LET(info.label, get_described<LabelRule>(root, "label"), "");
    ARGOSY_LET(info.boost, get_described<BoostSettings>(root, "boost"), "");
    ARGOSY_LET(info.span, get_span(root), "");
    ARGOSY_LET(info.metrics, get_metrics(root), "");
    return info;
}

Result<Model> read_parts(element root, std::string_view text) {
    ARGOSY_LET(auto info, read_info(root), "");
    ARGOSY_LET(const auto hash, get<std::string_view>(root, "feature_set_hash"), "");
    if (hash != features::hash_of(info.features))
        return fail(Errc::invalid_argument,
                    fmt::format("it was trained on features {}, which are {} in this version", hash.substr(0, 12),
                                features::hash_of(info.features).substr(0, 12)),
                    "train the model again");
    ARGOSY_LET(const auto computer, features::Computer::make(info.features), "feature_set");
    ARGOSY_LET(const auto booster, get<element>(root, "booster"), "");
    ARGOSY_LET(auto trees, TreeModel::parse(std::string(simdjson::minify(booster))), "");
    if (trees.width() != computer.columns().size())
        return fail(Errc::invalid_argument, fmt::format("its trees take {} columns, its features have {}",
                                                        trees.width(), computer.columns().size()));
    if (trees.is_logistic() != (info.label.target == Target::up))
        return fail(Errc::invalid_argument, "its trees and its label do not fit: one is a probability");
    return Model{std::move(info), std::move(trees), sha256_hex(text)};
}

}  // namespace

std::string write_model(const ModelInfo& info, std::string_view booster) {
    constexpr auto compact = config::JsonLayout::compact;
    JsonWriter w;
    w.begin_object().field("format", format).field("format_version", format_version).field("name", info.name);
    w.field("version", info.version).field("symbol", info.symbol);
    w.field("feature_set_hash", features::hash_of(info.features));
    w.key("feature_set").raw(features::to_json(info.features));
    w.key("label").raw(config::to_json(info.label, compact));
    w.key("boost").raw(config::to_json(info.boost, compact));
    w.key("trained").begin_object().field("from", to_iso8601(info.span.from));
    w.field("known_to", to_iso8601(info.span.known_to)).field("rows", info.span.rows).end_object();
    w.key("metrics").begin_object();
    for (const auto& [name, value] : info.metrics) w.field(name, value);
    w.end_object().key("booster").raw(booster).end_object();
    return std::move(w).take();
}

Result<Model> read_model(std::string_view text) {
    simdjson::dom::parser parser;
    element root;
    const auto error = parser.parse(simdjson::padded_string(text)).get(root);
    if (error != simdjson::SUCCESS)
        return fail(Errc::parse, fmt::format("model file: no JSON: {}", simdjson::error_message(error)));
    ARGOSY_LET(auto model, read_parts(root, text), "model file");
    return model;
}

Result<> check_features(const ModelInfo& info, const features::FeatureSet& set) {
    const auto own = features::hash_of(info.features), other = features::hash_of(set);
    if (own == other) return {};
    return fail(Errc::invalid_argument,
                fmt::format("model {} was trained on feature set {} ({}), not on {} ({})", info.name,
                            info.features.name, own.substr(0, 12), set.name, other.substr(0, 12)),
                "use the model's own feature set, or train it again");
}

Result<> check_unseen(const ModelInfo& info, Time first_bar) {
    if (first_bar >= info.span.known_to) return {};
    return fail(Errc::invalid_argument,
                fmt::format("model {} was trained on bars up to {}: it would know the future of a run from {}",
                            info.name, to_iso8601(info.span.known_to), to_iso8601(first_bar)),
                fmt::format("start the run at {} or later, or train the model on earlier bars",
                            to_iso8601(info.span.known_to)));
}

}  // namespace argosy::learning
