// One request on its way to another process and its answer on the way back.
#include <algorithm>
#include <charconv>

#include "api/json.hpp"
#include "services/gateway/detail/upstream_core.hpp"
#include "services/gateway/proxy_headers.hpp"

namespace argosy::services::gateway {
namespace {

using Outcome = resilience::Breaker::Outcome;
using Core = Upstream::Core;

constexpr std::size_t kept_bytes_max = 256 << 10;  // larger answers stream
constexpr std::size_t queue_high = 1 << 20;        // of what the client has not taken yet

/// The replica cannot do its work, whatever the request was.
bool is_failure(int status) { return status >= 502 && status <= 504; }

std::optional<std::size_t> length_of(const net::Headers& headers) {
    const auto text = headers.value("Content-Length");
    std::size_t length = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), length);
    if (text.empty() || ec != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return length;
}

void add_all(net::Headers& to, const net::Headers& more) {
    for (std::size_t i = 0; i < more.size(); ++i) to.add(more[i].name, more[i].value);
}

class Exchange : public std::enable_shared_from_this<Exchange> {
public:
    Exchange(std::shared_ptr<Core> core, const api::Call& call, net::Responder responder)
        : core_(std::move(core)),
          request_(call.request()),
          responder_(std::move(responder)),
          trace_id_(call.trace_id()),
          more_(call.answer_headers()),
          headers_(headers_to_upstream(
              request_,
              {.trace_id = trace_id_,
               .span_id = core_->span_id(),
               .authorization = core_->authorization ? core_->authorization(request_, call.who()) : std::string(),
               .user = call.who().name})),
          deadline_(net::steady_time() + core_->config.timeout),
          wait_(core_->loop) {
        if (!request_.body.empty()) body_ = net::make_bytes(request_.body);
        if (core_->keeps(request_))
            question_ = request_.target + "\n" + call.who().name + "\n" +
                        std::string(auth::to_string(auth::effective_role(call.who())));
        core_->budget.earn();
    }

    void attempt() {
        if (!core_->client) return;
        const Duration now = net::steady_time();
        const auto chosen = core_->choose(tried_, now);
        if (!chosen && was_unknown_) return give_up_unknown();
        if (!chosen) return give_up(fail(Errc::unavailable, "no replica answers"));
        auto& replica = core_->replicas[*chosen];
        permit_ = replica.breaker.begin(now);
        at_ = *chosen;
        tried_.push_back(at_);
        ++replica.outstanding;
        ++replica.calls;
        buffer_.clear();
        const auto self = shared_from_this();
        core_->client->send({.method = request_.method,
                             .url = replica.url + request_.target,
                             .headers = headers_,
                             .body = body_ ? net::Body(body_) : net::Body(),
                             .timeout = deadline_ - now,
                             .head_timeout = core_->config.head_timeout,
                             .on_head = [self](const net::Response& head) { return self->heard(head); },
                             .on_body = [self](std::string_view part) { return self->received(part); },
                             .gate = gate_},
                            [self](Result<net::Response> result) { self->ended(std::move(result)); });
    }

private:
    /// Decides how the answer goes on; returns how long its body may take.
    Duration heard(const net::Response& head) {
        const Duration left = deadline_ - net::steady_time();
        const bool is_event_stream = head.headers.value("Content-Type").starts_with("text/event-stream");
        const auto length = length_of(head.headers);
        const bool has_body = request_.method != net::Method::head && head.status != 204 && head.status != 304;
        const bool is_small = length && *length <= kept_bytes_max;
        if (is_failure(head.status) || !has_body || is_small) return left;
        settle(Outcome::success);
        stream_ = responder_.stream(head_for_client(head));
        const auto gate = gate_;
        stream_->on_drained([gate] { gate->resume(); });
        stream_->on_close([gate] { gate->cut(); });  // a silent stream would never notice
        return is_event_stream ? Duration::max() : left;
    }

    bool received(std::string_view part) {
        if (!stream_) {
            if (buffer_.size() + part.size() > kept_bytes_max) return false;
            buffer_.append(part);
            return true;
        }
        if (!stream_->write(part)) return false;
        if (stream_->queued_bytes() > queue_high) gate_->pause();
        return true;
    }

    void ended(Result<net::Response> result) {
        --core_->replicas[at_].outstanding;
        if (stream_) {
            if (result) stream_->finish();  // otherwise the client's connection is cut: half an answer is none
            stream_.reset();
            return;
        }
        was_unknown_ = was_unknown_ || (!result && result.error().code() == Errc::outcome_unknown);
        const bool is_ours =
            !result && (result.error().code() == Errc::rate_limited || result.error().code() == Errc::rejected);
        const bool has_failed = !result || is_failure(result->status);
        settle(is_ours ? Outcome::unknown : has_failed ? Outcome::failure : Outcome::success);
        if (!has_failed) return answer(std::move(*result));
        if (may_try_again(is_ours)) return try_again();
        if (was_unknown_) return give_up_unknown();
        if (result && !stale_answer()) return answer(std::move(*result));
        if (!result) give_up(std::unexpected(std::move(result).error()));
    }

    void settle(Outcome outcome) {
        if (!permit_) return;
        auto& replica = core_->replicas[at_];
        replica.breaker.end(*std::exchange(permit_, std::nullopt), outcome, net::steady_time());
        replica.failures += outcome == Outcome::failure ? 1 : 0;
    }

    bool may_try_again(bool is_ours) {
        if (is_ours || !may_repeat(request_.method) || tried_.size() >= core_->retry.attempts_max) return false;
        if (!responder_.is_connected()) return false;
        next_wait_ =
            resilience::retry_wait(core_->retry, static_cast<std::uint32_t>(tried_.size()), core_->random.uniform());
        if (net::steady_time() + next_wait_ >= deadline_) return false;
        if (core_->budget.take()) return true;
        ++core_->retries_over;
        return false;
    }

    void try_again() {
        ++core_->retries;
        wait_.after(next_wait_, [self = shared_from_this()] { self->attempt(); });
    }

    net::Response head_for_client(const net::Response& from) const {
        net::Response out{.status = from.status, .headers = headers_to_client(from.headers)};
        add_all(out.headers, more_);
        return out;
    }

    void answer(net::Response from) {
        if (request_.method == net::Method::head) return responder_.stream(head_for_client(from)).finish();
        net::Response out = head_for_client(from);
        if (!question_.empty() && out.status == 200)
            core_->last_values.put(question_, {.content_type = std::string(out.headers.value("Content-Type")),
                                               .body = buffer_,
                                               .since = net::steady_time()});
        out.body = std::move(buffer_);
        responder_.send(std::move(out));
    }

    /// Requires: no attempt was unknown.
    void give_up(std::unexpected<Error> why) {
        if (stale_answer()) return;
        api::Problem problem = api::make_problem(503, core_->service + ": " + std::string(why.error().message()),
                                                 "nothing was changed; try again later");
        problem.retry_after_s = core_->retry_after_s(net::steady_time());
        send(problem);
    }

    /// One attempt at least may have been carried out: what became of later ones says nothing about it.
    void give_up_unknown() {
        api::Problem problem = api::make_problem(
            502, core_->service + ": sent, but no answer came: it may or may not have been carried out",
            "look whether it was done before you send it again");
        problem.code = to_string(Errc::outcome_unknown);
        send(problem);
    }

    void send(const api::Problem& problem) {
        ++core_->unavailable;
        net::Response out = api::to_response(problem, trace_id_);
        add_all(out.headers, more_);
        responder_.send(std::move(out));
    }

    /// Answers with what was answered last, saying so. False: there is nothing, or it must not be used.
    bool stale_answer() {
        if (question_.empty()) return false;
        const Duration now = net::steady_time();
        const auto* last = core_->last_values.find(question_, now);
        if (last == nullptr) return false;
        const auto age = std::to_string((now - last->since) / 1s);
        net::Response out;
        out.headers.add("Content-Type", last->content_type);
        out.headers.add("Age", age);
        out.headers.add("Warning", "110 argosy \"Response is Stale\"");  // RFC 7234 section 5.5.1
        out.headers.add("Cache-Control", "no-store");
        add_all(out.headers, more_);
        out.body = with_age(last->body, age);
        ++core_->served_last;
        responder_.send(std::move(out));
        return true;
    }

    /// {"a":1} -> {"a":1,"stale_seconds":7}; what is no object stays as it is.
    static std::string with_age(std::string_view body, const std::string& age) {
        const auto end = body.find_last_not_of(" \r\n\t");
        const bool is_object = body.starts_with('{') && end != std::string_view::npos && body[end] == '}';
        if (!is_object) return std::string(body);
        const bool is_empty = body.substr(1, end - 1).find_first_not_of(" \r\n\t") == std::string_view::npos;
        return std::string(body.substr(0, end)) + (is_empty ? "" : ",") + "\"stale_seconds\":" + age + "}";
    }

    std::shared_ptr<Core> core_;
    const net::Request& request_;  // lives until the answer begins
    net::Responder responder_;
    const std::string trace_id_;
    const net::Headers more_;
    const net::Headers headers_;
    net::Bytes body_;
    std::string question_;  // under which the answer is kept; "": it is not
    const Duration deadline_;
    net::Timer wait_;
    Duration next_wait_{};
    std::vector<std::size_t> tried_;
    std::size_t at_ = 0;
    bool was_unknown_ = false;  // an attempt was sent, and nobody knows what became of it
    std::optional<resilience::Breaker::Permit> permit_;
    std::string buffer_;
    std::optional<net::BodyStream> stream_;
    std::shared_ptr<net::BodyGate> gate_ = std::make_shared<net::BodyGate>();
};

}  // namespace

void proxy_request(const std::shared_ptr<Core>& core, const api::Call& call, net::Responder responder) {
    std::make_shared<Exchange>(core, call, std::move(responder))->attempt();
}

}  // namespace argosy::services::gateway
