#include "services/notification/routes.hpp"

#include <algorithm>

#include "api/endpoint.hpp"
#include "config/read.hpp"
#include "config/write.hpp"
#include "notify/check.hpp"

namespace argosy::services::notification {
namespace {

using api::Call;

struct ChannelView {
    std::string name;
    bool enabled = true;
    std::string problem;
    std::optional<notify::Channel> channel;  ///< none: its settings do not open
};
void describe(Described<ChannelView>& d) {
    using C = ChannelView;
    d.name("channel_view").field("name", &C::name).field("enabled", &C::enabled);
    d.field("problem", &C::problem, {.doc = "Why it cannot be used; empty: all is well."});
    d.field("channel", &C::channel, {.doc = "Its settings; secrets are shown as ***, or empty when there is none."});
}

struct SettingsView {
    std::vector<ChannelView> channels;
    std::vector<notify::Rule> rules;
    std::string silence;
};
void describe(Described<SettingsView>& d) {
    using S = SettingsView;
    d.name("notification_settings").field("channels", &S::channels).field("rules", &S::rules);
    d.field("silence", &S::silence, {.doc = "Why nobody hears us; empty: all is well."});
}

struct ChannelInput {
    std::string name;
    bool enabled = true;
    notify::Channel channel;
};
void describe(Described<ChannelInput>& d) {
    using C = ChannelInput;
    d.name("channel_input").field("name", &C::name).field("enabled", &C::enabled);
    d.field("channel", &C::channel, {.required = true, .doc = "A secret written as *** stays as it is."});
}

struct NameInput {
    std::string name;
};
void describe(Described<NameInput>& d) { d.name("name_input").field("name", &NameInput::name); }

struct SendInput {
    std::string channel, level = "info", category = "system", message, text;
    std::map<std::string, std::string> details;
};
void describe(Described<SendInput>& d) {
    using S = SendInput;
    d.name("send_input").field("channel", &S::channel, {.doc = "Empty: the rules decide."});
    d.field("level", &S::level, {.doc = "info, warning or error."}).field("category", &S::category);
    d.field("message", &S::message, {.required = true});
    d.field("text", &S::text, {.doc = "To one channel: a template; empty: \"[{level}] {message}\"."});
    d.field("details", &S::details);
}

struct Accepted {
    std::uint64_t accepted = 0;
    std::string note;
};
void describe(Described<Accepted>& d) {
    d.name("accepted").field("accepted", &Accepted::accepted, {.unit = "deliveries", .doc = "That wait to be sent."});
    d.field("note", &Accepted::note);
}

struct Tested {
    bool delivered = false;
    std::string note;
};
void describe(Described<Tested>& d) {
    d.name("channel_test").field("delivered", &Tested::delivered).field("note", &Tested::note);
}

struct DeliveryQuery {
    std::string channel;
    std::int64_t limit = 100;
    std::string cursor;
};
void describe(Described<DeliveryQuery>& d) {
    using Q = DeliveryQuery;
    d.name("deliveries_query").field("channel", &Q::channel);
    d.field("limit", &Q::limit, {.min = 1, .max = 1000, .unit = "deliveries"}).field("cursor", &Q::cursor);
}

struct DeliveryPage {
    std::vector<config::Node> waiting, deliveries;
    std::optional<std::string> next_cursor;
};
void describe(Described<DeliveryPage>& d) {
    using P = DeliveryPage;
    d.name("delivery_page").field("waiting", &P::waiting, {.doc = "Not ended: to be sent, or sent again."});
    d.field("deliveries", &P::deliveries, {.doc = "Ended, newest first."}).field("next_cursor", &P::next_cursor);
}

api::Problem problem_for(const Error& error) {
    api::Problem problem = api::problem_of(error);
    const auto colon = problem.detail.find(": ");
    if (problem.detail.starts_with('/') && colon != std::string::npos)
        problem.errors.push_back(
            {.pointer = problem.detail.substr(0, colon), .detail = problem.detail.substr(colon + 2)});
    return problem;
}

ChannelView view_of(const std::string& name, const Entry& entry) {
    ChannelView out{.name = name, .enabled = entry.enabled, .problem = entry.problem, .channel = {}};
    if (entry.problem.empty()) out.channel = entry.channel;
    return out;
}

SettingsView settings_of(const Book& book, const Desk& desk) {
    SettingsView out{.channels = {}, .rules = book.rule_list(), .silence = desk.silence()};
    for (const auto& [name, entry] : book.channels()) out.channels.push_back(view_of(name, entry));
    return out;
}

/// Its secrets hidden, but for those that are empty.
config::Node shown(const ChannelView& view) {
    config::Node out = config::to_node(view);
    if (!view.channel) return out;
    for (const auto& name : empty_secrets(*view.channel))
        if (auto* secret = out.find("channel")->find(name)) secret->text.clear();
    return out;
}

std::string json_of(const ChannelView& view) { return print_json(shown(view), config::JsonLayout::compact); }

std::string json_of(const SettingsView& view) {
    config::Node out = config::to_node(view);
    for (std::size_t i = 0; i < view.channels.size(); ++i) out.find("channels")->items[i] = shown(view.channels[i]);
    return print_json(out, config::JsonLayout::compact);
}

/// Names are in paths and logs.
Result<> check_name(std::string_view name) {
    const bool is_good =
        std::ranges::all_of(name, [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '_'; });
    if (is_good && !name.empty() && name.size() <= 64) return {};
    return fail(Errc::invalid_argument, "/name: expected 1 to 64 letters, digits, '-' and '_'");
}

Result<notify::Notice> notice_of(const SendInput& in) {
    notify::Notice out{.category = in.category, .message = in.message, .details = in.details, .time = net::wall_time()};
    std::string lower = in.level;
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    constexpr std::pair<std::string_view, notify::Level> levels[] = {
        {"info", notify::Level::info}, {"warning", notify::Level::warning}, {"error", notify::Level::error}};
    const auto level = std::ranges::find(levels, lower, &std::pair<std::string_view, notify::Level>::first);
    if (level == std::end(levels)) return fail(Errc::invalid_argument, "/level: expected info, warning or error");
    out.level = level->second;
    if (in.message.empty() || in.message.size() > 4'000)
        return fail(Errc::invalid_argument, "/message: expected 1 to 4000 characters");
    ARGOSY_TRY(notify::check_template(in.text), "/text");
    return out;
}

class Routes {
public:
    Routes(const Parts& parts, Book& book, Desk& desk) : parts_(parts), book_(book), desk_(desk) {}

    void add(const std::shared_ptr<Routes>& self);

private:
    using SettingsReply = api::Reply<SettingsView>;
    using ChannelReply = api::Reply<ChannelView>;
    using RuleReply = api::Reply<notify::Rule>;

    /// Answers when the change is stored.
    template <class Out>
    static Book::Then then(const Call& call, api::Reply<Out> reply, std::function<Out()> out) {
        return [trace = call.trace_id(), reply = std::move(reply), out = std::move(out)](Result<> done) mutable {
            if constexpr (requires(Out view) { json_of(view); })
                if (done) return reply.send(api::json_response(json_of(out())));
            if (done) return reply.send(out());
            reply.send(api::to_response(problem_for(done.error()), trace));
        };
    }
    template <class Out>
    static void refuse(const Call& call, api::Reply<Out>& reply, const Error& error) {
        reply.send(api::to_response(problem_for(error), call.trace_id()));
    }

    void put_channel(const ChannelInput& in, const Call& call, ChannelReply reply) {
        if (const auto named = check_name(in.name); !named) return refuse(call, reply, named.error());
        if (const auto good = notify::check(in.channel); !good)
            return refuse(call, reply, Error(Errc::invalid_argument, "/channel" + std::string(good.error().message())));
        Entry entry{.enabled = in.enabled, .channel = in.channel, .problem = {}};
        auto change = audit::change_of(call, "notification.put_channel", in.name, json_of(view_of(in.name, entry)));
        book_.put_channel(std::move(change), in.name, std::move(entry),
                          then<ChannelView>(call, std::move(reply), [this, name = in.name] {
                              return view_of(name, book_.channels().at(name));
                          }));
    }

    void erase_channel(const NameInput& in, const Call& call, SettingsReply reply) {
        book_.erase_channel(audit::change_of(call, "notification.erase_channel", in.name), in.name,
                            then<SettingsView>(call, std::move(reply), [this] { return settings_of(book_, desk_); }));
    }

    void put_rule(const notify::Rule& rule, const Call& call, RuleReply reply) {
        if (const auto named = check_name(rule.name); !named) return refuse(call, reply, named.error());
        book_.put_rule(audit::change_of(call, "notification.put_rule", rule.name, config::json_line(rule)), rule,
                       then<notify::Rule>(call, std::move(reply), [rule] { return rule; }));
    }

    void erase_rule(const NameInput& in, const Call& call, SettingsReply reply) {
        book_.erase_rule(audit::change_of(call, "notification.erase_rule", in.name), in.name,
                         then<SettingsView>(call, std::move(reply), [this] { return settings_of(book_, desk_); }));
    }

    Result<Accepted> send(const SendInput& in) {
        ARGOSY_LET(const auto notice, notice_of(in), "");
        if (in.channel.empty()) {
            const auto count = desk_.notice(notice);
            return Accepted{count, count > 0 ? "" : "no rule sends it now: GET /notifications/settings shows them"};
        }
        ARGOSY_TRY(book_.find(in.channel), "/channel");
        const std::string text = in.text.empty() ? notify::Rule{}.text : in.text;
        desk_.send(in.channel, notify::fill_template(text, notice), notice);
        return Accepted{1, ""};
    }

    void test(const NameInput& in, const Call& call, api::Reply<Tested> reply) {
        const auto entry = book_.find(in.name);
        if (!entry) return refuse(call, reply, entry.error());
        desk_.test(in.name, **entry, [reply = std::move(reply)](Sent sent) mutable {
            reply.send(Tested{sent.outcome == notify::Outcome::delivered, std::move(sent.note)});
        });
    }

    Result<DeliveryPage> deliveries(const DeliveryQuery& in) const {
        store::StreamFilter filter{.stream = std::string(Desk::stream), .key = in.channel, .time = {}};
        ARGOSY_LET(const auto rows, parts_.store.read([&](const store::Tables& t) {
            return t.streams().list(filter, {static_cast<std::size_t>(in.limit), in.cursor});
        }),
                   "deliveries");
        DeliveryPage out;
        for (const auto& d : desk_.open()) {
            if (!in.channel.empty() && d.channel != in.channel) continue;
            ARGOSY_LET(out.waiting.emplace_back(), config::json_tree(delivery_json(d, d.due), "delivery"), "");
        }
        for (const auto& row : rows.rows) {
            ARGOSY_LET(out.deliveries.emplace_back(), config::json_tree(row.body, "delivery"), "");
        }
        if (!rows.next.empty()) out.next_cursor = rows.next;
        return out;
    }

    const Parts& parts_;
    Book& book_;
    Desk& desk_;
};

api::Route route(net::Method method, std::string path, std::string summary, std::vector<std::string> aliases = {}) {
    return {.method = method,
            .path = std::move(path),
            .summary = std::move(summary),
            .role = method == net::Method::get ? api::Role::viewer : api::Role::admin,
            .service = "notification",
            .aliases = std::move(aliases)};
}

void Routes::add(const std::shared_ptr<Routes>& self) {
    using enum net::Method;
    auto& router = parts_.router;
    const std::string base = "/api/v1/notifications";
    endpoint(router,
             route(get, base + "/settings", "channels and rules, secrets hidden",
                   {"/notifications/settings", "/api/notifications/settings"}),
             [self](const api::Nothing&, const Call&) -> Result<api::Rendered<SettingsView>> {
                 return api::Rendered<SettingsView>{json_of(settings_of(self->book_, self->desk_))};
             });
    endpoint(router, route(get, base + "/deliveries", "what was sent, and what became of it"),
             [self](const DeliveryQuery& in, const Call&) { return self->deliveries(in); });
    endpoint_later(router, route(put, base + "/channels/{name}", "set up a channel"),
                   [self](const ChannelInput& in, const Call& call, ChannelReply reply) {
                       self->put_channel(in, call, std::move(reply));
                   });
    endpoint_later(router, route(delete_, base + "/channels/{name}", "remove a channel"),
                   [self](const NameInput& in, const Call& call, SettingsReply reply) {
                       self->erase_channel(in, call, std::move(reply));
                   });
    endpoint_later(router, route(post, base + "/channels/{name}/test", "send a test message and wait for its outcome"),
                   [self](const NameInput& in, const Call& call, api::Reply<Tested> reply) {
                       self->test(in, call, std::move(reply));
                   });
    const auto put_rule = [self](const notify::Rule& in, const Call& call, RuleReply reply) {
        self->put_rule(in, call, std::move(reply));
    };
    endpoint_later(router, route(put, base + "/rules/{name}", "set up a rule"), put_rule);
    api::Route alert_rule = route(post, "/api/alerts", "set up which alerts go where");
    alert_rule.success = 201;
    endpoint_later(router, std::move(alert_rule), put_rule);
    endpoint_later(router, route(delete_, base + "/rules/{name}", "remove a rule"),
                   [self](const NameInput& in, const Call& call, SettingsReply reply) {
                       self->erase_rule(in, call, std::move(reply));
                   });
    api::Route send_route =
        route(post, base + "/send", "send a notification", {"/notifications/send", "/api/notifications/send"});
    send_route.role = api::Role::trader;
    send_route.success = 202;
    endpoint_later(router, std::move(send_route),
                   [self](const SendInput& in, const Call& call, api::Reply<Accepted> reply) {
                       const auto sent = self->send(in);
                       sent ? reply.send(sent) : refuse(call, reply, sent.error());
                   });
}

}  // namespace

void add_routes(const Parts& parts, Book& book, Desk& desk) {
    const auto routes = std::make_shared<Routes>(parts, book, desk);
    routes->add(routes);
}

}  // namespace argosy::services::notification
