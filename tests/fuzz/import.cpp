// Any text as a market data file of any format: rows or an error with its place, never a crash; and what was stored
// is sound.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include "base/assert.hpp"
#include "data/importer.hpp"
#include "data/verify.hpp"

namespace {

namespace fs = std::filesystem;
using namespace argosy;
using namespace argosy::data;

struct Folder {
    fs::path path = fs::path("/dev/shm") / ("argosy_import_fuzz_" + std::to_string(::getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
};

/// What the first two bytes say: the format and what the caller declares.
ImportOptions options_of(std::uint8_t format, std::uint8_t more) {
    const auto names = file_format_names();
    ImportOptions o{.key = {.symbol = "BTC/USDT", .venue = "v", .interval = 1h}, .zone = "UTC"};
    if (format % (names.size() + 1) < names.size()) o.format = *parse_file_format(names[format % (names.size() + 1)]);
    o.time_is = more & 1 ? BarTime::close : BarTime::open;
    o.unit = TimeUnit::milliseconds;
    o.on_error = more & 2 ? OnError::skip : OnError::stop;
    o.round_prices = (more & 4) != 0;
    o.quote_choice = more & 8 ? QuoteChoice::best : QuoteChoice::undeclared;
    o.date_order = more & 16 ? DateOrder::day_first : DateOrder::month_first;
    o.encoding = more & 32 ? Encoding::raw : Encoding::packed;
    return o;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    static const Folder folder;
    const auto file = folder.path / (data[1] & 64 ? "input.json" : "input.csv");
    std::ofstream(file, std::ios::binary | std::ios::trunc)
        .write(reinterpret_cast<const char*>(data + 2), static_cast<std::streamsize>(size - 2));
    const auto dir = folder.path / "store";
    fs::remove_all(dir);
    auto store = Store::open(dir);
    ARGOSY_ASSERT(store.has_value(), "the folder is there");
    const auto options = options_of(data[0], data[1]);
    const auto summary = import_file(*store, file, options);
    const auto catalogue = Catalogue::open(dir);
    ARGOSY_ASSERT(catalogue.has_value(), "and stays readable");
    ARGOSY_ASSERT(summary || catalogue->list().empty(), "a file that is refused stores nothing");
    for (const auto& series : catalogue->list()) {
        const auto report = verify(*catalogue, series.key, {});
        ARGOSY_ASSERT(report.has_value() && report->is_sound(), "what was stored is sound");
    }
    return 0;
}
