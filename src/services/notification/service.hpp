#pragma once

#include "api/router.hpp"
#include "auth/secret_box.hpp"
#include "bus/bus.hpp"
#include "host/service.hpp"
#include "messages/subjects.hpp"
#include "net/loop.hpp"
#include "notify/dispatcher.hpp"
#include "runtime/simulation.hpp"
#include "store/writer.hpp"

/// notification: what people outside hear of, by mail, SMS, webhook, Telegram, Slack and Discord.
///
/// Alerts and closed trades come from the bus, rules say which of them go where, every delivery is written down with
/// its attempts and its outcome. When nothing gets through any more, that is an alert itself.
///
/// Invariants:   the settings of a channel are sealed in the store and never shown again; nothing here makes trading
///               wait: HTTP is asynchronous, mail has a thread of its own, writes go through the writer.
/// Known limits: what waits for another try is forgotten when the process ends.
namespace argosy::services::notification {

struct Settings {
    notify::Dispatcher::Options dispatch{.silence_max = 15min};
    Duration http_timeout = 10s, mail_timeout = 30s;
    Duration stale_after =
        10min;  ///< news that was older than this when the process began is not sent: it is of a session before
    Duration tick = 250ms;
    Duration log_kept = std::chrono::days(90);
    std::string ca_file;  ///< trusted roots; empty: those of the system
};

struct Parts {
    api::Router& router;
    const runtime::Simulation& core;
    store::Store& store;
    store::Writer& writer;
    bus::Bus& bus;
    const messages::Subjects& subjects;
    net::Loop& loop;
    const auth::SecretBox& box;
    auth::Entropy& entropy;
    Settings settings{};
};

/// The parts outlive the service; the writer's works end before the loop does.
[[nodiscard]] host::ServiceSpec spec(Parts parts);

}  // namespace argosy::services::notification
