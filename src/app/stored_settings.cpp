#include "app/stored_settings.hpp"

#include <filesystem>

#include "app/rule_files.hpp"
#include "app/start_check.hpp"
#include "base/json_writer.hpp"
#include "config/json.hpp"
#include "config/write.hpp"
#include "net/loop.hpp"
#include "services/config/configuration.hpp"
#include "services/config/routes.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace argosy::app {
namespace {

namespace fs = std::filesystem;
using services::config::VersionRecord;

fs::path store_of(const std::string& state) { return fs::path(state) / "argosy.db"; }

Result<Answered> answered(std::string text) {
    Answered out{.text = std::move(text), .tree = {}};
    config::Problems problems;
    out.tree = config::parse_json(out.text, "store", problems);
    if (!problems.empty()) return std::unexpected(problems.to_error());
    return out;
}

void write_differences(JsonWriter& w, const VersionRecord& from, const VersionRecord& to) {
    w.key("differences").begin_array();
    for (const auto& d : services::config::differences(from.settings, to.settings)) w.raw(config::json_line(d));
    w.end_array();
}

/// Strategies that are files are read again, as the start would.
Result<> check_version(const platform::Settings& settings) {
    platform::Settings settled = settings;
    ARGOSY_LET(const auto strategies, settle_strategies(settled.simulation.run.books), "");
    return check_start(settled, strategies);
}

}  // namespace

Result<Answered> stored_versions(const std::string& state, std::uint64_t limit) {
    ARGOSY_LET(const auto store, store::sqlite::open_for_reading(store_of(state)), "");
    ARGOSY_LET(const auto page, services::config::list_versions(*store, {.limit = limit}), "");
    JsonWriter w;
    w.begin_object().key("versions").begin_array();
    for (const auto& record : page.rows) w.raw(config::json_line(services::config::view_of(record)));
    w.end_array().field("next_cursor", page.next).end_object();
    return answered(std::move(w).take());
}

Result<Answered> stored_differences(const std::string& state, std::uint64_t from, std::uint64_t to) {
    ARGOSY_LET(const auto store, store::sqlite::open_for_reading(store_of(state)), "");
    ARGOSY_LET(const auto a, services::config::find_version(*store, from), "from");
    ARGOSY_LET(const auto last, services::config::last_version(*store), "");
    ARGOSY_LET(const auto b, services::config::find_version(*store, to == 0 ? last->version : to), "to");
    JsonWriter w;
    w.begin_object().field("from", a.version).field("to", b.version);
    write_differences(w, a, b);
    return answered(std::move(w.end_object()).take());
}

Result<Answered> roll_back_stored(const std::string& state, std::uint64_t version, const std::string& reason) {
    if (!fs::exists(store_of(state)))
        return fail(Errc::not_found, "there is no store " + store_of(state).string(),
                    "check the path (--state FOLDER)");
    ARGOSY_LET(const auto store, store::sqlite::open({.file = store_of(state)}), "");
    ARGOSY_LET(const auto made,
               services::config::roll_back(*store, version, {.author = "owner", .reason = reason, .trace = {}},
                                           check_version, net::wall_time()),
               "");
    ARGOSY_LET(const auto before, services::config::find_version(*store, made.version > 1 ? made.version - 1 : 1), "");
    auto view = services::config::view_of(made);
    view.differences = services::config::differences(before.settings, made.settings);
    return answered(config::json_line(view));
}

}  // namespace argosy::app
