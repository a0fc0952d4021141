#include "api/openapi.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/json_writer.hpp"

namespace argosy::api {
namespace {

using Kind = TypeInfo::Kind;

constexpr std::string_view headers_of_all =
    R"({"RateLimit":{"description":"What is left of the rate, and the seconds until it is full again.",)"
    R"("schema":{"type":"string"},"example":"\"read\";r=599;t=1"},)"
    R"("RateLimit-Policy":{"description":"The rate: so many requests in so many seconds.",)"
    R"("schema":{"type":"string"},"example":"\"read\";q=600;w=60"},)"
    R"("Retry-After":{"description":"With 429 and 503: seconds to wait.","schema":{"type":"integer"}}})";
constexpr std::string_view idempotency_key =
    R"({"name":"Idempotency-Key","in":"header","required":false,)"
    R"("schema":{"type":"string","minLength":1,"maxLength":64},)"
    R"("description":"A text of your own for this request. Sent again, also after a restart, it gives the first )"
    R"(answer; with another body it is refused (422)."})";

bool takes_body(net::Method m) { return m == net::Method::post || m == net::Method::put || m == net::Method::patch; }

/// Writes JSON Schema. A structure with a name is written once, under components, and referred to.
class Schemas {
public:
    void write(JsonWriter& w, const TypeInfo& type, const Field* field = nullptr) {
        w.begin_object();
        members(w, type, field);
        w.end_object();
    }

    /// Those that were referred to, and those that they refer to.
    void write_components(JsonWriter& w) {
        w.key("schemas").begin_object();
        while (written_ != order_.size()) {
            const TypeInfo& type = *order_[written_++];
            w.key(names_.at(&type));
            w.begin_object();
            structure(w, type);
            w.end_object();
        }
        problem(w);
        w.end_object();
    }

private:
    void members(JsonWriter& w, const TypeInfo& type, const Field* field) {
        if (field != nullptr && !field->doc.empty()) w.field("description", description(*field));
        switch (type.kind) {
            case Kind::boolean: w.field("type", "boolean"); return;
            case Kind::integer: w.field("type", "integer"); return bounds(w, field);
            case Kind::real: w.field("type", "number"); return bounds(w, field);
            case Kind::enumeration: return enumeration(w, type);
            case Kind::decimal: w.field("type", "string").field("format", "decimal"); return;
            case Kind::time:
                w.key("type").begin_array().value("string").value("null").end_array().field("format", "date-time");
                return;
            case Kind::duration:
                w.field("type", "string")
                    .field("pattern", "^[0-9]+(ns|us|ms|s|m|h|d|w)$")
                    .key("examples")
                    .begin_array()
                    .value("5m")
                    .end_array();
                return;
            case Kind::text:
            case Kind::scalar: w.field("type", "string"); return;
            case Kind::optional: return optional(w, type);
            case Kind::list: w.field("type", "array").key("items"); return write(w, type.element());
            case Kind::map: w.field("type", "object").key("additionalProperties"); return write(w, type.element());
            case Kind::structure: return refer(w, type);
            case Kind::variant: return variant(w, type);
            case Kind::raw: return;
        }
    }

    static std::string description(const Field& field) {
        return field.unit.empty() ? field.doc : field.doc + " (" + field.unit + ")";
    }

    static void bounds(JsonWriter& w, const Field* field) {
        if (field == nullptr) return;
        const Bounds& b = field->bounds;
        if (!b.min.empty()) w.key(b.min_excluded ? "exclusiveMinimum" : "minimum").raw(b.min);
        if (!b.max.empty()) w.key(b.max_excluded ? "exclusiveMaximum" : "maximum").raw(b.max);
    }

    static void enumeration(JsonWriter& w, const TypeInfo& type) {
        w.field("type", "string").key("enum").begin_array();
        for (const std::string& v : type.values) w.value(v);
        w.end_array();
    }

    void optional(JsonWriter& w, const TypeInfo& type) {
        w.key("anyOf").begin_array();
        write(w, type.element());
        w.begin_object().field("type", "null").end_object().end_array();
    }

    /// Each alternative with the `type` that chooses it.
    void variant(JsonWriter& w, const TypeInfo& type) {
        w.key("oneOf").begin_array();
        for (const Alternative& a : type.alternatives) {
            w.begin_object().field("type", "object").key("required").begin_array().value("type").end_array();
            w.key("properties").begin_object().key("type").begin_object().field("const", a.type().name);
            w.end_object().end_object().key("allOf").begin_array();
            write(w, a.type());
            w.end_array().end_object();
        }
        w.end_array();
    }

    void refer(JsonWriter& w, const TypeInfo& type) {
        if (type.name.empty()) return structure(w, type);
        w.field("$ref", "#/components/schemas/" + name_of(type));
    }

    const std::string& name_of(const TypeInfo& type) {
        const auto [at, is_new] = names_.try_emplace(&type);
        if (!is_new) return at->second;
        std::string name = type.name;
        for (int n = 2; !taken_.insert(name).second; ++n) name = type.name + std::to_string(n);
        order_.push_back(&type);
        return at->second = std::move(name);
    }

    void structure(JsonWriter& w, const TypeInfo& type) {
        w.field("type", "object");
        if (!type.doc.empty()) w.field("description", type.doc);
        w.key("properties").begin_object();
        for (const Field& f : type.fields) {
            w.key(f.name);
            write(w, f.type(), &f);
        }
        w.end_object();
        required(w, type);
    }

    static void required(JsonWriter& w, const TypeInfo& type) {
        if (std::ranges::none_of(type.fields, &Field::is_required)) return;
        w.key("required").begin_array();
        for (const Field& f : type.fields)
            if (f.is_required) w.value(f.name);
        w.end_array();
    }

    static void problem(JsonWriter& w) {
        w.key("problem").raw(
            R"({"type":"object","description":"What went wrong (RFC 9457).",)"
            R"("required":["type","title","status","code","detail","trace_id"],"properties":)"
            R"({"type":{"type":"string","format":"uri"},"title":{"type":"string"},)"
            R"("status":{"type":"integer"},"code":{"type":"string","description":"Stable, for programs."},)"
            R"("detail":{"type":"string"},"hint":{"type":"string","description":"What to do next."},)"
            R"("trace_id":{"type":"string","description":"Finds the request in the log."},"errors":{"type":"array",)"
            R"("items":{"type":"object","properties":{"pointer":{"type":"string"},"detail":{"type":"string"}}}}}})");
    }

    std::map<const TypeInfo*, std::string> names_;
    std::set<std::string> taken_{"problem"};
    std::vector<const TypeInfo*> order_;
    std::size_t written_ = 0;
};

/// "{symbol}" segments of the path.
std::vector<std::string> parameters_of(std::string_view path) {
    std::vector<std::string> names;
    for (std::size_t at = path.find('{'); at != path.npos; at = path.find('{', at + 1))
        names.emplace_back(path.substr(at + 1, path.find('}', at) - at - 1));
    if (path.ends_with("/*")) names.emplace_back("rest");
    return names;
}

class Document {
public:
    explicit Document(const OpenApiInfo& info) {
        w_.begin_object().field("openapi", "3.1.0").key("info").begin_object();
        w_.field("title", info.title).field("version", info.version).field("description", info.description);
        w_.key("license").raw(R"({"name":"Apache-2.0","identifier":"Apache-2.0"})").end_object();
        w_.key("servers").raw(R"([{"url":"/"}])");
    }

    void add(std::span<const Route> routes) {
        std::map<std::string, std::vector<const Route*>, std::less<>> by_path;
        for (const Route& r : routes) {
            by_path[r.path].push_back(&r);
            for (const std::string& alias : r.aliases) by_path[alias].push_back(&r);
        }
        w_.key("paths").begin_object();
        for (const auto& [path, there] : by_path) {
            const std::string shown = path.ends_with("/*") ? path.substr(0, path.size() - 1) + "{rest}" : path;
            w_.key(shown).begin_object();
            for (const Route* r : there) operation(path, *r);
            w_.end_object();
        }
        w_.end_object();
    }

    std::string finish() && {
        w_.key("components").begin_object();
        responses_of_all();
        w_.key("headers").raw(headers_of_all);
        w_.key("securitySchemes")
            .raw(R"({"bearer":{"type":"http","scheme":"bearer","bearerFormat":"JWT"},)"
                 R"("api_key":{"type":"apiKey","in":"header","name":"X-API-Key"},)"
                 R"("session":{"type":"apiKey","in":"cookie","name":"argosy_session"}})");
        schemas_.write_components(w_);
        return std::move(w_.end_object().end_object()).take();
    }

private:
    void operation(std::string_view path, const Route& r) {
        std::string method(net::to_string(r.method));
        std::ranges::transform(method, method.begin(), [](char c) { return static_cast<char>(c | 0x20); });
        w_.key(method).begin_object().field("operationId", unique(operation_id(method, path)));
        w_.field("summary", r.summary);
        if (!r.service.empty()) w_.key("tags").begin_array().value(r.service).end_array();
        if (path != r.path) w_.field("x-alias-of", r.path);
        security(r);
        const std::vector<std::string> names = parameters_of(path);
        parameters(r, names);
        if (takes_body(r.method)) body(r, names);
        responses(r);
        w_.end_object();
    }

    static std::string operation_id(std::string_view method, std::string_view path) {
        std::string id(method);
        for (const char c : path) {
            if (std::isalnum(static_cast<unsigned char>(c)) != 0)
                id += c;
            else if (id.back() != '_')
                id += '_';
        }
        if (id.back() == '_') id.pop_back();
        return id;
    }

    /// "/market-status" and "/market_status" would have one name.
    std::string unique(std::string id) {
        std::string free = id;
        for (int n = 2; !ids_.insert(free).second; ++n) free = id + std::to_string(n);
        return free;
    }

    void security(const Route& r) {
        w_.field("x-role", to_string(r.role));
        if (r.needs_step_up) w_.field("x-step-up", true);
        if (r.role == Role::anyone)
            w_.key("security").raw("[]");
        else
            w_.key("security").raw(R"([{"bearer":[]},{"api_key":[]},{"session":[]}])");
    }

    void parameters(const Route& r, const std::vector<std::string>& names) {
        w_.key("parameters").begin_array();
        const TypeInfo& type = input_of(r);
        for (const std::string& name : names) {
            const auto field = std::ranges::find(type.fields, name, &Field::name);
            parameter("path", name, field == type.fields.end() ? nullptr : &*field);
        }
        if (!takes_body(r.method))
            for (const Field& f : type.fields)
                if (std::ranges::find(names, f.name) == names.end()) parameter("query", f.name, &f);
        if (r.takes_idempotency_key) w_.raw(idempotency_key);
        w_.end_array();
    }

    void refer(std::string_view where) { w_.begin_object().field("$ref", where).end_object(); }

    void parameter(std::string_view in, std::string_view name, const Field* field) {
        w_.begin_object().field("name", name).field("in", in);
        w_.field("required", in == "path" || (field != nullptr && field->is_required)).key("schema");
        if (field != nullptr)
            schemas_.write(w_, field->type(), field);
        else
            w_.raw(R"({"type":"string"})");
        w_.end_object();
    }

    /// What is untyped takes no more than its path says, or a body of a form of its own.
    static const TypeInfo& input_of(const Route& r) {
        static const TypeInfo nothing{};
        return r.input == nullptr ? nothing : r.input();
    }

    void body(const Route& r, const std::vector<std::string>& names) {
        if (!r.consumes.empty()) {
            w_.key("requestBody").begin_object().field("required", true).key("content").begin_object();
            w_.key(r.consumes).raw(R"({"schema":{"type":"object"}})").end_object().end_object();
            return;
        }
        const TypeInfo& type = input_of(r);
        const bool in_path_alone = std::ranges::all_of(
            type.fields, [&](const Field& f) { return std::ranges::find(names, f.name) != names.end(); });
        if (in_path_alone) return;
        const bool required = std::ranges::any_of(type.fields, &Field::is_required);
        w_.key("requestBody").begin_object().field("required", required).key("content").begin_object();
        w_.key("application/json").begin_object().key("schema");
        schemas_.write(w_, type);
        w_.end_object().end_object().end_object();
    }

    void responses(const Route& r) {
        w_.key("responses").begin_object().key(std::to_string(r.success)).begin_object();
        w_.field("description", "the answer");
        if (!r.runs_in_any_case) counted();
        if (r.output != nullptr) {
            w_.key("content").begin_object().key("application/json").begin_object().key("schema");
            schemas_.write(w_, r.output());
            w_.end_object().end_object();
        } else if (!r.media.empty()) {
            w_.key("content").begin_object().key(r.media).raw(R"({"schema":{"type":"string"}})").end_object();
        }
        w_.end_object();
        if (r.role != Role::anyone)
            for (const char* status : {"401", "403"}) refer_to_response(status);
        refer_to_response("4XX");
        w_.end_object();
    }

    /// What the gateway adds to every answer that counts against a rate.
    void counted() {
        w_.key("headers").begin_object();
        for (const std::string_view header : {"RateLimit", "RateLimit-Policy"}) {
            w_.key(header);
            refer("#/components/headers/" + std::string(header));
        }
        w_.end_object();
    }

    void refer_to_response(std::string_view status) {
        w_.key(status);
        refer("#/components/responses/" + std::string(status));
    }

    void responses_of_all() {
        w_.key("responses").begin_object();
        for (const auto& [status, why] : {std::pair("401", "nobody is signed in, or the token does not hold"),
                                          {"403", "the role, or the time since the sign-in, does not suffice"},
                                          {"4XX", "a problem"}}) {
            w_.key(status).begin_object().field("description", why);
            if (std::string_view(status) == "4XX")
                w_.key("headers").raw(R"({"Retry-After":{"$ref":"#/components/headers/Retry-After"}})");
            w_.key("content");
            w_.raw(R"({"application/problem+json":{"schema":{"$ref":"#/components/schemas/problem"}}})").end_object();
        }
        w_.end_object();
    }

    JsonWriter w_;
    Schemas schemas_;
    std::set<std::string> ids_;
};

}  // namespace

std::string openapi_document(std::span<const Route> routes, const OpenApiInfo& info) {
    Document document(info);
    document.add(routes);
    return std::move(document).finish();
}

}  // namespace argosy::api
