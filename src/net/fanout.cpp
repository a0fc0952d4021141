#include "net/fanout.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace argosy::net {
namespace {

/// A member is one of two kinds of connection; what is queued, dropped and cut works the same for both.
struct Member {
    WsPeer socket;
    BodyStream events;
    bool is_socket = true;
    bool is_behind = false;
    bool wants_snapshot = false;
    Duration behind_since{}, asked_last{};

    [[nodiscard]] std::size_t queued_bytes() const { return is_socket ? socket.queued_bytes() : events.queued_bytes(); }
    void drop_queue() { is_socket ? socket.drop_queue() : events.drop_queue(); }
    void cut() { is_socket ? socket.cut() : events.cut(); }
    bool queue(const Bytes& frame, const Bytes& chunk) {
        return is_socket ? socket.send_frame_later(frame) : events.write_chunk_later(chunk);
    }
    void flush() { is_socket ? socket.flush() : events.flush(); }
};

constexpr Duration check_interval = 100ms;
constexpr Duration resync_interval = 1s;  // of one member

}  // namespace

struct Fanout::Impl : std::enable_shared_from_this<Impl> {
    Impl(Loop& loop, Options with, Snapshot make)
        : options(with), snapshot(std::move(make)), check(loop), gather(loop) {}

    void join(std::shared_ptr<Member> member) {
        members.push_back(member);
        catch_up(*member);
    }

    void leave(const Member* member) {
        std::erase_if(members, [member](const auto& m) { return m.get() == member; });
    }

    /// The state as of now, to one member.
    void catch_up(Member& member) {
        member.is_behind = member.wants_snapshot = false;
        if (snapshot) send_snapshot(member, snapshot());
    }

    void send_snapshot(Member& member, const std::string& state) {
        if (!queue(member, member.is_socket ? make_text_frame(state) : nullptr,
                   member.is_socket ? nullptr : make_chunk(make_sse_event("snapshot", state)))) {
            return;
        }
        member.flush();
    }

    bool queue(Member& member, const Bytes& frame, const Bytes& chunk) {
        const std::size_t size = (member.is_socket ? frame : chunk)->size();
        // Full only when the system takes no more; then a write is under way, and drained() follows.
        if (member.queued_bytes() + size > options.queue_bytes_max) member.flush();
        if (member.queued_bytes() + size <= options.queue_bytes_max) return member.queue(frame, chunk);
        fall_behind(member);
        return false;
    }

    void fall_behind(Member& member) {
        member.drop_queue();
        member.is_behind = true;
        member.behind_since = steady_time();
        ++stats.dropped_to_snapshot;
    }

    void drained(Member& member) {
        if (member.is_behind) catch_up(member);
    }

    void publish(std::string_view payload, std::string_view type, std::string_view id) {
        ++stats.published;
        Bytes frame;
        Bytes chunk;
        // A member that breaks is removed later (on_close), never from inside this loop.
        for (const auto& member : members) {
            if (member->is_behind) continue;
            if (member->is_socket && !frame) frame = make_text_frame(payload);
            if (!member->is_socket && !chunk) chunk = make_chunk(make_sse_event(type, payload, id));
            if (!queue(*member, frame, chunk)) continue;
            ++stats.delivered;
            if (options.gather == Duration{}) member->flush();
        }
        if (options.gather == Duration{} || is_gathering) return;
        is_gathering = true;
        gather.after(options.gather, [this] {
            is_gathering = false;
            for (const auto& member : members) member->flush();
        });
    }

    /// One state for all who asked and have not just had one.
    void answer_resyncs() {
        const Duration now = steady_time();
        std::optional<std::string> state;
        for (const auto& member : members) {
            if (!member->wants_snapshot || member->is_behind || now - member->asked_last < resync_interval) continue;
            member->wants_snapshot = false;
            member->asked_last = now;
            if (!snapshot) continue;
            if (!state) state = snapshot();
            send_snapshot(*member, *state);
        }
    }

    void cut_the_slowest() {
        const Duration now = steady_time();
        for (const auto& member : members) {
            if (!member->is_behind || now - member->behind_since < options.behind_max) continue;
            ++stats.cut;
            member->is_behind = false;
            member->cut();
        }
    }

    Options options;
    Snapshot snapshot;
    Timer check, gather;
    bool is_gathering = false;
    std::vector<std::shared_ptr<Member>> members;
    Stats stats;
};

Fanout::Fanout(Loop& loop, Options options, Snapshot snapshot)
    : impl_(std::make_shared<Impl>(loop, options, std::move(snapshot))) {
    impl_->check.every(check_interval, [impl = impl_.get()] {
        impl->answer_resyncs();
        impl->cut_the_slowest();
    });
}

Fanout::~Fanout() {
    impl_->check.cancel();
    impl_->gather.cancel();
    for (const auto& member : std::exchange(impl_->members, {})) member->cut();
}

Result<> Fanout::join_websocket(Responder& responder,
                                std::move_only_function<void(WsPeer&, std::string_view)> on_text) {
    auto member = std::make_shared<Member>();
    const std::weak_ptr<Impl> weak = impl_;
    WsHandlers handlers;
    handlers.on_text = std::move(on_text);
    handlers.on_close = [weak, raw = member.get()](CloseCode, std::string_view) {
        if (const auto impl = weak.lock()) impl->leave(raw);
    };
    handlers.on_drained = [weak, raw = member.get()](WsPeer&) {
        if (const auto impl = weak.lock()) impl->drained(*raw);
    };
    WsOptions options;
    options.message_bytes_max = impl_->options.message_bytes_max;
    options.queue_bytes_max = 2 * impl_->options.queue_bytes_max;  // ours is reached first
    ARGOSY_LET(member->socket, responder.accept_websocket(std::move(handlers), options), "join");
    impl_->join(std::move(member));
    return {};
}

void Fanout::join_sse(Responder responder, Headers headers) {
    headers.set("Content-Type", "text/event-stream");
    headers.set("Cache-Control", "no-store");
    auto member = std::make_shared<Member>();
    member->is_socket = false;
    member->events =
        responder.stream({.status = 200, .headers = std::move(headers)}, 2 * impl_->options.queue_bytes_max);
    if (!member->events.is_open()) return;
    const std::weak_ptr<Impl> weak = impl_;
    member->events.on_close([weak, raw = member.get()] {
        if (const auto impl = weak.lock()) impl->leave(raw);
    });
    member->events.on_drained([weak, raw = member.get()] {
        if (const auto impl = weak.lock()) impl->drained(*raw);
    });
    impl_->join(std::move(member));
}

void Fanout::publish(std::string_view payload, std::string_view sse_type, std::string_view sse_id) {
    impl_->publish(payload, sse_type, sse_id);
}

void Fanout::resync(const WsPeer& peer) {
    for (const auto& member : impl_->members)
        if (member->is_socket && member->socket == peer) member->wants_snapshot = true;
}

bool Fanout::is_empty() const noexcept { return impl_->members.empty(); }

Fanout::Stats Fanout::stats() const noexcept {
    Stats now = impl_->stats;
    now.members = impl_->members.size();
    now.behind = static_cast<std::size_t>(std::ranges::count_if(impl_->members, &Member::is_behind));
    return now;
}

}  // namespace argosy::net
