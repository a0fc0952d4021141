#include "notify/notice.hpp"

#include <utility>

namespace argosy::notify {
namespace {

std::string value_of(const Notice& notice, std::string_view name) {
    if (name == "level") return std::string(to_string(notice.level));
    if (name == "category") return notice.category;
    if (name == "message") return notice.message;
    if (name == "time") return to_iso8601(notice.time);
    const auto detail = notice.details.find(std::string(name));
    return detail == notice.details.end() ? "" : detail->second;
}

/// Calls text(part) and name(part) in turn. Errors: parse.
template <class Text, class Name>
Result<> walk(std::string_view source, Text&& text, Name&& name) {
    std::size_t at = 0;
    while (at < source.size()) {
        const auto brace = source.find_first_of("{}", at);
        text(source.substr(at, brace - at));
        if (brace == std::string_view::npos) break;
        if (source.substr(brace, 2) == "{{" || source.substr(brace, 2) == "}}") {
            text(source.substr(brace, 1));
            at = brace + 2;
            continue;
        }
        const auto end = source.find('}', brace);
        if (source[brace] == '}' || end == std::string_view::npos)
            return fail(Errc::parse, "a brace without its partner at character " + std::to_string(brace + 1) +
                                         ": write {{ or }} for a plain one");
        name(source.substr(brace + 1, end - brace - 1));
        at = end + 1;
    }
    return {};
}

}  // namespace

std::string fill_template(std::string_view text, const Notice& notice) {
    std::string out;
    static_cast<void>(walk(
        text, [&](std::string_view part) { out += part; },
        [&](std::string_view name) { out += value_of(notice, name); }));
    return out;
}

Result<> check_template(std::string_view text) {
    return walk(text, [](std::string_view) {}, [](std::string_view) {});
}

std::string_view to_string(Level level) noexcept {
    switch (level) {
        case Level::info: return "INFO";
        case Level::warning: return "WARNING";
        case Level::error: return "ERROR";
    }
    std::unreachable();
}

}  // namespace argosy::notify
