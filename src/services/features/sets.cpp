#include "services/features/sets.hpp"

namespace argosy::services::features {
namespace {

namespace lib = argosy::features;
constexpr std::string_view collection = "feature_sets", standard = "standard";

Result<lib::FeatureSet> read(const store::Document& document) {
    auto set = lib::read_feature_set(document.body);
    if (set) return set;
    return fail(Errc::corrupt, "feature set " + document.key + ": " + std::string(set.error().message()));
}

}  // namespace

Result<lib::FeatureSet> Sets::find(std::string_view name, Duration interval, Time now) const {
    ARGOSY_LET(const auto document,
               store_.read([&](const store::Tables& t) { return t.documents().find(collection, name, now); }),
               "feature set");
    if (document) {
        ARGOSY_LET(auto set, read(*document), "");
        if (name != standard || set.interval == interval) return set;
    }
    if (name == standard) return lib::standard_set(interval);
    return fail(Errc::not_found, "no feature set \"" + std::string(name) + "\"", "GET /api/v1/feature-sets lists them");
}

Result<Sets::Listed> Sets::list(const store::PageRequest& page, Time now) const {
    ARGOSY_LET(const auto rows, store_.read([&](const store::Tables& t) {
        return t.documents().list({.collection = std::string(collection)}, page, now);
    }),
               "feature sets");
    Listed out{.sets = {}, .next = rows.next};
    for (const auto& document : rows.rows) {
        ARGOSY_LET(auto set, read(document), "");
        out.sets.push_back(std::move(set));
    }
    return out;
}

Result<> Sets::put(const lib::FeatureSet& set, Time now) {
    const store::Document document{
        .collection = std::string(collection), .key = set.name, .body = lib::to_json(set), .updated = now};
    const auto put =
        store_.write([&](store::Tables& t) { return t.documents().put(document, store::Expect::anything()); });
    if (!put) return fail(put.error().code(), std::string(put.error().message()), put.error().hint());
    return {};
}

}  // namespace argosy::services::features
