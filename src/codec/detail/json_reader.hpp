#pragma once

#include <simdjson.h>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "codec/json.hpp"

namespace argosy::codec::detail {

/// Reads JSON through simdjson's DOM (the whole text is validated before anything is read) and knows the JSON pointer
/// of where it is. The functions return false after they noted what is wrong; the first note stays.
class JsonReader {
public:
    explicit JsonReader(const Names& names) : names_(names) {}
    [[nodiscard]] const Names& names() const { return names_; }

    bool parse(std::string_view json, simdjson::dom::element& root);

    /// Leaves the key or item again at the end of the scope.
    class Step {
    public:
        explicit Step(JsonReader& reader) : reader_(reader) {}
        Step(const Step&) = delete;
        Step& operator=(const Step&) = delete;
        ~Step() { reader_.path_.pop_back(); }

    private:
        JsonReader& reader_;
    };
    [[nodiscard]] Step enter(std::string_view key) { return path_.emplace_back(key), Step(*this); }
    [[nodiscard]] Step enter(std::size_t index) { return path_.emplace_back(index), Step(*this); }

    bool refuse(std::string what);
    bool refuse_unknown(std::string_view kind, std::string_view name, const std::vector<std::string>& known);
    bool expected(std::string_view what, const simdjson::dom::element& got);
    bool text(const simdjson::dom::element& e, std::string_view& out);
    bool number(const simdjson::dom::element& e, std::uint64_t max, std::uint64_t& out);
    /// The two keys of a variant, and no other.
    bool type_and_data(const simdjson::dom::element& e, simdjson::dom::element& type, simdjson::dom::element& data);

    [[nodiscard]] Error error() const;

private:
    [[nodiscard]] std::string pointer() const;

    const Names& names_;
    std::vector<std::variant<std::string_view, std::size_t>> path_;
    std::string fault_;
};

}  // namespace argosy::codec::detail
