#include "data/importer.hpp"

#include <algorithm>
#include <array>

#include "base/suggest.hpp"
#include "data/detail/import_run.hpp"

namespace argosy::data {
namespace {

constexpr std::array<std::string_view, 12> format_names = {
    "detect",        "ohlcv",          "quote-bars",        "trades",        "quotes",    "funding",
    "binance-kline", "binance-trades", "binance-aggtrades", "tardis-trades", "freqtrade", "lean"};

Result<> check_options(const ImportOptions& o) {
    const auto wrong = [](const std::string& what, const char* hint) {
        return fail(Errc::invalid_argument, what, hint);
    };
    if (!is_bars(o.key.kind))
        return wrong("--kind " + std::string(to_string(o.key.kind)) + ": the columns of the file say that",
                     "leave out --kind; only mark_bars, bid_bars and ask_bars have to be said");
    if (o.quote_choice == QuoteChoice::one_exchange && o.exchange.empty())
        return wrong("an exchange of quotes was asked for but not named", "add --exchange NAME");
    if (o.key.interval < Duration{0}) return wrong("the interval is negative", "add --interval 1h or another one");
    return {};
}

detail::Container container_of(const std::filesystem::path& file, const ImportOptions& options) {
    const bool is_json = options.format == FileFormat::freqtrade || file.extension() == ".json";
    return is_json ? detail::Container::json : detail::Container::csv;
}

}  // namespace

std::string_view to_string(FileFormat format) noexcept { return format_names[static_cast<std::size_t>(format)]; }

std::vector<std::string> file_format_names() { return {format_names.begin() + 1, format_names.end()}; }

Result<FileFormat> parse_file_format(std::string_view text) {
    const auto found = std::ranges::find(format_names, text);
    if (found != format_names.end()) return static_cast<FileFormat>(found - format_names.begin());
    const auto names = file_format_names();
    const auto near = nearest(text, names);
    return fail(Errc::parse, "not a file format: \"" + std::string(text.substr(0, 40)) + "\"",
                near.empty() ? "there are " + join(names) : "did you mean \"" + std::string(near) + "\"?");
}

Result<ImportSummary> import_file(Store& store, const std::filesystem::path& file, const ImportOptions& options,
                                  const ImportProgress& progress) {
    ARGOSY_TRY(check_options(options), "import");
    auto bytes = detail::open_bytes(file);
    if (!bytes) return std::unexpected(std::move(bytes).error());
    const auto container = container_of(file, options);
    auto rows = container == detail::Container::json ? detail::json_rows(std::move(*bytes))
                                                     : detail::csv_rows(std::move(*bytes), options.delimiter);
    return detail::ImportRun(store, file, options, progress).run(std::move(rows), container);
}

}  // namespace argosy::data
