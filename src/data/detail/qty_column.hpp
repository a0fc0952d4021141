#pragma once

#include "base/decimal.hpp"
#include "data/detail/columns.hpp"

/// Quantities of a block as columns: a QtyHead, then one or two columns.
///
/// Most are multiples of a common unit. Where a few are not (floating point left its marks in many files), a second
/// column holds the remainders, nearly all of them zero. Where one is beyond 64 bits, the two columns are halves.
namespace argosy::data::detail {

enum class QtyForm : std::uint8_t { multiples, with_remainders, halves };

struct QtyHead {
    std::int64_t unit = 1;  ///< × 10^-8
    QtyForm form = QtyForm::multiples;
    std::uint8_t zero[7]{};
};
static_assert(sizeof(QtyHead) == 16);

/// Collects the quantities of a block and writes them.
class QtyColumn {
public:
    explicit QtyColumn(std::size_t rows) : rows_(rows) {}
    /// Requires: every i below rows once, in order.
    void set(std::size_t i, Qty q) noexcept {
        low_[i] = static_cast<std::uint64_t>(q.raw());
        high_[i] = static_cast<std::uint64_t>(static_cast<uint128>(q.raw()) >> 64);
        is_wide_ |= !fits64(q.raw());
        is_negative_ |= q.is_negative();
        unit_.add(i64(low_[i]));
    }
    void encode(Bytes& out);

private:
    [[nodiscard]] ExactDivisor usual_unit() const;

    ColumnBuffer low_, high_;
    CommonUnit unit_;
    std::size_t rows_;
    bool is_wide_ = false, is_negative_ = false;
};

/// Reads what QtyColumn wrote.
struct QtyReader {
    ColumnBuffer low, high;
    std::uint64_t unit = 1;
    QtyForm form = QtyForm::multiples;

    /// Takes the columns off the front. Errors: corrupt.
    [[nodiscard]] Result<> read(std::span<const std::byte>& bytes, std::size_t n);

    /// For form multiples, the usual one.
    [[nodiscard]] Qty multiple_at(std::size_t i) const noexcept {
        return Qty::from_raw(int128{i64(low[i])} * i64(unit));
    }
    [[nodiscard]] Qty at(std::size_t i) const noexcept {
        if (form == QtyForm::multiples) return multiple_at(i);
        if (form == QtyForm::halves) return Qty::from_raw(static_cast<int128>(uint128{high[i]} << 64 | low[i]));
        return Qty::from_raw(multiple_at(i).raw() + i64(high[i]));
    }
};

}  // namespace argosy::data::detail
