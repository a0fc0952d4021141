// Any bytes as a market data file, under several declarations: no crash, and what was stored reads back in order.
#include <cstdint>
#include <fstream>

#include "base/assert.hpp"
#include "data/catalogue.hpp"
#include "data/importer.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace argosy;

void check(const std::filesystem::path& dir) {
    const auto catalogue = data::Catalogue::open(dir);
    ARGOSY_ASSERT(catalogue && catalogue->problems().empty(), "what was stored can be opened");
    for (const auto& info : catalogue->list()) {
        if (!data::is_bars(info.key.kind)) continue;
        const auto series = catalogue->bars(info.key);
        ARGOSY_ASSERT(series, "a series opens");
        const auto rows = series->read();
        ARGOSY_ASSERT(rows && rows->size() == info.rows, "and has the rows that it says");
        for (std::size_t i = 1; i < rows->size(); ++i)
            ARGOSY_ASSERT((*rows)[i - 1].open_time < (*rows)[i].open_time, "in order of time");
    }
}

}  // namespace

/// The first byte chooses the declarations, the rest is the file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    static const testing::TemporaryFolder folder;
    const auto file = folder.path() / ((data[0] & 1) != 0 ? "input.json" : "input.csv"), dir = folder.path() / "data";
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(data + 1), static_cast<std::streamsize>(size) - 1);
    std::filesystem::remove_all(dir);
    auto store = data::Store::open(dir);
    ARGOSY_ASSERT(store, "a store opens in an empty folder");
    data::ImportOptions options{.key = {.symbol = "BTC/USDT", .venue = "fuzz", .interval = 1h}};
    if ((data[0] & 4) != 0) options.time_is = data::BarTime::open, options.zone = "UTC";
    if ((data[0] & 8) != 0) options.unit = data::TimeUnit::milliseconds;
    if ((data[0] & 2) != 0) options.on_error = data::OnError::skip;
    const auto summary = data::import_file(*store, file, options);
    if (!summary) ARGOSY_ASSERT(!summary.error().message().empty(), "a refusal says why");
    check(dir);
    return 0;
}
