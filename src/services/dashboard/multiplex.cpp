#include "services/dashboard/multiplex.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "api/endpoint.hpp"

namespace argosy::services::dashboard {
namespace {

constexpr Duration check_interval = 100ms, resync_interval = 1s;

struct Topic {
    std::string name;
    Channel* channel = nullptr;
    std::size_t members = 0;
};

/// What one socket hears of one topic.
struct Listening {
    std::size_t topic = 0;
    bool is_on = false;
    bool wants_snapshot = false;               // until it has one, it hears nothing else
    Duration had_snapshot = -resync_interval;  // when it had the last one
};

struct Member {
    net::WsPeer peer;
    std::vector<Listening> topics;
    bool is_behind = false;
    Duration behind_since{};

    [[nodiscard]] Listening* find(std::size_t topic) {
        const auto it = std::ranges::find(topics, topic, &Listening::topic);
        return it == topics.end() ? nullptr : &*it;
    }
};

/// The channel's message with its topic in front.
std::string wrapped(const Topic& topic, std::string_view message) {
    return fmt::format(R"({{"v":1,"topic":"{}",{})", topic.name, message.substr(1));
}

}  // namespace

struct Multiplex::Impl : std::enable_shared_from_this<Impl> {
    Impl(net::Loop& loop, Channel::Stop on_stop, Options with) : stop(std::move(on_stop)), options(with), check(loop) {}

    void hear(Member& member, const auth::Principal& who, std::string_view text) {
        if (stop) {
            if (const auto wish = api::asks_for_stop(text)) return answer_stop(member.peer, *wish, stop(who, *wish));
        }
        const auto wish = api::asks_for_topics(text);
        for (const auto& name : wish.topics) {
            const auto it = std::ranges::find(topics, name, &Topic::name);
            if (it == topics.end()) continue;  // of another version of the page
            const auto topic = static_cast<std::size_t>(it - topics.begin());
            if (wish.kind == api::TopicWish::Kind::subscribe) subscribe(member, topic);
            if (wish.kind == api::TopicWish::Kind::unsubscribe) unsubscribe(member, topic);
            if (wish.kind == api::TopicWish::Kind::resync)
                if (auto* listening = member.find(topic)) listening->wants_snapshot = true;  // look() answers
        }
        member.peer.flush();
    }

    void subscribe(Member& member, std::size_t topic) {
        auto* listening = member.find(topic);
        if (listening == nullptr) listening = &member.topics.emplace_back(Listening{.topic = topic});
        if (std::exchange(listening->is_on, true)) return;
        ++topics[topic].members;
        listening->wants_snapshot = true;
        answer(member, *listening, net::steady_time());
    }
    void unsubscribe(Member& member, std::size_t topic) {
        auto* listening = member.find(topic);
        if (listening != nullptr && std::exchange(listening->is_on, false)) --topics[topic].members;
    }
    void leave(const Member* member) {
        const auto it = std::ranges::find(members, member, &std::shared_ptr<Member>::get);
        if (it == members.end()) return;
        for (const auto& listening : (*it)->topics)
            if (listening.is_on) --topics[listening.topic].members;
        members.erase(it);
    }

    void publish(std::size_t topic, std::string_view message) {
        if (topics[topic].members == 0) return;
        const auto frame = net::make_text_frame(wrapped(topics[topic], message));
        // A member that breaks is removed later (on_close), never from inside this loop.
        for (const auto& member : members) {
            const auto* listening = member->find(topic);
            if (listening == nullptr || !listening->is_on || listening->wants_snapshot) continue;
            send(*member, frame);
            member->peer.flush();
        }
    }

    void send(Member& member, const net::Bytes& frame) {
        if (member.is_behind) return;
        if (member.peer.queued_bytes() + frame->size() > options.queue_bytes_max) member.peer.flush();
        if (member.peer.queued_bytes() + frame->size() <= options.queue_bytes_max) {
            member.peer.send_frame_later(frame);
            return;
        }
        member.peer.drop_queue();
        member.is_behind = true;
        member.behind_since = net::steady_time();
    }
    /// It has taken what was under way: the state instead of what it has missed.
    void drained(Member& member) {
        if (!std::exchange(member.is_behind, false)) return;
        for (auto& listening : member.topics) send_snapshot(member, listening, net::steady_time());
        member.peer.flush();
    }

    void look() {
        const Duration now = net::steady_time();
        for (const auto& member : members) {
            for (auto& listening : member->topics) answer(*member, listening, now);
            member->peer.flush();
            if (!member->is_behind || now - member->behind_since < options.behind_max) continue;
            member->is_behind = false;
            member->peer.cut();
        }
    }
    /// At most one in a second, however often it is asked for: a snapshot costs more than asking.
    void answer(Member& member, Listening& listening, Duration now) {
        if (listening.wants_snapshot && now - listening.had_snapshot >= resync_interval)
            send_snapshot(member, listening, now);
    }
    void send_snapshot(Member& member, Listening& listening, Duration now) {
        if (!listening.is_on || member.is_behind) return;
        listening.wants_snapshot = false;
        listening.had_snapshot = now;
        const Topic& topic = topics[listening.topic];
        send(member, net::make_text_frame(wrapped(topic, topic.channel->snapshot())));
    }

    Result<> join(net::Responder& responder, const auth::Principal& who) {
        auto member = std::make_shared<Member>();
        const std::weak_ptr<Impl> weak = weak_from_this();
        net::WsHandlers handlers;
        handlers.on_text = [weak, raw = member.get(), who](net::WsPeer&, std::string_view text) {
            if (const auto impl = weak.lock()) impl->hear(*raw, who, text);
        };
        handlers.on_close = [weak, raw = member.get()](net::CloseCode, std::string_view) {
            if (const auto impl = weak.lock()) impl->leave(raw);
        };
        handlers.on_drained = [weak, raw = member.get()](net::WsPeer&) {
            if (const auto impl = weak.lock()) impl->drained(*raw);
        };
        net::WsOptions line;
        line.message_bytes_max = 4'096;
        line.queue_bytes_max = 2 * options.queue_bytes_max;  // ours is reached first
        ARGOSY_LET(member->peer, responder.accept_websocket(std::move(handlers), line), "join");
        members.push_back(std::move(member));
        return {};
    }

    Channel::Stop stop;
    Options options;
    net::Timer check;
    std::vector<Topic> topics;
    std::vector<std::shared_ptr<Member>> members;
};

Multiplex::Multiplex(net::Loop& loop, Channel::Stop stop, Options options)
    : impl_(std::make_shared<Impl>(loop, std::move(stop), options)) {
    impl_->check.every(check_interval, [impl = impl_.get()] { impl->look(); });
}

Multiplex::~Multiplex() {
    impl_->check.cancel();
    for (const auto& member : std::exchange(impl_->members, {})) member->peer.cut();
}

std::size_t Multiplex::members() const noexcept { return impl_->members.size(); }

void Multiplex::add(std::string topic, Channel& channel) {
    const std::size_t index = impl_->topics.size();
    impl_->topics.push_back({.name = std::move(topic), .channel = &channel});
    channel.carry({.is_watched = [impl = impl_.get(), index] { return impl->topics[index].members > 0; },
                   .publish = [impl = impl_.get(), index](std::string_view m) { impl->publish(index, m); }});
}

void Multiplex::add_websocket(api::Router& router, std::string path, std::string summary) {
    endpoint_stream(router,
                    {.path = std::move(path), .summary = std::move(summary), .service = "dashboard", .success = 101},
                    [impl = impl_.get()](const api::Call& call, net::Responder responder) {
                        if (const auto joined = impl->join(responder, call.who()); !joined)
                            api::send_problem(responder, call.request(), api::problem_of(joined.error()));
                    });
}

}  // namespace argosy::services::dashboard
