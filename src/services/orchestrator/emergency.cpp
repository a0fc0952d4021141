#include "services/orchestrator/emergency.hpp"

#include <algorithm>
#include <csignal>
#include <fmt/format.h>
#include <fstream>
#include <sys/stat.h>

#include "base/describe.hpp"
#include "base/hash.hpp"
#include "engine/engine.hpp"

namespace argosy::services::orchestrator {
namespace {

constexpr int wrong_codes_max = 5;

std::uint64_t positions_open(const runtime::Simulation& core) {
    return static_cast<std::uint64_t>(
        std::ranges::count_if(core.engine().portfolio().positions(), [](const auto& p) { return !p.is_flat(); }));
}

/// Four hex digits: enough to show that a person read the answer.
std::string new_code() {
    const std::string seed = fmt::format("{}", net::steady_time().count());
    return fmt::format("{:04x}", checksum64(std::as_bytes(std::span(seed))) & 0xffff);
}

std::string first_line(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return line;
}

}  // namespace

void describe(Described<StopReport>& d) {
    using T = StopReport;
    d.name("stop_report").field("status", &T::status);
    d.field("gate_closed_us", &T::gate_closed_us, {.unit = "us", .doc = "Until no order could leave any more."});
    d.field("orders_open", &T::orders_open, {.doc = "Before."}).field("orders_canceled", &T::orders_canceled);
    d.field("orders_unconfirmed", &T::orders_unconfirmed, {.doc = "Asked to cancel, without an answer yet."});
    d.field("warning", &T::warning, {.doc = "The stop holds all the same."});
}

void describe(Described<ResetOffer>& d) {
    using T = ResetOffer;
    d.name("reset_offer").field("confirm", &T::confirm, {.doc = "To be sent back."});
    d.field("expires_in_s", &T::expires_in_s, {.unit = "s"}).field("orders_open", &T::orders_open);
    d.field("positions_open", &T::positions_open).field("cause", &T::cause);
}

Emergency::Emergency(net::Loop& loop, runtime::Simulation& core, std::filesystem::path state, Told told)
    : loop_(loop),
      core_(core),
      flag_(state.empty() ? std::filesystem::path() : state / flag_name),
      told_of_(std::move(told)),
      watch_(loop) {
    core_.listen(*this);
}

Emergency::~Emergency() { core_.forget(*this); }

void Emergency::start() {
    look_at_flag();
    if (!flag_.empty()) watch_.every(watched_every, [this] { look_at_flag(); });
    signals_.emplace(loop_, std::initializer_list<int>{SIGUSR1},
                     [this](int) { trip({.actor = "signal:SIGUSR1"}, "SIGUSR1", false); });
}

void Emergency::stop() noexcept {
    watch_.cancel();
    signals_.reset();
}

StopReport Emergency::trip(const StopCaller& caller, std::string_view reason, bool flatten, std::string_view key) {
    if (!key.empty() && key == key_ && core_.engine().emergency().is_tripped()) return told_;
    auto report = close(reason, flatten);
    if (told_of_) told_of_(caller, reason, report);
    if (!key.empty()) {
        key_ = key;
        told_ = report;
    }
    return report;
}

StopReport Emergency::close(std::string_view reason, bool flatten) {
    code_.clear();  // a reset that was under way is void
    const auto& orders = core_.engine().orders();
    StopReport report{.status = "emergency_stop", .orders_open = orders.open_count()};
    const Duration begin = net::steady_time();
    closed_at_ = {};
    const auto done =
        core_.command(domain::EmergencyStop{.flatten = flatten, .reason = reason.empty() ? "no reason given" : reason});
    report.gate_closed_us = ((closed_at_ == Duration{} ? net::steady_time() : closed_at_) - begin) / 1us;
    report.orders_unconfirmed = orders.open_count();
    report.orders_canceled = report.orders_open - std::min(report.orders_open, report.orders_unconfirmed);
    if (done) return report;
    report.warning = done.error().message();
    if (write_flag(reason)) *report.warning += fmt::format("; {} keeps it stopped over a restart", flag_.string());
    return report;
}

void Emergency::on_alert(const domain::Alert& alert) {
    if (alert.category == "emergency" && closed_at_ == Duration{}) closed_at_ = net::steady_time();
}

Result<ResetOffer> Emergency::offer_reset() {
    const auto& emergency = core_.engine().emergency();
    if (!emergency.is_tripped()) return fail(Errc::invalid_argument, "the emergency stop is not tripped");
    ARGOSY_TRY(refuse_flag(), "");
    if (!has_offer()) {
        code_ = new_code();
        offered_at_ = net::steady_time();
        wrong_codes_ = 0;
    }
    const Duration left = risk::EmergencyStop::confirm_within - (net::steady_time() - offered_at_);
    return ResetOffer{.confirm = code_,
                      .expires_in_s = left / 1s,
                      .orders_open = core_.engine().orders().open_count(),
                      .positions_open = positions_open(core_),
                      .cause = std::string(emergency.cause().reason.view())};
}

/// The engine counts the time to confirm in the market's time, which may run a thousand times faster than the person
/// who reads the cause: the wait is measured here, and the engine gets both steps at once.
Result<> Emergency::confirm_reset(std::string_view code) {
    ARGOSY_TRY(refuse_flag(), "");
    if (!has_offer()) {
        code_.clear();
        return fail(Errc::rejected, "no confirmation is waited for, or it has lapsed", "ask for a new one with {}");
    }
    if (code != code_) {
        if (++wrong_codes_ >= wrong_codes_max) code_.clear();
        return fail(Errc::rejected, "the confirmation is not the one that was given", "read it again, or send {}");
    }
    code_.clear();
    ARGOSY_TRY(core_.command(domain::ResetEmergency{}), "reset");
    return core_.command(domain::ResetEmergency{.confirm = true});
}

bool Emergency::has_offer() const noexcept {
    return !code_.empty() && net::steady_time() - offered_at_ <= risk::EmergencyStop::confirm_within;
}

bool Emergency::has_flag() const noexcept {
    struct ::stat found{};
    return !flag_.empty() && ::stat(flag_.c_str(), &found) == 0;
}

Result<> Emergency::refuse_flag() const {
    if (!has_flag()) return {};
    return fail(Errc::rejected, fmt::format("{} is there and would stop it again", flag_.string()),
                "remove the file, then reset");
}

bool Emergency::write_flag(std::string_view reason) const {
    if (flag_.empty()) return false;
    std::ofstream out(flag_);
    out << reason << '\n';
    return static_cast<bool>(out.flush());
}

void Emergency::look_at_flag() {
    if (core_.engine().emergency().is_tripped() || !has_flag()) return;
    const std::string reason = first_line(flag_);
    trip({.actor = "file:" + std::string(flag_name)}, fmt::format("flag file{}{}", reason.empty() ? "" : ": ", reason),
         false);
}

}  // namespace argosy::services::orchestrator
