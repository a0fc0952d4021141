#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "bus/envelope.hpp"
#include "bus/mailbox.hpp"
#include "bus/message.hpp"
#include "bus/subject.hpp"

namespace argosy::bus {

/// Ends a subscription when it goes.
class Subscription {
public:
    Subscription() = default;
    explicit Subscription(std::move_only_function<void()> end) : end_(std::move(end)) {}
    Subscription(Subscription&& other) noexcept : end_(std::exchange(other.end_, nullptr)) {}
    Subscription& operator=(Subscription&& other) noexcept {
        std::swap(end_, other.end_);
        return *this;
    }
    ~Subscription() {
        if (end_) end_();
    }

private:
    std::move_only_function<void()> end_;
};

struct TopicStats {
    std::string_view name;
    std::uint64_t published = 0;
    std::uint64_t skipped = 0;  ///< by subscribers that were too slow
    std::uint64_t dead = 0;     ///< malformed
    std::size_t subscribers = 0;
};

/// A subject's topic without its type, for the registry.
class AnyTopic {
public:
    virtual ~AnyTopic() = default;
    [[nodiscard]] virtual TopicStats stats() const = 0;
    /// A message from another process, to the subscribers here. Errors: parse.
    virtual Result<> receive(const Sealed& message) = 0;
    /// Hands every message that is published here to a carrier, sealed.
    using Forward = std::move_only_function<Result<>(std::uint64_t key, std::string_view message)>;
    virtual void forward(Forward forward) = 0;
    /// A message of this process that is sealed already: to the carrier, then to the subscribers here. Errors: parse;
    /// those of the carrier, and then nobody was told.
    virtual Result<> publish(const Sealed& sealed, std::string_view message) = 0;
    virtual void count_dead() noexcept = 0;
};

/// Takes the messages of one subject to its subscribers in this process, as typed values.
///
/// Thread safety: publish from any thread, but all messages of one key from one, or they have no order. subscribe and
///                the end of a subscription from any thread; a direct subscription must not end while one of its
///                messages may be under way on another thread.
/// Known limits:  a direct subscriber that publishes on the same subject overtakes the message that it is given.
template <class T>
class Topic final : public AnyTopic {
public:
    explicit Topic(Subject<T> subject) : subject_(std::move(subject)) {
        list_ = lists_.emplace_back(std::make_unique<List>()).get();
    }

    [[nodiscard]] const Subject<T>& subject() const noexcept { return subject_; }

    void publish(const Message<T>& message) {
        deliver(message);
        // A lasting message that is lost here is still in the outbox, and sent from there again.
        if (forward_) static_cast<void>(forward_(subject_.key(message.data), seal_message(message)));
    }
    Result<> publish(const Sealed& sealed, std::string_view message) override {
        ARGOSY_LET(auto data, subject_.decode(sealed.type, sealed.data), sealed.type);
        if (forward_) ARGOSY_TRY(forward_(subject_.key(data), message), subject_.name);
        deliver({sealed.envelope, std::move(data)});
        return {};
    }

    /// publish(make()), where making is worth avoiding: it is counted all the same when nobody hears it.
    template <class Make>
    void publish_if_heard(Make&& make) {
        const List& list = *list_.load(std::memory_order_acquire);
        if (list.direct.empty() && list.boxes.empty() && !subject_.keeps_last && !forward_)
            return void(published_.fetch_add(1, std::memory_order_relaxed));
        publish(std::forward<Make>(make)());
    }

    /// Called at once, on the publisher's thread: for those that share its thread and must not miss anything.
    [[nodiscard]] Subscription subscribe(std::move_only_function<void(const Message<T>&)> handler) {
        auto direct = std::make_shared<Direct>(std::move(handler));
        if (const auto last = newest()) direct->handler(*last);
        change([&](List& list) { list.direct.push_back(direct); });
        return Subscription([this, direct] { change([&](List& list) { std::erase(list.direct, direct); }); });
    }

    /// Called on the thread that runs the mailbox. `missed` is called after messages were dropped (Overflow::resync).
    [[nodiscard]] Subscription subscribe(Mailbox& mailbox, std::move_only_function<void(const Message<T>&)> handler,
                                         std::move_only_function<void(std::uint64_t)> missed = {}) {
        Mailbox::Slot slot{.missed = std::move(missed), .overflow = subject_.overflow};
        slot.deliver = [h = std::move(handler)](const void* message) mutable {
            h(*static_cast<const Message<T>*>(message));
        };
        const Box box{&mailbox, mailbox.open(std::move(slot))};
        change([&](List& list) {
            if (last_) mailbox.post(*box.slot, 0, last_);
            list.boxes.push_back(box);
        });
        return Subscription([this, box] {
            change([&](List& list) { std::erase(list.boxes, box); });
            box.mailbox->close(*box.slot);
        });
    }

    [[nodiscard]] TopicStats stats() const override {
        const List& list = *list_.load(std::memory_order_acquire);
        TopicStats out{subject_.name, published_.load(std::memory_order_relaxed), 0,
                       dead_.load(std::memory_order_relaxed), list.direct.size() + list.boxes.size()};
        for (const auto& [mailbox, slot] : list.boxes) out.skipped += mailbox->skipped(*slot);
        return out;
    }

    Result<> receive(const Sealed& sealed) override {
        ARGOSY_LET(auto data, subject_.decode(sealed.type, sealed.data), sealed.type);
        deliver({sealed.envelope, std::move(data)});
        return {};
    }

    /// Requires: nothing is published yet.
    void forward(Forward forward) override { forward_ = std::move(forward); }
    void count_dead() noexcept override { dead_.fetch_add(1, std::memory_order_relaxed); }

private:
    struct Direct {
        std::move_only_function<void(const Message<T>&)> handler;
    };
    struct Box {
        Mailbox* mailbox;
        Mailbox::Slot* slot;
        friend bool operator==(const Box&, const Box&) = default;
    };
    struct List {
        std::vector<std::shared_ptr<Direct>> direct;
        std::vector<Box> boxes;
    };
    using Shared = std::shared_ptr<const Message<T>>;

    void deliver(const Message<T>& message) {
        published_.fetch_add(1, std::memory_order_relaxed);
        const List& list = *list_.load(std::memory_order_acquire);
        for (const auto& direct : list.direct) direct->handler(message);
        if (subject_.keeps_last) return keep_and_post(std::make_shared<const Message<T>>(message));
        if (!list.boxes.empty()) post(list, std::make_shared<const Message<T>>(message));
    }

    void post(const List& list, const Shared& message) const {
        const std::uint64_t key = subject_.key(message->data);
        for (const auto& [mailbox, slot] : list.boxes) mailbox->post(*slot, key, message);
    }

    /// In one step, so that who subscribes in between gets each message once.
    void keep_and_post(Shared message) {
        const std::lock_guard lock(mutex_);
        last_ = std::move(message);
        post(*lists_.back(), last_);
    }

    [[nodiscard]] Shared newest() {
        const std::lock_guard lock(mutex_);
        return last_;
    }

    /// Publishers read the list without a lock, so a change makes a new one; old ones stay for those who still read
    /// them. Subscriptions are few and long-lived.
    template <class Change>
    void change(Change&& change) {
        const std::lock_guard lock(mutex_);
        auto next = std::make_unique<List>(*lists_.back());
        change(*next);
        list_.store(next.get(), std::memory_order_release);
        lists_.push_back(std::move(next));
    }

    [[nodiscard]] std::string seal_message(const Message<T>& message) const {
        return seal(message.envelope, subject_.type(message.data), subject_.encode(message.data));
    }

    const Subject<T> subject_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<List>> lists_;  // guarded by mutex_; the last one is in force
    std::atomic<const List*> list_{nullptr};
    Shared last_;  // guarded by mutex_
    std::atomic<std::uint64_t> published_{0};
    std::atomic<std::uint64_t> dead_{0};
    Forward forward_;
};

}  // namespace argosy::bus
