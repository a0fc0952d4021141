#pragma once

#include <filesystem>
#include <vector>

#include "api/router.hpp"
#include "bus/bus.hpp"
#include "host/service.hpp"
#include "messages/subjects.hpp"
#include "net/http_client.hpp"
#include "news/matcher.hpp"
#include "platform/config.hpp"
#include "runtime/simulation.hpp"
#include "sentiment/built_in.hpp"
#include "store/store.hpp"

/// news: headlines from feeds, files and callers, what they say about instruments, and the mood that follows.
///
/// Known limits: moods follow the wall clock, also where the market of the core is simulated.
namespace argosy::services::news {

struct Parts {
    api::Router& router;
    net::Loop& loop;
    net::HttpClient& client;
    const runtime::Simulation& core;
    bus::Bus& bus;
    const messages::Subjects& subjects;
    store::Store& store;
    std::filesystem::path folder{};  ///< of headlines; need not exist; empty: none
    platform::NewsConfig settings{};
    std::vector<argosy::news::InstrumentWords> instruments{};  ///< empty: made of the core's instruments
    Duration keep = std::chrono::days(90);                     ///< older headlines go at the next start
    Time (*clock)() = &net::wall_time;
    Result<> (*check_lexicon)() = &sentiment::check_built_in_lexicon;        ///< asked at the start
    Result<sentiment::Lexicon> (*lexicon)() = &sentiment::built_in_lexicon;  ///< read with the first headline
};

/// The parts outlive the service.
[[nodiscard]] host::ServiceSpec spec(Parts parts);

}  // namespace argosy::services::news
