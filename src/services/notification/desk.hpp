#pragma once

#include "bus/applied_ids.hpp"
#include "services/notification/book.hpp"
#include "services/notification/sender.hpp"

namespace argosy::services::notification {

/// Takes news in, hands deliveries out, tries again, writes down what became of them, and raises an alarm when nothing
/// gets through.
///
/// Thread safety: the loop's thread.
class Desk {
public:
    static constexpr std::string_view stream = "deliveries";

    Desk(const Parts& parts, Book& book);
    ~Desk();

    /// Errors: those of the store.
    Result<> start();
    void stop() noexcept;

    /// By the rules. The number of deliveries that wait then, more than before.
    std::size_t notice(const notify::Notice& notice);
    /// To one channel. Requires: there is such a channel.
    std::uint64_t send(std::string_view channel, std::string_view text, const notify::Notice& notice);
    /// One attempt past everything, written down too.
    void test(std::string_view name, const Entry& entry, Sender::Then then);

    [[nodiscard]] const std::vector<notify::Delivery>& open() const noexcept { return dispatcher_.open(); }
    /// Why nobody hears us; empty while all is well.
    [[nodiscard]] const std::string& silence() const noexcept { return silence_; }

private:
    /// Once for each message, also over restarts; not when it was old when this began.
    void take(const bus::Envelope& envelope, Time happened, notify::Notice news);
    void on_alert(const bus::Message<messages::Alerts>& message);
    void on_performance(const bus::Message<messages::Performance>& message);
    void pump();
    void hand_out(const notify::Delivery& delivery);
    void write_log();
    void write(const notify::Delivery& delivery);
    void watch_silence();

    const Parts& parts_;
    Book& book_;
    std::optional<Sender> sender_;
    notify::Dispatcher dispatcher_;
    Time begun_{};  // in the market's time
    std::uint64_t logged_ = 0;
    std::string silence_;
    bus::AppliedIds seen_;
    UuidSource ids_;
    net::Timer timer_;
    std::shared_ptr<bool> is_alive_ = std::make_shared<bool>(true);
    std::vector<bus::Subscription> subscriptions_;
};

/// A delivery as the log keeps it and the API shows it.
[[nodiscard]] std::string delivery_json(const notify::Delivery& delivery, Time when);

}  // namespace argosy::services::notification
