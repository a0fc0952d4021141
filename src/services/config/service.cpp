#include "services/config/service.hpp"

#include <algorithm>

#include "base/uuid.hpp"
#include "services/config/routes.hpp"

namespace argosy::services::config {
namespace {

using Labels = std::vector<std::string>;

bool has(const Labels& labels, const std::string& label) { return std::ranges::find(labels, label) != labels.end(); }

Labels without(const Labels& these, const Labels& those) {
    Labels out;
    for (const auto& label : these)
        if (!has(those, label)) out.push_back(label);
    return out;
}

class Service final : public host::Service {
public:
    explicit Service(const Parts& parts)
        : parts_(parts),
          topic_(parts.bus.topic(parts.subjects.config)),
          ids_(static_cast<std::uint64_t>(to_ns(parts.configuration.now()))),
          dashboard_({.name = "config", .keys = {"platform.web_ui"}}),
          log_level_({.name = "log",
                      .keys = {"platform.log.level"},
                      .make = [this](const platform::Settings& s) { parts_.set_log_level(s.platform.log.level); }}),
          strategies_({.name = "strategies",
                       .keys = {"platform.trading.disabled_strategies"},
                       .check = [this](const platform::Change& change) { return check_strategies(change); },
                       .make = [this](const platform::Settings& s) { switch_strategies(s); }}) {}

    Result<> start() override {
        Configuration& c = parts_.configuration;
        c.appliers().add(dashboard_);
        if (parts_.set_log_level) c.appliers().add(log_level_);
        if (parts_.core != nullptr) {
            c.appliers().add(strategies_);
            ARGOSY_TRY(c.follow([core = parts_.core] { return core->now(); }, parts_.is_new_session), "config");
            for (const auto& label : c.settings().platform.trading.disabled_strategies) enable(label, false);
        }
        c.on_version([this](const VersionRecord& record) { tell(record); });
        add_settings_routes(parts_.router, c);
        add_version_routes(parts_.router, c);
        add_secret_routes(parts_.router, c, parts_.store);
        tell(c.head());
        return {};
    }
    void stop() noexcept override {
        parts_.configuration.on_version({});
        for (const auto* applier : {&dashboard_, &log_level_, &strategies_})
            parts_.configuration.appliers().remove(*applier);
    }

private:
    void tell(const VersionRecord& r) {
        const Time now = parts_.configuration.now();
        topic_.publish({.envelope = {.id = ids_.next(now), .time = now, .source = "config", .cause = {}, .trace = {}},
                        .data = messages::ConfigVersion{.version = r.version,
                                                        .author = r.author,
                                                        .reason = r.reason,
                                                        .hash = r.hash,
                                                        .changed = r.changed,
                                                        .time = r.time}});
    }

    [[nodiscard]] Result<> check_strategies(const platform::Change& change) const {
        for (const auto& label : change.after.platform.trading.disabled_strategies)
            if (!has(parts_.core->engine().strategy_names(), label))
                return fail(Errc::not_found, "no strategy " + label + " runs", "GET /api/v1/config/strategies");
        return {};
    }
    /// Only those that the change names: others may have been switched by hand.
    void switch_strategies(const platform::Settings& after) {
        const Labels& before = parts_.configuration.settings().platform.trading.disabled_strategies;
        const Labels& now = after.platform.trading.disabled_strategies;
        for (const auto& label : without(now, before)) enable(label, false);
        for (const auto& label : without(before, now)) enable(label, true);
    }
    /// The command is journaled, so that a restart of the core repeats it; one that changes nothing is not given.
    void enable(const std::string& label, bool enabled) {
        const auto& names = parts_.core->engine().strategy_names();
        const auto at = std::ranges::find(names, label);
        if (at == names.end()) return;
        const StrategyId id(static_cast<StrategyId::rep>(at - names.begin()));
        if (parts_.core->engine().is_enabled(id) == enabled) return;
        const auto done = parts_.core->command(domain::EnableStrategy{.strategy = id, .enabled = enabled});
        if (!done && parts_.complain) parts_.complain(done.error().describe());
    }

    const Parts parts_;
    bus::Topic<std::variant<messages::ConfigVersion>>& topic_;
    UuidSource ids_;
    platform::KeyApplier dashboard_, log_level_, strategies_;
};

}  // namespace

host::ServiceSpec spec(Parts parts) {
    return {.name = "config", .needs = {}, .make = [parts]() -> Result<std::unique_ptr<host::Service>> {
                return std::make_unique<Service>(parts);
            }};
}

}  // namespace argosy::services::config
