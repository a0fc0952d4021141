#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "base/prng.hpp"
#include "notify/rules.hpp"

namespace argosy::notify {

enum class Status : std::uint8_t {
    waiting,  ///< to be sent, perhaps again
    under_way,
    delivered,
    failed,      ///< given up after all attempts, or refused for good
    suppressed,  ///< quiet hours, a repetition, or above the rate: never sent
};

/// One message to one channel, and what became of it: a line of the delivery log.
struct Delivery {
    std::uint64_t id = 0;
    std::string rule, channel, text;
    Notice notice;
    Status status = Status::waiting;
    int attempts = 0;
    Time due{};
    std::string note;  ///< why it was suppressed or failed
};

enum class Outcome : std::uint8_t {
    delivered,
    try_again,  ///< timeout, 429, 5xx
    refused,    ///< 4xx, bad address: another try would end alike
};

/// Decides what is sent, where and when; sending itself is the caller's.
///
/// Thread safety: none.
/// Known limits: at queue_max waiting deliveries the oldest of the lowest level gives way, and is logged as failed.
class Dispatcher {
public:
    struct Options {
        int attempts_max = 6;
        Duration backoff = 2s;  ///< doubled at each attempt, with jitter of a half
        Duration backoff_max = 10min;
        std::size_t queue_max = 1'000;
        std::size_t log_max = 10'000;
        Duration silence_max{};  ///< alarm when nothing was delivered for so long although something was due; zero: off
    };
    Dispatcher(std::vector<Rule> rules, Options options, std::uint64_t seed);

    /// From now on these rules; what waits is sent all the same. A rule of the same name still knows what it sent.
    void set_rules(std::vector<Rule> rules);
    void on_notice(const Notice& notice, Time now);
    /// To one channel, past all rules. The id of the delivery.
    std::uint64_t send(std::string_view channel, std::string_view text, const Notice& notice, Time now);
    /// What is to be sent now; each is under way until on_result.
    [[nodiscard]] std::vector<Delivery> take_due(Time now);
    void on_result(std::uint64_t id, Outcome outcome, std::string_view note, Time now);
    /// When take_due has something again; none: nothing waits.
    [[nodiscard]] std::optional<Time> next_due() const;

    /// Waiting or under way, by id.
    [[nodiscard]] const std::vector<Delivery>& open() const noexcept { return open_; }
    /// How many deliveries ever came to the log: who writes them down knows what is new.
    [[nodiscard]] std::uint64_t finished() const noexcept { return finished_; }
    /// Newest last.
    [[nodiscard]] const std::deque<Delivery>& log() const noexcept { return log_; }
    /// Says why nobody hears us; empty while all is well.
    [[nodiscard]] std::string silence(Time now) const;

private:
    struct RuleState {
        Rule rule;
        std::map<std::string, Time> last_sent;  ///< by Notice::key
        std::deque<Time> sent;                  ///< within the last hour
    };
    [[nodiscard]] std::string why_not(RuleState& state, const Notice& notice, Time now) const;
    std::uint64_t enqueue(Delivery delivery, Time now);
    void make_room();
    void finish(Delivery delivery, Status status, std::string_view note);
    [[nodiscard]] Duration backoff(int attempts);

    std::vector<RuleState> rules_;
    const Options options_;
    Prng prng_;
    std::uint64_t next_id_ = 1, finished_ = 0;
    std::vector<Delivery> open_;  ///< waiting or under way, by id
    std::deque<Delivery> log_;
    Time oldest_unheard_ = time_max;  ///< since when news waits without one delivery
};

}  // namespace argosy::notify
