#include "services/config/service.hpp"

#include "bus/named_id.hpp"
#include "services/config/core_applier.hpp"
#include "services/config/routes.hpp"

namespace argosy::services::config {
namespace {

class Service final : public host::Service {
public:
    explicit Service(const Parts& parts)
        : parts_(parts),
          topic_(parts.bus.topic(parts.subjects.config)),
          dashboard_({.name = "config", .keys = {"platform.web_ui"}}),
          log_level_({.name = "log",
                      .keys = {"platform.log.level"},
                      .make = [this](const platform::Settings& s) { parts_.set_log_level(s.platform.log.level); }}),
          trading_(parts.core == nullptr
                       ? std::nullopt
                       : std::optional<CoreApplier>(
                             std::in_place, CoreApplier::Parts{.core = *parts.core, .complain = parts.complain})) {}

    Result<> start() override {
        Configuration& c = parts_.configuration;
        c.appliers().add(dashboard_);
        if (parts_.set_log_level) c.appliers().add(log_level_);
        if (trading_) {
            c.appliers().add(*trading_);
            c.follow([core = parts_.core] { return moment_of(*core); });
            trading_->catch_up(c.settings(), c.head().version);
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
        parts_.configuration.appliers().remove(dashboard_);
        parts_.configuration.appliers().remove(log_level_);
        if (trading_) parts_.configuration.appliers().remove(*trading_);
    }

private:
    /// Where the core's time stands, and its journal on the disk: what was decided up to then followed the version
    /// before, also when this process is killed before the core has the new one.
    static Result<Time> moment_of(runtime::Simulation& core) {
        if (core.commit()) return core.now();
        return fail(Errc::unavailable, "the journal failed: " + core.failure().value_or("closed"),
                    "mend the disk, start again and repeat the change");
    }

    /// Also at every start, under the same id: of all versions only the last can have been stored and not told.
    void tell(const VersionRecord& r) {
        const Uuid id = bus::named_id(r.time, "config " + std::to_string(r.version) + " " + r.hash);
        topic_.publish({.envelope = {.id = id, .time = r.time, .source = "config", .cause = {}, .trace = {}},
                        .data = messages::ConfigVersion{.version = r.version,
                                                        .author = r.author,
                                                        .reason = r.reason,
                                                        .hash = r.hash,
                                                        .changed = r.changed,
                                                        .time = r.time}});
    }

    const Parts parts_;
    bus::Topic<std::variant<messages::ConfigVersion>>& topic_;
    platform::KeyApplier dashboard_, log_level_;
    std::optional<CoreApplier> trading_;  ///< none: the core runs in another process
};

}  // namespace

host::ServiceSpec spec(Parts parts) {
    return {.name = "config", .needs = {}, .make = [parts]() -> Result<std::unique_ptr<host::Service>> {
                return std::make_unique<Service>(parts);
            }};
}

}  // namespace argosy::services::config
