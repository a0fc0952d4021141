#pragma once

#include <cstddef>
#include <span>

#include "base/error.hpp"
#include "data/detail/column.hpp"
#include "data/series.hpp"
#include "domain/market_data.hpp"

/// Rows to the bytes of one block and back. The bytes depend on the rows alone, so their SHA-256 names the rows.
///
/// A packed block is a BlockHead and columns (column.hpp): times as differences in steps of their common unit, prices
/// as multiples of the block's common unit relative to the price before, quantities as multiples of theirs.
namespace argosy::data::detail {

/// Requires: 1 to block_rows rows, ascending in time.
void encode_block(std::span<const domain::Bar> rows, Bytes& out);
void encode_block(std::span<const domain::Trade> rows, Bytes& out);
void encode_block(std::span<const domain::Quote> rows, Bytes& out);
void encode_block(std::span<const domain::Funding> rows, Bytes& out);

/// Fills `out`, which has one element for each row of the block; trades, quotes and funding get the instrument.
/// Errors: corrupt when the bytes are no block of that many rows.
[[nodiscard]] Result<> decode_block(std::span<const std::byte> bytes, InstrumentId instrument,
                                    std::span<domain::Bar> out);
[[nodiscard]] Result<> decode_block(std::span<const std::byte> bytes, InstrumentId instrument,
                                    std::span<domain::Trade> out);
[[nodiscard]] Result<> decode_block(std::span<const std::byte> bytes, InstrumentId instrument,
                                    std::span<domain::Quote> out);
[[nodiscard]] Result<> decode_block(std::span<const std::byte> bytes, InstrumentId instrument,
                                    std::span<domain::Funding> out);

/// The raw form of bars, up to 65535 rows: a RawHead and 64-bit columns one after the other.
void encode_raw_block(std::span<const domain::Bar> rows, Bytes& out);
[[nodiscard]] Result<RawBars> view_raw_block(std::span<const std::byte> bytes, std::size_t rows);
[[nodiscard]] Result<> decode_raw_block(std::span<const std::byte> bytes, std::span<domain::Bar> out);

}  // namespace argosy::data::detail
