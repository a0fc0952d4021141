#pragma once

#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "api/input.hpp"
#include "api/json.hpp"
#include "api/router.hpp"
#include "base/describe.hpp"
#include "config/write.hpp"

/// Routes declared once, with types. What goes in is one described struct, filled from the path's {parameters}, the
/// query and, where the method has one, the JSON body; what comes out is another. Validation, problem documents and the
/// OpenAPI document (openapi.hpp) all follow from the two descriptions.
///
///     struct BarsQuery { std::string symbol; Duration interval = 1min; std::int64_t limit = 500; };
///     void describe(Described<BarsQuery>& d);
///
///     endpoint(router, {.method = net::Method::get, .path = "/api/v1/bars/{symbol}", .summary = "bars"},
///              [this](const BarsQuery& in, const Call&) -> Result<Bars> { ... });
namespace argosy::api {

/// For routes that take nothing, or answer nothing but their status.
struct Nothing {};
void describe(Described<Nothing>& d);

/// An answer whose JSON text is made already; `Schema` documents it. Requires: text is an object that fits Schema.
template <class Schema>
struct Rendered {
    std::string text;
};

/// An answer to be given later, on the loop's thread; once.
template <class Out>
class Reply {
public:
    Reply(net::Responder responder, std::string trace_id, int success)
        : responder_(std::move(responder)), trace_id_(std::move(trace_id)), success_(success) {}

    void send(const Result<Out>& out) {
        if (out)
            responder_.send(json_response(config::json_line(*out), success_));
        else
            responder_.send(to_response(problem_of(out.error()), trace_id_));
    }
    void send(net::Response response) { responder_.send(std::move(response)); }

private:
    net::Responder responder_;
    std::string trace_id_;
    int success_;
};

namespace detail {

template <class F>
struct Signature : Signature<decltype(&std::remove_cvref_t<F>::operator())> {};
template <class C, class In, class Out>
struct Signature<Result<Out> (C::*)(const In&, const Call&)> {
    using Input = In;
    using Output = Out;
};
template <class C, class In, class Out>
struct Signature<Result<Out> (C::*)(const In&, const Call&) const>
    : Signature<Result<Out> (C::*)(const In&, const Call&)> {};
template <class C, class In, class Out>
struct Signature<void (C::*)(const In&, const Call&, Reply<Out>)> {
    using Input = In;
    using Output = Out;
};
template <class C, class In, class Out>
struct Signature<void (C::*)(const In&, const Call&, Reply<Out>) const>
    : Signature<void (C::*)(const In&, const Call&, Reply<Out>)> {};

template <class Out>
struct Answer {
    static constexpr TypeRef type = &type_of<Out>;
    static net::Response respond(const Out& out, int status) { return json_response(config::json_line(out), status); }
};
template <class Schema>
struct Answer<Rendered<Schema>> {
    static constexpr TypeRef type = &type_of<Schema>;
    static net::Response respond(Rendered<Schema> out, int status) {
        return json_response(std::move(out.text), status);
    }
};
template <>
struct Answer<net::Response> {
    static constexpr TypeRef type = nullptr;
    static net::Response respond(net::Response out, int) { return out; }
};

}  // namespace detail

/// Adds a route whose handler answers at once: Result<Out>(const In&, const Call&). Out: a described struct,
/// Rendered<Schema>, or net::Response for what is no JSON. `route.input` and `route.output` are filled in.
template <class F>
void endpoint(Router& router, Route route, F handler) {
    using In = typename detail::Signature<F>::Input;
    using Out = typename detail::Signature<F>::Output;
    route.input = &type_of<In>;
    route.output = detail::Answer<Out>::type;
    const int success = route.success;
    router.add(std::move(route),
               [handler = std::move(handler), success](const Call& call) mutable -> Result<net::Response> {
                   In in{};
                   if (const auto problem = read_input(call, type_of<In>(), &in))
                       return to_response(*problem, call.trace_id());
                   auto out = handler(in, call);
                   if (!out) return std::unexpected(std::move(out).error());
                   return detail::Answer<Out>::respond(std::move(*out), success);
               });
}

/// Adds a route whose handler answers later: void(const In&, const Call&, Reply<Out>). The input and the call live only
/// until the handler returns.
template <class F>
void endpoint_later(Router& router, Route route, F handler) {
    using In = typename detail::Signature<F>::Input;
    using Out = typename detail::Signature<F>::Output;
    route.input = &type_of<In>;
    route.output = detail::Answer<Out>::type;
    const int success = route.success;
    router.add_opener(std::move(route),
                      [handler = std::move(handler), success](const Call& call, net::Responder responder) mutable {
                          In in{};
                          if (const auto problem = read_input(call, type_of<In>(), &in))
                              return responder.send(to_response(*problem, call.trace_id()));
                          handler(in, call, Reply<Out>(std::move(responder), call.trace_id(), success));
                      });
}

/// What an answer that stays open takes: the one-use ticket of a WebSocket, which the gate has looked at by then.
struct StreamQuery {
    std::string ticket;
};
void describe(Described<StreamQuery>& d);

/// Adds a route whose answer stays open (a WebSocket, server-sent events): void(const Call&, net::Responder).
template <class F>
void endpoint_stream(Router& router, Route route, F handler) {
    route.input = &type_of<StreamQuery>;
    router.add_opener(std::move(route),
                      [handler = std::move(handler)](const Call& call, net::Responder responder) mutable {
                          StreamQuery in;
                          if (const auto problem = read_input(call, type_of<StreamQuery>(), &in))
                              return responder.send(to_response(*problem, call.trace_id()));
                          handler(call, std::move(responder));
                      });
}

}  // namespace argosy::api
