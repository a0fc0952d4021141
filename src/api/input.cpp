#include "api/input.hpp"

#include <algorithm>
#include <array>

#include "config/json.hpp"
#include "config/read.hpp"

namespace argosy::api {
namespace {

using config::Node;

constexpr std::string_view path_source = "path", query_source = "query", body_source = "body";

using Source = std::shared_ptr<const std::string>;

/// One for all requests: a source is part of every value that is read.
config::Place place_in(std::string_view source) {
    static const std::array<Source, 3> known{std::make_shared<const std::string>(path_source),
                                             std::make_shared<const std::string>(query_source),
                                             std::make_shared<const std::string>(body_source)};
    return {.source = *std::ranges::find(known, source, [](const Source& s) { return std::string_view(*s); })};
}

bool is_list(const TypeInfo& type, std::string_view name) {
    const auto field = std::ranges::find(type.fields, name, &Field::name);
    return field != type.fields.end() && field->type().kind == TypeInfo::Kind::list;
}

Node list_of(std::string_view text, const config::Place& place) {
    Node list{.kind = Node::Kind::list, .place = place};
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        list.items.push_back(Node::scalar(std::string(text.substr(0, comma)), Node::Style::plain, place));
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return list;
}

/// "legs[0].price" -> "/legs/0/price"
std::string pointer_of(std::string_view path) {
    std::string pointer = path.empty() ? "" : "/";
    for (const char c : path) {
        if (c == '.' || c == '[')
            pointer += '/';
        else if (c != ']' && c != '"')
            pointer += c;
    }
    return pointer;
}

FieldProblem field_problem(const config::Problem& problem) {
    const std::string_view source = problem.place.source ? std::string_view(*problem.place.source) : body_source;
    std::string where = source == query_source  ? "?" + problem.path
                        : source == path_source ? "{" + problem.path + "}"
                                                : pointer_of(problem.path);
    return {.pointer = std::move(where), .detail = problem.message};
}

Problem bad_request(const config::Problems& problems) {
    Problem problem = make_problem(400, "the request is not what this route takes", "see /docs, or errors below");
    problem.code = "invalid_argument";
    for (const config::Problem& p : problems.all()) problem.errors.push_back(field_problem(p));
    if (problem.errors.size() == 1) problem.detail = problem.errors.front().detail;
    return problem;
}

/// The fields of the request so far, each in one place.
class Fields {
public:
    Fields(const TypeInfo& type, Node body, config::Problems& problems)
        : type_(type), tree_(std::move(body)), problems_(problems) {}

    void add(std::string_view source, const Call::Values& values) {
        const config::Place place = place_in(source);
        for (const auto& [name, text] : values) {
            const std::string key = name == "*" ? "rest" : std::string(name);
            if (tree_.find(key) != nullptr) {
                problems_.add(place, key, key + " is given twice");
                continue;
            }
            Node value = is_list(type_, key) ? list_of(text, place) : Node::scalar(text, Node::Style::plain, place);
            tree_.members.push_back({key, place, std::move(value), {}});
        }
    }
    [[nodiscard]] const Node& tree() const noexcept { return tree_; }

private:
    const TypeInfo& type_;
    Node tree_;
    config::Problems& problems_;
};

Node read_body(const Call& call, config::Problems& problems) {
    const auto method = call.request().method;
    const bool has_body = method == net::Method::post || method == net::Method::put || method == net::Method::patch;
    if (call.body().empty()) return Node::mapping(place_in(has_body ? body_source : query_source));
    Node body = config::parse_json(call.body(), std::string(body_source), problems);
    if (problems.empty() && body.kind != Node::Kind::mapping)
        problems.add(body.place, "", "the body is " + body.what() + ", expected a JSON object");
    return body.kind == Node::Kind::mapping ? std::move(body) : Node::mapping(place_in(body_source));
}

}  // namespace

std::optional<Problem> read_input(const Call& call, const TypeInfo& type, void* out) {
    config::Problems problems;
    Fields fields(type, read_body(call, problems), problems);
    if (!problems.empty()) return bad_request(problems);
    fields.add(path_source, call.parameters());
    fields.add(query_source, call.queries());
    config::read_into(fields.tree(), type, out, "", problems);
    if (problems.empty()) return std::nullopt;
    return bad_request(problems);
}

}  // namespace argosy::api
