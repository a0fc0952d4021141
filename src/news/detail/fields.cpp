#include "news/detail/fields.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "base/hash.hpp"

namespace argosy::news::detail {
namespace {

using Kind = config::Node::Kind;

Result<Time> arrival(const Fields& fields, const Headline& h, const FileOptions& options) {
    const auto text = fields.first({"arrived_at", "arrived", "received_at"});
    if (!text.empty()) {
        ARGOSY_LET(const Time time, parse_iso8601(text), "arrived_at");
        return time;
    }
    if (options.delay && h.published) return *h.published + *options.delay;
    return fail(Errc::parse, "no arrived_at: a replay must know when a headline arrived",
                "add the field, or say how long after its publication a headline arrives (delay)");
}

}  // namespace

std::string_view Fields::first(std::initializer_list<std::string_view> names) const noexcept {
    for (const auto name : names)
        for (const auto& [key, text] : texts)
            if (key == name && !text.empty()) return text;
    return {};
}

Result<Fields> fields_of(const config::Node& object) {
    if (object.kind != Kind::mapping) return fail(Errc::parse, "expected an object, got " + object.what());
    Fields fields;
    for (const auto& [key, key_place, value, comment] : object.members) {
        if (value.kind == Kind::scalar) fields.texts.emplace_back(key, value.text);
        if (key != "symbols" || value.kind == Kind::null) continue;
        if (value.kind != Kind::list) return fail(Errc::parse, "symbols: expected a list, got " + value.what());
        for (const auto& item : value.items) {
            if (item.kind != Kind::scalar) return fail(Errc::parse, "symbols: expected texts, got " + item.what());
            fields.symbols.push_back(item.text);
        }
    }
    return fields;
}

Result<Headline> to_headline(const Fields& fields, const FileOptions& options) {
    const auto text = [&](std::initializer_list<std::string_view> names) {
        return plain_text(fields.first(names), options.limits.text);
    };
    Headline h{.id = text({"id"}),
               .source = text({"source"}),
               .title = text({"title", "headline"}),
               .summary = text({"summary"}),
               .url = text({"url"}),
               .author = text({"author"}),
               .symbols = fields.symbols};
    if (h.title.empty()) return fail(Errc::parse, "no title: a headline needs one");
    if (h.source.empty()) h.source = options.source;
    if (const auto date = fields.first({"published_at", "published", "created_at", "date"}); !date.empty()) {
        ARGOSY_LET(h.published, parse_iso8601(date), "published_at");
    }
    ARGOSY_LET(h.arrived, arrival(fields, h, options), "");
    if (h.id.empty()) h.id = sha256_hex(h.title + '\n' + to_iso8601(h.published.value_or(h.arrived))).substr(0, 32);
    return h;
}

Result<std::vector<CsvRow>> split_csv(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    std::vector<CsvRow> rows;
    CsvRow row{1, {""}};
    std::size_t line = 1;
    bool quoted = false;
    const auto end_row = [&] {
        if (row.cells.size() > 1 || !row.cells[0].empty()) rows.push_back(std::move(row));
        row = {line, {""}};
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        line += c == '\n';
        if (c == '"') {
            const bool escaped = quoted && i + 1 < text.size() && text[i + 1] == '"';
            if (escaped)
                row.cells.back() += '"', ++i;
            else
                quoted = !quoted;
        } else if (!quoted && c == ',') {
            row.cells.emplace_back();
        } else if (!quoted && c == '\n') {
            if (row.cells.back().ends_with('\r')) row.cells.back().pop_back();
            end_row();
        } else {
            row.cells.back() += c;
        }
    }
    if (quoted) return fail(Errc::parse, fmt::format("line {}: a quote that does not end", row.line));
    end_row();
    return rows;
}

}  // namespace argosy::news::detail
