#include "host/layout.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/describe.hpp"
#include "base/suggest.hpp"
#include "config/load.hpp"

namespace argosy::host {
namespace {

/// Everything that is wrong with a layout, in the order of reading.
class Review {
public:
    Review(const Layout& layout, const std::vector<std::string>& known, const std::vector<std::string>& independent)
        : layout_(layout), known_(known), independent_(independent) {}

    std::vector<std::string> problems() {
        if (layout_.processes.empty()) add("processes: none; a layout needs at least one");
        for (const auto& process : layout_.processes) look_at(process);
        for (const auto& service : known_)
            if (!homes_.contains(service)) add("service " + service + " runs in no process");
        if (layout_.bus == BusKind::in_process) look_at_bus();
        return std::move(problems_);
    }

private:
    void look_at(const Process& process) {
        if (!names_.insert(process.name).second) add("process " + process.name + " is there twice");
        if (!addresses_.insert({process.host, process.port}).second)
            add("process " + process.name + ": " + process.host + ":" + std::to_string(process.port) + " is taken");
        for (const auto& service : process.services) look_at(process, service);
    }

    void look_at(const Process& process, const std::string& service) {
        if (service == "*") {
            for (const auto& each : known_) settle(process, each);
        } else if (std::ranges::find(known_, service) == known_.end()) {
            const auto meant = nearest(service, known_);
            add("process " + process.name + ": unknown service " + service +
                (meant.empty() ? ", expected one of " + join(known_, 30)
                               : ", did you mean " + std::string(meant) + "?"));
        } else {
            settle(process, service);
        }
    }

    void settle(const Process& process, const std::string& service) {
        const auto [home, is_new] = homes_.emplace(service, process.name);
        if (!is_new) add("service " + service + " runs in " + home->second + " and in " + process.name);
    }

    /// Of the services that need messages, all must be where the first is.
    void look_at_bus() {
        std::string first;
        for (const auto& service : known_) {
            const auto home = homes_.find(service);
            if (home == homes_.end() || std::ranges::find(independent_, service) != independent_.end()) continue;
            if (first.empty()) first = service;
            if (home->second == homes_[first]) continue;
            return add("bus: in_process connects one process only, and service " + service + " in " + home->second +
                       " needs messages of " + first + " in " + homes_[first] + "; nats, redis or kafka carry them" +
                       (independent_.empty() ? "" : ", and apart may be " + join(independent_)));
        }
    }

    void add(std::string problem) { problems_.push_back(std::move(problem)); }

    const Layout& layout_;
    const std::vector<std::string>& known_;
    const std::vector<std::string>& independent_;
    std::set<std::string> names_;
    std::set<std::pair<std::string, std::uint16_t>> addresses_;
    std::map<std::string, std::string> homes_;
    std::vector<std::string> problems_;
};

}  // namespace

Layout local_layout() { return {.processes = {{.name = "argosy", .port = 9000, .services = {"*"}}}}; }

Result<> check_layout(const Layout& layout, const std::vector<std::string>& known_services,
                      const std::vector<std::string>& independent) {
    const auto problems = Review(layout, known_services, independent).problems();
    if (problems.empty()) return {};
    return fail(Errc::invalid_argument, "layout " + layout.name + ": " + join(problems, problems.size()));
}

Result<Layout> load_layout(const std::string& path, const std::vector<std::string>& known_services,
                           const std::vector<std::string>& independent) {
    ARGOSY_LET(Layout layout, config::load<Layout>({.file = path}), "layout");
    ARGOSY_TRY(check_layout(layout, known_services, independent), path);
    return layout;
}

Result<const Process*> find_process(const Layout& layout, std::string_view name) {
    std::vector<std::string> names;
    for (const auto& process : layout.processes) {
        if (process.name == name) return &process;
        names.push_back(process.name);
    }
    return fail(Errc::not_found,
                "layout " + layout.name + " has no process " + std::string(name) + ", it has " + join(names));
}

bool hosts(const Process& process, std::string_view service) noexcept {
    return std::ranges::any_of(process.services, [&](const auto& s) { return s == "*" || s == service; });
}

std::string_view to_string(BusKind k) noexcept {
    switch (k) {
        case BusKind::in_process: return "in_process";
        case BusKind::nats: return "nats";
        case BusKind::redis: return "redis";
        case BusKind::kafka: return "kafka";
    }
    std::unreachable();
}

std::string_view to_string(StoreKind k) noexcept { return k == StoreKind::sqlite ? "sqlite" : "postgres"; }

void describe(Described<Process>& d) {
    using P = Process;
    d.name("process").doc("One process and what runs in it.");
    d.field("name", &P::name, {.required = true, .doc = "What `argosy serve NAME` runs."});
    d.field("host", &P::host, {.doc = "Address it listens on."});
    d.field("port", &P::port, {.min = 1, .required = true, .doc = "Port of its API."});
    d.field("services", &P::services, {.items_min = 1, .required = true, .doc = "Names, or \"*\" for all."});
}

void describe(Described<Layout>& d) {
    using L = Layout;
    d.name("layout").doc("Which services share a process, and what connects them.");
    d.field("name", &L::name, {.doc = "Of the layout."});
    d.field("bus", &L::bus, {.doc = "What carries messages between processes."});
    d.field("bus_url", &L::bus_url, {.doc = "Address of the message broker."});
    d.field("store", &L::store, {.doc = "What keeps state."});
    d.field("store_url", &L::store_url, {.doc = "Address of the database; empty for sqlite: in the data folder."});
    d.field("dashboard_port", &L::dashboard_port, {.min = 1, .doc = "Port of the pages."});
    d.field("processes", &L::processes, {.items_min = 1, .required = true, .doc = "The processes."});
}

}  // namespace argosy::host
