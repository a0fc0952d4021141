#include "services/notification/desk.hpp"

#include <fmt/format.h>

#include "base/json_writer.hpp"
#include "net/loop.hpp"

namespace argosy::services::notification {
namespace {

constexpr std::string_view consumer = "notification";
constexpr Duration ids_kept = std::chrono::days(30);

std::uint64_t seed(auth::Entropy& entropy) {
    std::uint64_t out = 0;
    entropy.fill(std::as_writable_bytes(std::span(&out, 1)));
    return out;
}

notify::Level level_of(domain::AlertLevel level) {
    switch (level) {
        case domain::AlertLevel::info: return notify::Level::info;
        case domain::AlertLevel::warning: return notify::Level::warning;
        case domain::AlertLevel::error: break;
    }
    return notify::Level::error;
}

notify::Notice notice_of(const messages::Alert& a) {
    notify::Notice out{.level = level_of(a.level),
                       .category = a.category,
                       .message = a.message,
                       .details = a.details,
                       .time = a.timestamp};
    if (a.exchange) out.details.try_emplace("exchange", *a.exchange);
    if (a.instrument) out.details.try_emplace("instrument", *a.instrument);
    return out;
}

notify::Notice notice_of(const domain::RoundTrip& t, const domain::Instrument& instrument) {
    const std::string pnl = to_string(t.net()) + " " + std::string(t.currency.code());
    return {.level = notify::Level::info,
            .category = "trade",
            .message =
                fmt::format("{} {} closed: {}", instrument.symbol, t.side == domain::Side::buy ? "long" : "short", pnl),
            .details = {{"pair", instrument.symbol},
                        {"exchange", instrument.venue},
                        {"pnl", pnl},
                        {"entry_price", to_string(t.entry_price)},
                        {"exit_price", to_string(t.exit_price)},
                        {"size", to_string(t.qty_max)}},
            .time = t.exit_time};
}

std::string_view name_of(notify::Status status) {
    switch (status) {
        case notify::Status::waiting: return "waiting";
        case notify::Status::under_way: return "under_way";
        case notify::Status::delivered: return "delivered";
        case notify::Status::failed: return "failed";
        case notify::Status::suppressed: break;
    }
    return "suppressed";
}

}  // namespace

std::string delivery_json(const notify::Delivery& d, Time when) {
    JsonWriter w;
    w.begin_object().field("id", d.id).field("time", to_iso8601(when)).field("status", name_of(d.status));
    w.field("channel", d.channel).field("rule", d.rule).field("attempts", d.attempts).field("note", d.note);
    w.field("level", to_string(d.notice.level)).field("category", d.notice.category);
    w.field("message", d.notice.message).field("text", d.text).field("happened", to_iso8601(d.notice.time));
    return std::move(w.end_object()).take();
}

Desk::Desk(const Parts& parts, Book& book)
    : parts_(parts),
      book_(book),
      dispatcher_({}, parts.settings.dispatch, seed(parts.entropy)),
      ids_(seed(parts.entropy)),
      timer_(parts.loop) {}

Desk::~Desk() { stop(); }

Result<> Desk::start() {
    begun_ = parts_.core.now();
    sender_.emplace(parts_.loop, parts_.settings);
    book_.on_change([this] { dispatcher_.set_rules(book_.rule_list()); });
    dispatcher_.set_rules(book_.rule_list());
    ARGOSY_TRY(parts_.store.write([&](store::Tables& t) -> Result<> {
        ARGOSY_TRY(t.streams().trim(stream, net::wall_time() - parts_.settings.log_kept), stream);
        ARGOSY_TRY(t.applied().trim(net::wall_time() - ids_kept), consumer);
        return {};
    }),
               "delivery log");
    auto& bus = parts_.bus;
    subscriptions_.push_back(bus.topic(parts_.subjects.alerts).subscribe([this](const auto& m) { on_alert(m); }));
    subscriptions_.push_back(
        bus.topic(parts_.subjects.performance).subscribe([this](const auto& m) { on_performance(m); }));
    timer_.every(parts_.settings.tick, [this] { pump(), watch_silence(); });
    return {};
}

void Desk::stop() noexcept {
    subscriptions_.clear();
    timer_.cancel();
    sender_.reset();
    *is_alive_ = false;
}

void Desk::on_alert(const bus::Message<messages::Alerts>& message) {
    const auto* alert = std::get_if<messages::Alert>(&message.data);
    if (alert) take(message.envelope, alert->timestamp, notice_of(*alert));
}

void Desk::on_performance(const bus::Message<messages::Performance>& message) {
    const auto* trip = std::get_if<domain::RoundTrip>(&message.data);
    if (trip) take(message.envelope, trip->exit_time, notice_of(*trip, parts_.core.instruments()[trip->instrument]));
}

void Desk::take(const bus::Envelope& envelope, Time happened, notify::Notice news) {
    if (begun_ - happened > parts_.settings.stale_after) return;
    if (!envelope.id.is_none() && !seen_.insert(envelope.id)) return;
    auto is_first = std::make_shared<bool>(true);
    auto work = [id = envelope.id, is_first](store::Tables& t) -> Result<> {
        if (id.is_none()) return {};
        ARGOSY_LET(*is_first, t.applied().apply(consumer, id, net::wall_time()), "news");
        return {};
    };
    // A store that does not answer is no reason to say nothing.
    auto done = [this, alive = is_alive_, is_first, news, &loop = parts_.loop](const Result<>& result) {
        if (result && !*is_first) return;
        loop.post([this, alive, news] {
            if (*alive) notice(news);
        });
    };
    if (!parts_.writer.submit(std::move(work), std::move(done))) notice(news);
}

std::size_t Desk::notice(const notify::Notice& news) {
    const std::size_t before = dispatcher_.open().size();
    dispatcher_.on_notice(news, net::wall_time());
    const std::size_t more = dispatcher_.open().size() - std::min(before, dispatcher_.open().size());
    pump();
    return more;
}

std::uint64_t Desk::send(std::string_view channel, std::string_view text, const notify::Notice& news) {
    const auto id = dispatcher_.send(channel, text, news, net::wall_time());
    pump();
    return id;
}

void Desk::pump() {
    for (const auto& delivery : dispatcher_.take_due(net::wall_time())) hand_out(delivery);
    write_log();
}

void Desk::hand_out(const notify::Delivery& delivery) {
    const auto refuse = [&](std::string_view why) {
        dispatcher_.on_result(delivery.id, notify::Outcome::refused, why, net::wall_time());
    };
    const auto entry = book_.find(delivery.channel);
    if (!entry) return refuse(entry.error().message());
    if (!(*entry)->problem.empty()) return refuse((*entry)->problem);
    if (!(*entry)->enabled) return refuse("the channel is switched off");
    sender_->send((*entry)->channel, delivery, net::wall_time(), [this, id = delivery.id](const Sent& sent) {
        dispatcher_.on_result(id, sent.outcome, sent.note, net::wall_time());
        write_log();
    });
}

void Desk::test(std::string_view name, const Entry& entry, Sender::Then then) {
    const Time now = net::wall_time();
    notify::Delivery delivery{.channel = std::string(name),
                              .text = "[INFO] Argosy: a test of this channel",
                              .notice = {.category = "system", .message = "a test of this channel", .time = now},
                              .attempts = 1,
                              .due = now};
    auto finish = [this, delivery, then = std::move(then)](Sent sent) mutable {
        delivery.status =
            sent.outcome == notify::Outcome::delivered ? notify::Status::delivered : notify::Status::failed;
        delivery.note = sent.note;
        write(delivery);
        then(std::move(sent));
    };
    if (!entry.problem.empty()) return finish({notify::Outcome::refused, entry.problem});
    sender_->send(entry.channel, delivery, now, std::move(finish));
}

void Desk::write_log() {
    const auto& log = dispatcher_.log();
    std::uint64_t more = std::min<std::uint64_t>(dispatcher_.finished() - logged_, log.size());
    logged_ = dispatcher_.finished();
    for (; more > 0; --more) write(log[log.size() - more]);
}

/// A line that is lost is not worth stopping for.
void Desk::write(const notify::Delivery& delivery) {
    const Time now = net::wall_time();
    auto work = [key = delivery.channel, body = delivery_json(delivery, now), now](store::Tables& t) -> Result<> {
        ARGOSY_TRY(t.streams().append({.stream = std::string(stream), .time = now, .key = key, .body = body}), stream);
        return {};
    };
    (void)parts_.writer.submit(std::move(work));
}

void Desk::watch_silence() {
    std::string now = dispatcher_.silence(net::wall_time());
    const bool begins = !now.empty() && silence_.empty();
    silence_ = std::move(now);
    if (!begins) return;
    messages::Alert alert{.alert_id = to_string(ids_.next(net::wall_time())),
                          .level = domain::AlertLevel::error,
                          .category = "system",
                          .message = silence_,
                          .exchange = {},
                          .instrument = {},
                          .details = {{"service", "notification"}},
                          .timestamp = parts_.core.now()};
    parts_.bus.topic(parts_.subjects.alerts)
        .publish({{.id = ids_.next(net::wall_time()), .time = parts_.core.now(), .source = "notification"},
                  messages::Alerts(std::move(alert))});
}

}  // namespace argosy::services::notification
