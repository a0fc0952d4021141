// Any bytes as a stored block of bars, trades, quotes or funding, whose checksum somebody forged: rows or an error.
#include <cstdint>
#include <vector>

#include "data/detail/block.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace argosy;
    using namespace argosy::data::detail;
    if (size < 3) return 0;
    const auto bytes = std::as_bytes(std::span(data + 3, size - 3));
    const std::size_t count = 1 + (data[1] + 256u * data[2]) % block_rows;
    const auto decode = [&]<class Row>(std::vector<Row> rows) {
        rows.resize(count);
        static_cast<void>(decode_block(bytes, InstrumentId(0), rows));
    };
    switch (data[0] % 5) {
        case 0: decode(std::vector<domain::Bar>()); break;
        case 1: decode(std::vector<domain::Trade>()); break;
        case 2: decode(std::vector<domain::Quote>()); break;
        case 3: decode(std::vector<domain::Funding>()); break;
        default: {
            std::vector<domain::Bar> rows(count);
            // A raw block is read in place: it lies aligned in its file.
            const std::vector<std::byte> aligned(bytes.begin(), bytes.end());
            static_cast<void>(decode_raw_block(aligned, rows));
        }
    }
    return 0;
}
