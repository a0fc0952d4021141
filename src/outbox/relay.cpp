#include "outbox/relay.hpp"

#include <utility>
#include <vector>

namespace argosy::outbox {
namespace {

constexpr std::size_t at_once = 100;

}  // namespace

Result<> Relay::run() {
    if (is_running_) {
        is_asked_again_ = true;
        return {};
    }
    is_running_ = true;
    Result<> done;
    do {
        is_asked_again_ = false;
        auto more = publish_some();
        if (!more) done = std::unexpected(std::move(more).error());
        is_asked_again_ = is_asked_again_ || (more && *more);
    } while (done && is_asked_again_);
    is_running_ = false;
    return done;
}

/// True: more may wait.
Result<bool> Relay::publish_some() {
    ARGOSY_LET(const auto waiting, store_.read([](const store::Tables& t) { return t.outbox().waiting(0, at_once); }),
               "outbox");
    std::vector<store::DeadLetter> dead;
    std::uint64_t last = 0;
    Result<> published;
    for (const auto& message : waiting) {
        store::DeadLetter letter;
        published = publish(message, letter);
        if (!published) break;
        if (!letter.subject.empty()) dead.push_back(std::move(letter));
        last = message.sequence;
    }
    if (last > 0)
        ARGOSY_TRY(store_.write([&](store::Tables& t) -> Result<> {
            for (const auto& letter : dead) ARGOSY_TRY(t.dead_letters().put(letter), "");
            ARGOSY_TRY(t.outbox().published(last), "");
            return {};
        }),
                   "outbox");
    if (!published) return std::unexpected(std::move(published).error());
    return waiting.size() == at_once;
}

/// Sets `dead` when nobody can read it. Errors: unavailable, when the carrier did not take it.
Result<> Relay::publish(const store::OutboxMessage& message, store::DeadLetter& dead) {
    auto done = bus_.publish_sealed(message.subject, message.envelope);
    if (done || done.error().code() == Errc::unavailable) return done;
    dead = {.subject = message.subject,
            .message_id = to_string(message.id),
            .reason = done.error().describe(),
            .envelope = message.envelope,
            .time = clock_()};
    return {};
}

}  // namespace argosy::outbox
