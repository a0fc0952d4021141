#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/assert.hpp"
#include "bus/applied_ids.hpp"
#include "bus/carrier.hpp"
#include "bus/topic.hpp"

/// Facts between services. In one process they travel as typed values; a Carrier takes them to other processes as JSON.
/// The bus is fan-out of what has been journaled, never the record itself: orders do not depend on it.
namespace argosy::bus {

/// The topics of a process.
///
/// Thread safety: topic(), attach() and subscribe_remote() while the process starts, before anything is published;
///                stats() from any thread; what a carrier receives is delivered on the carrier's thread.
class Bus {
public:
    Bus() = default;
    Bus(const Bus&) = delete;
    Bus& operator=(const Bus&) = delete;

    /// The topic of a subject, made at the first call. Requires: the subject has one payload type (asserted).
    template <class T>
    [[nodiscard]] Topic<T>& topic(const Subject<T>& subject) {
        auto& place = topics_[std::string(subject.name)];
        if (!place) {
            place = std::make_unique<Topic<T>>(subject);
            connect(subject.name, *place);
        }
        auto* typed = dynamic_cast<Topic<T>*>(place.get());
        ARGOSY_ASSERT(typed != nullptr, "a subject has one payload type");
        return *typed;
    }

    /// Every topic is published to the carrier from now on, and what others publish there is delivered here.
    /// What cannot be read goes to "<subject>.dead" and is counted. Requires: the carrier outlives the bus; once.
    void attach(Carrier& carrier);
    /// A sealed message of this process (bus::seal), to those who subscribe here and to the carrier. Errors: not_found
    /// for a subject without a topic; parse; unavailable, when the carrier did not take it: nobody was told then.
    Result<> publish_sealed(std::string_view subject, std::string_view message);
    /// Takes the subject's messages from other processes. Requires: a carrier; its topic exists.
    Result<> subscribe_remote(std::string_view subject);

    [[nodiscard]] std::vector<TopicStats> stats() const;
    /// The newest malformed message, for the log. Empty: none so far.
    [[nodiscard]] std::string last_fault() const;

private:
    void connect(std::string_view name, AnyTopic& topic);
    void receive(std::string_view subject, std::string_view message);
    Result<> deliver(AnyTopic& topic, std::string_view message);

    std::map<std::string, std::unique_ptr<AnyTopic>, std::less<>> topics_;
    Carrier* carrier_ = nullptr;
    AppliedIds applied_;  // the carrier's thread
    mutable std::mutex mutex_;
    std::string last_fault_;  // guarded by mutex_
};

}  // namespace argosy::bus
