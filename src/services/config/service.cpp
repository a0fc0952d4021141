#include "services/config/service.hpp"

#include "base/uuid.hpp"
#include "services/config/core_applier.hpp"
#include "services/config/routes.hpp"

namespace argosy::services::config {
namespace {

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
          trading_(parts.core == nullptr
                       ? std::nullopt
                       : std::optional<CoreApplier>(
                             std::in_place, CoreApplier::Parts{.core = *parts.core,
                                                               .complain = parts.complain,
                                                               .taken = [this](std::uint64_t v) { note(v); }})) {}

    Result<> start() override {
        Configuration& c = parts_.configuration;
        c.appliers().add(dashboard_);
        if (parts_.set_log_level) c.appliers().add(log_level_);
        if (trading_) {
            c.appliers().add(*trading_);
            c.follow([core = parts_.core] { return core->now(); });
            ARGOSY_TRY(catch_up(), "config");
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
    /// Brings the core to the version in force.
    Result<> catch_up() {
        const Configuration& c = parts_.configuration;
        ARGOSY_LET(const auto noted, taken_version(c.store(), c.now()), "");
        const std::uint64_t taken = noted.value_or(c.head().version);
        ARGOSY_LET(const auto record, find_version(c.store(), taken), "");
        ARGOSY_LET(const auto before, settings_of(record), "");
        std::vector<std::string> paths;
        for (const auto& d : differences(record.settings, c.head().settings)) paths.push_back(d.path);
        trading_->begin(
            {.from = taken, .to = c.head().version, .before = before, .after = c.settings(), .paths = paths});
        return {};
    }
    void note(std::uint64_t version) {
        const Time now = parts_.configuration.now();
        const auto noted = parts_.store.write([&](store::Tables& t) { return note_taken(t, version, now); });
        if (!noted && parts_.complain) parts_.complain(noted.error().describe());
    }

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

    const Parts parts_;
    bus::Topic<std::variant<messages::ConfigVersion>>& topic_;
    UuidSource ids_;
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
