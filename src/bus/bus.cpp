#include "bus/bus.hpp"

namespace argosy::bus {

void Bus::attach(Carrier& carrier) {
    ARGOSY_ASSERT(carrier_ == nullptr, "a bus has one carrier");
    carrier_ = &carrier;
    for (const auto& [name, topic] : topics_) connect(name, *topic);
    carrier.on_receive([this](std::string_view subject, std::string_view message) { receive(subject, message); });
}

void Bus::connect(std::string_view name, AnyTopic& topic) {
    if (carrier_ == nullptr) return;
    topic.forward([carrier = carrier_, subject = std::string(name)](std::uint64_t key, std::string_view message) {
        return carrier->publish(subject, key, message);
    });
}

Result<> Bus::publish_sealed(std::string_view subject, std::string_view message) {
    const auto topic = topics_.find(subject);
    if (topic == topics_.end()) return fail(Errc::not_found, "there is no topic " + std::string(subject));
    ARGOSY_LET(const auto sealed, unseal(message), "message");
    return topic->second->publish(sealed, message);
}

Result<> Bus::subscribe_remote(std::string_view subject) {
    ARGOSY_ASSERT(carrier_ != nullptr, "attach a carrier first");
    return carrier_->subscribe(subject);
}

void Bus::receive(std::string_view subject, std::string_view message) {
    const auto topic = topics_.find(subject);
    if (topic == topics_.end()) return;
    const auto done = deliver(*topic->second, message);
    if (done) return;
    topic->second->count_dead();
    static_cast<void>(carrier_->publish(std::string(subject) + ".dead", 0, message));
    const std::lock_guard lock(mutex_);
    last_fault_ = std::string(subject) + ": " + std::string(done.error().message());
}

Result<> Bus::deliver(AnyTopic& topic, std::string_view message) {
    ARGOSY_LET(const auto sealed, unseal(message), "message");
    if (!applied_.insert(sealed.envelope.id)) return {};
    return topic.receive(sealed);
}

std::vector<TopicStats> Bus::stats() const {
    std::vector<TopicStats> out;
    for (const auto& [name, topic] : topics_) out.push_back(topic->stats());
    return out;
}

std::string Bus::last_fault() const {
    const std::lock_guard lock(mutex_);
    return last_fault_;
}

}  // namespace argosy::bus
