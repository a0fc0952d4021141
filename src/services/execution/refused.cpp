#include "services/execution/refused.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace argosy::services::execution {
namespace {

struct Step {
    std::string_view reasons;  ///< those that begin like this; the first that fits
    std::string_view next;
};
constexpr std::array<Step, 14> next_steps{{
    {"LOCK_", "a protection locks new positions until then; POST /api/v1/orders with reduce_only comes through"},
    {"STATE_EMERGENCY", "POST /api/v1/trading/emergency-reset, twice, when the cause is gone"},
    {"STATE_STOPPED", "POST /api/v1/trading/start"},
    {"STATE_", "GET /api/v1/risk says why; POST /api/v1/risk/rearm lifts it; reduce_only comes through"},
    {"ORDER_RATE", "wait a moment, or raise the order rate: PUT /api/v1/risk/limits"},
    {"ORDER_", "correct the order; POST /api/v1/orders/preview checks it"},
    {"DATA_", "wait for the next price of this instrument"},
    {"POSITION_REDUCE", "GET /api/v1/positions has what can be closed"},
    {"LOSS_", "only what reduces a position is let through; GET /api/v1/risk says until when"},
    {"TRADES_", "wait until a trade has ended, or raise the limit: PUT /api/v1/risk/limits"},
    {"OPEN_ORDERS_", "cancel an order, or raise the limit: PUT /api/v1/risk/limits"},
    {"MARGIN_", "make it smaller, or close something"},
    {"EXPOSURE_", "make it smaller, close something, or raise the limit: PUT /api/v1/risk/limits"},
    {"POSITION_", "make it smaller, or raise the limit: PUT /api/v1/risk/limits"},
}};

bool is_reason(std::string_view word) {
    return word.contains('_') && std::ranges::all_of(word, [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; });
}

/// What risk::describe said, without the words that callers put before it: "LOCK_INSTRUMENT: until ..." of
/// "command: LOCK_INSTRUMENT: until ..."; empty where there is no reason.
std::string_view refusal_in(std::string_view text) {
    for (auto rest = text;; rest.remove_prefix(rest.find(": ") + 2)) {
        if (is_reason(rest.substr(0, rest.find(':')))) return rest;
        if (!rest.contains(": ")) return {};
    }
}

}  // namespace

api::Problem refused(const Error& error) {
    api::Problem problem = api::problem_of(error);
    const auto refusal = error.code() == Errc::rejected ? refusal_in(error.message()) : std::string_view();
    if (refusal.empty()) return problem;
    const auto reason = refusal.substr(0, refusal.find(':'));
    problem.detail = refusal;
    problem.code.clear();
    for (const char c : reason) problem.code += c == '_' ? c : static_cast<char>(c - 'A' + 'a');
    const auto* step = std::ranges::find_if(next_steps, [&](const Step& s) { return reason.starts_with(s.reasons); });
    if (problem.hint.empty() && step != next_steps.end()) problem.hint = step->next;
    return problem;
}

}  // namespace argosy::services::execution
