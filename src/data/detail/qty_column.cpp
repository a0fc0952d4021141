#include "data/detail/qty_column.hpp"

namespace argosy::data::detail {

/// The unit of all but a few quantities, where the common unit of all is small; else the common unit.
ExactDivisor QtyColumn::usual_unit() const {
    constexpr std::size_t rows_min = 64;
    constexpr std::uint64_t small = 10'000;  // quantities in files have up to 8 decimals, most have 4 or fewer
    const ExactDivisor common = unit_.get();
    if (is_negative_ || rows_ < rows_min || common.unit() >= small) return common;
    const ExactDivisor divisor(small);
    std::size_t others = 0;
    CommonUnit usual;
    for (std::size_t i = 0; i < rows_; ++i)
        if (divisor.divides(low_[i]))
            usual.add(i64(low_[i]));
        else
            ++others;
    // A remainder costs about 30 bits, a smaller unit 13 bits for every row.
    return others * 4 < rows_ ? usual.get() : common;
}

void QtyColumn::encode(Bytes& out) {
    const std::span low(low_.data(), rows_), high(high_.data(), rows_);
    const ExactDivisor unit = is_wide_ ? ExactDivisor{} : usual_unit();
    QtyHead head{.unit = i64(unit.unit()), .form = is_wide_ ? QtyForm::halves : QtyForm::multiples};
    if (!is_wide_) {
        for (std::size_t i = 0; i < rows_; ++i) {
            const bool is_multiple = unit.unit() == unit_.get().unit() || unit.divides(low[i]);
            high[i] = is_multiple ? 0 : low[i] % unit.unit();
            low[i] = u64(unit.divide(i64(low[i] - high[i])));
            if (!is_multiple) head.form = QtyForm::with_remainders;
        }
    }
    append_value(out, head);
    encode_column(low, out);
    if (head.form != QtyForm::multiples) encode_column(high, out);
}

Result<> QtyReader::read(std::span<const std::byte>& bytes, std::size_t n) {
    if (bytes.size() < sizeof(QtyHead)) return fail(Errc::corrupt, "a quantity column ends early");
    const auto head = take_value<QtyHead>(bytes);
    if (head.unit <= 0 || head.form > QtyForm::halves) return fail(Errc::corrupt, "a quantity column has no such form");
    unit = u64(head.unit);
    form = head.form;
    ARGOSY_TRY(decode_column(bytes, n, low), "quantity");
    if (form != QtyForm::multiples) ARGOSY_TRY(decode_column(bytes, n, high), "quantity");
    return {};
}

}  // namespace argosy::data::detail
