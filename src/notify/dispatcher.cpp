#include "notify/dispatcher.hpp"

#include <algorithm>

namespace argosy::notify {

Dispatcher::Dispatcher(std::vector<Rule> rules, Options options, std::uint64_t seed) : options_(options), prng_(seed) {
    for (auto& rule : rules) rules_.push_back({std::move(rule), {}, {}});
}

void Dispatcher::set_rules(std::vector<Rule> rules) {
    std::vector<RuleState> next;
    for (auto& rule : rules) {
        const auto old = std::ranges::find(rules_, rule.name, [](const RuleState& s) { return s.rule.name; });
        RuleState state = old == rules_.end() ? RuleState{} : std::move(*old);
        state.rule = std::move(rule);
        next.push_back(std::move(state));
    }
    rules_ = std::move(next);
}

void Dispatcher::on_notice(const Notice& notice, Time now) {
    for (auto& state : rules_) {
        if (!state.rule.takes(notice)) continue;
        if (const auto why = why_not(state, notice, now); !why.empty()) {
            finish({.id = next_id_++, .rule = state.rule.name, .notice = notice, .due = now}, Status::suppressed, why);
            continue;
        }
        state.last_sent[notice.key()] = now;
        state.sent.push_back(now);
        const std::string text = fill_template(state.rule.text, notice);
        for (const auto& channel : state.rule.channels)
            enqueue({.rule = state.rule.name, .channel = channel, .text = text, .notice = notice}, now);
    }
}

std::string Dispatcher::why_not(RuleState& state, const Notice& notice, Time now) const {
    const Rule& rule = state.rule;
    if (rule.quiet.holds_back(notice, now)) return "quiet hours";
    std::erase_if(state.last_sent, [&](const auto& e) { return now - e.second >= rule.repeat_after; });
    if (state.last_sent.contains(notice.key()))
        return "sent less than " + argosy::to_string(rule.repeat_after) + " ago";
    while (!state.sent.empty() && now - state.sent.front() >= 1h) state.sent.pop_front();
    if (std::ssize(state.sent) >= rule.hourly_max)
        return "more than " + std::to_string(rule.hourly_max) + " in an hour";
    return "";
}

std::uint64_t Dispatcher::send(std::string_view channel, std::string_view text, const Notice& notice, Time now) {
    return enqueue({.channel = std::string(channel), .text = std::string(text), .notice = notice}, now);
}

std::uint64_t Dispatcher::enqueue(Delivery delivery, Time now) {
    make_room();
    delivery.id = next_id_++;
    delivery.due = now;
    open_.push_back(std::move(delivery));
    oldest_unheard_ = std::min(oldest_unheard_, now);
    return open_.back().id;
}

void Dispatcher::make_room() {
    if (open_.size() < options_.queue_max) return;
    const auto least = std::ranges::min_element(
        open_, {}, [](const Delivery& d) { return std::pair(d.status == Status::under_way, d.notice.level); });
    finish(*least, Status::failed, "gave way: too many messages wait");
    open_.erase(least);
}

std::vector<Delivery> Dispatcher::take_due(Time now) {
    std::vector<Delivery> out;
    for (auto& delivery : open_) {
        if (delivery.status != Status::waiting || delivery.due > now) continue;
        delivery.status = Status::under_way;
        ++delivery.attempts;
        out.push_back(delivery);
    }
    return out;
}

void Dispatcher::on_result(std::uint64_t id, Outcome outcome, std::string_view note, Time now) {
    const auto delivery = std::ranges::find(open_, id, &Delivery::id);
    if (delivery == open_.end()) return;  // it gave way meanwhile
    if (outcome == Outcome::try_again && delivery->attempts < options_.attempts_max) {
        delivery->status = Status::waiting;
        delivery->due = now + backoff(delivery->attempts);
        delivery->note = note;
        return;
    }
    if (outcome == Outcome::delivered) oldest_unheard_ = time_max;
    finish(std::move(*delivery), outcome == Outcome::delivered ? Status::delivered : Status::failed, note);
    open_.erase(delivery);
}

Duration Dispatcher::backoff(int attempts) {
    Duration wait = options_.backoff;
    for (int i = 1; i < attempts && wait < options_.backoff_max; ++i) wait *= 2;
    wait = std::min(wait, options_.backoff_max);
    return wait / 2 +
           Duration(static_cast<std::int64_t>(prng_.below(static_cast<std::uint64_t>(wait.count() / 2 + 1))));
}

std::optional<Time> Dispatcher::next_due() const {
    std::optional<Time> next;
    for (const auto& delivery : open_)
        if (delivery.status == Status::waiting) next = std::min(next.value_or(time_max), delivery.due);
    return next;
}

void Dispatcher::finish(Delivery delivery, Status status, std::string_view note) {
    delivery.status = status;
    delivery.note = note;
    log_.push_back(std::move(delivery));
    ++finished_;
    if (log_.size() > options_.log_max) log_.pop_front();
}

std::string Dispatcher::silence(Time now) const {
    if (options_.silence_max == Duration{} || oldest_unheard_ == time_max) return "";
    const Duration length = now - oldest_unheard_;
    return length < options_.silence_max
               ? ""
               : "no notification was delivered for " + argosy::to_string(length - length % 1s);
}

}  // namespace argosy::notify
