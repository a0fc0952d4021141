#include "news/headline_file.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

#include "config/json.hpp"
#include "config/read.hpp"
#include "news/detail/fields.hpp"

namespace argosy::news {
namespace {

Result<> check_size(std::string_view text, const Limits& limits) {
    if (text.size() <= limits.bytes) return {};
    return fail(Errc::parse, fmt::format("{} bytes, a file of headlines may have {}", text.size(), limits.bytes));
}

Result<> append(std::vector<Headline>& out, const detail::Fields& fields, const FileOptions& options) {
    ARGOSY_LET(auto headline, detail::to_headline(fields, options), "");
    if (out.size() >= options.limits.headlines)
        return fail(Errc::parse, fmt::format("more than {} headlines in one file", options.limits.headlines));
    out.push_back(std::move(headline));
    return {};
}

std::vector<Headline> by_arrival(std::vector<Headline> headlines) {
    std::vector<std::size_t> order(headlines.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(headlines[i].arrived, i); });
    std::vector<Headline> out;
    out.reserve(headlines.size());
    for (const std::size_t i : order) out.push_back(std::move(headlines[i]));
    return out;
}

std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; (at = text.find_first_not_of(" ;\t", at)) != text.npos;) {
        const auto end = std::min(text.find_first_of(" ;\t", at), text.size());
        out.emplace_back(text.substr(at, end - at));
        at = end;
    }
    return out;
}

}  // namespace

Result<std::vector<Headline>> parse_json_lines(std::string_view text, const FileOptions& options) {
    ARGOSY_TRY(check_size(text, options.limits), "headlines");
    std::vector<Headline> out;
    for (std::size_t line = 1; !text.empty(); ++line) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto row = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (row.find_first_not_of(" \t\r") == row.npos) continue;
        const auto where = fmt::format("line {}", line);
        ARGOSY_LET(const auto node, config::json_tree(row, where), "");
        ARGOSY_LET(const auto fields, detail::fields_of(node), where);
        ARGOSY_TRY(append(out, fields, options), where);
    }
    return by_arrival(std::move(out));
}

Result<std::vector<Headline>> parse_csv(std::string_view text, const FileOptions& options) {
    ARGOSY_TRY(check_size(text, options.limits), "headlines");
    ARGOSY_LET(const auto rows, detail::split_csv(text), "headlines");
    if (rows.empty()) return fail(Errc::parse, "headlines: no row of names, expected title, arrived_at, ...");
    const auto& names = rows.front().cells;
    std::vector<Headline> out;
    for (const auto& row : std::span(rows).subspan(1)) {
        const auto where = fmt::format("line {}", row.line);
        if (row.cells.size() != names.size())
            return fail(Errc::parse,
                        fmt::format("{}: {} fields, the first row names {}", where, row.cells.size(), names.size()));
        detail::Fields fields;
        for (std::size_t i = 0; i < names.size(); ++i) fields.texts.emplace_back(names[i], row.cells[i]);
        fields.symbols = words(fields.first({"symbols"}));
        ARGOSY_TRY(append(out, fields, options), where);
    }
    return by_arrival(std::move(out));
}

}  // namespace argosy::news
