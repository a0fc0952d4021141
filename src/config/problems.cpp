#include "config/problems.hpp"

#include <algorithm>
#include <tuple>

#include "base/assert.hpp"
#include "base/utf8.hpp"

namespace argosy::config {

namespace {

/// Text from outside may be megabytes long; a message must not be.
void shorten(std::string& text, std::size_t most) {
    if (text.size() <= most) return;
    text.resize(valid_utf8_prefix(std::string_view(text).substr(0, most)));
    text += "...";
}

}  // namespace

std::string Problem::text() const { return place.text() + ": " + (path.empty() ? "" : path + ": ") + message; }

void Problems::add(const Place& place, std::string path, std::string message) {
    if (++count_ > 100) return;
    shorten(path, 200);
    shorten(message, 1000);
    problems_.push_back({place, std::move(path), std::move(message)});
}

Error Problems::to_error() const {
    ARGOSY_ASSERT(!empty(), "an error is made of problems, and there are none");
    std::vector<const Problem*> sorted;
    for (const Problem& p : problems_) sorted.push_back(&p);
    std::ranges::sort(sorted, {}, [](const Problem* p) {
        const std::string_view source = p->place.source ? std::string_view(*p->place.source) : std::string_view();
        return std::make_tuple(source, p->place.line, p->place.column, p);  // p: in the order found
    });
    std::string message;
    if (count_ > 1) message = std::to_string(count_) + " problems in the settings:";
    for (const Problem* p : sorted) message += (message.empty() ? "" : "\n") + p->text();
    if (count_ > sorted.size()) message += "\n... and " + std::to_string(count_ - sorted.size()) + " more";
    return Error(Errc::parse, std::move(message))
        .hint("correct the lines above; every key with its range and default: argosy config example");
}

std::string child_path(std::string_view path, std::string_view key) {
    std::string name(key);
    if (key.empty() || key.find_first_of(".[]\"") != std::string_view::npos) name = '"' + name + '"';
    return path.empty() ? name : std::string(path) + "." + name;
}

std::string item_path(std::string_view path, std::size_t index) {
    return std::string(path) + "[" + std::to_string(index) + "]";
}

}  // namespace argosy::config
