// What a person asks of the engine.
#include <fmt/format.h>

#include "engine/engine.hpp"

namespace argosy::engine {

Result<> Engine::on_command(const domain::Command& command, Time now) {
    now_ = now;
    return std::visit([this](const auto& c) { return run(c); }, command);
}

Result<> Engine::run(const domain::StartTrading&) {
    if (emergency_.is_tripped())
        return fail(Errc::rejected, "the emergency stop is latched", "reset it first, in two steps");
    checks_.allow_entries();
    alert(domain::AlertLevel::info, "trading", "trading started");
    return {};
}

Result<> Engine::run(const domain::StopTrading&) {
    checks_.block_entries("trading was stopped by hand");
    cancel_entries();
    alert(domain::AlertLevel::info, "trading", "trading stopped: no new entries, exits and protection go on");
    return {};
}

Result<> Engine::run(const domain::EmergencyStop& c) {
    emergency_.trip(c.reason, c.flatten, now_);
    cancel_entries();
    const std::size_t canceled = orders_.cancel_all(now_, outbox_);
    if (c.flatten) flatten(domain::OrderPurpose::flatten);
    alert(domain::AlertLevel::error, "emergency",
          fmt::format("emergency stop: {} orders canceled{}: {}", canceled,
                      c.flatten ? ", positions are being closed" : "", c.reason.view()));
    return {};
}

Result<> Engine::run(const domain::ResetEmergency& c) {
    if (!c.confirm) {
        ARGOSY_TRY(emergency_.request_reset(now_), "reset the emergency stop");
        return {};
    }
    ARGOSY_TRY(emergency_.confirm_reset(now_), "reset the emergency stop");
    checks_.block_entries("trading is stopped after an emergency stop");  // a person starts it again
    alert(domain::AlertLevel::info, "emergency",
          "the emergency stop was reset; trading is stopped until it is started");
    return {};
}

Result<> Engine::run(const domain::RearmRisk&) {
    monitor_.rearm("re-armed by hand", now_);
    if (observer_ && monitor_.last_transition()) observer_->on_risk(*monitor_.last_transition());
    alert(domain::AlertLevel::info, "risk", "risk was re-armed: all bases restart from the equity now");
    return {};
}

Result<> Engine::run(const domain::PlaceOrder& c) {
    auto request = c.request;
    if (request.instrument.value() >= instruments_.size()) return fail(Errc::not_found, "unknown instrument");
    request.purpose = domain::OrderPurpose::manual;
    request.strategy = {};
    request.decision_price = exposure_.last_price(request.instrument);
    const auto order = submit(request);
    if (order) return last_placed_ = *order, Result<>();
    return fail(Errc::rejected, risk::describe(order.error(), instruments_[request.instrument]));
}

Result<> Engine::run(const domain::RequestCancel& c) {
    switch (orders_.cancel(c.order, now_, outbox_)) {
        case execution::CancelAnswer::sent:
        case execution::CancelAnswer::already_asked: return {};
        case execution::CancelAnswer::already_final:
            return fail(Errc::invalid_argument, fmt::format("order {} has ended already", c.order.value()));
        case execution::CancelAnswer::not_found: break;
    }
    return fail(Errc::not_found, fmt::format("there is no order {}", c.order.value()));
}

Result<> Engine::run(const domain::ClosePosition& c) {
    if (c.instrument.value() >= instruments_.size()) return fail(Errc::not_found, "unknown instrument");
    const std::size_t b = book_of(c.instrument);
    if (b >= books_.size() || books_[b]->position(c.instrument).is_zero())
        return fail(Errc::invalid_argument, "there is no position in " + instruments_[c.instrument].symbol);
    exit(*books_[b], c.instrument, domain::OrderPurpose::manual);
    return {};
}

Result<> Engine::run(const domain::EnableStrategy& c) {
    bool found = false;
    for (const auto& instance : instances_) {
        if (instance->id != c.strategy) continue;
        found = true;
        instance->enabled = c.enabled;
        if (!c.enabled) books_[instance->book]->consensus().withdraw(instance->voter);
    }
    if (!found) return fail(Errc::not_found, "there is no such strategy in this run");
    for (std::uint32_t i = 0; i < instruments_.size(); ++i) touch(InstrumentId(i));
    return {};
}

}  // namespace argosy::engine
