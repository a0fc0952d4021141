#include "data/detail/column.hpp"

#include <algorithm>
#include <bit>

#include "data/detail/bit_pack.hpp"
#include "data/detail/bytes.hpp"

namespace argosy::data::detail {
namespace {

struct ColumnHead {
    std::uint64_t base = 0;
    std::uint8_t width = 0;
    std::uint8_t patch_width = 0;
    std::uint16_t patches = 0;
    std::uint32_t zero = 0;
};
static_assert(sizeof(ColumnHead) == 16);

constexpr std::size_t words_of_bits(std::size_t bits) { return (bits + 63) / 64; }

/// The bytes behind the head: packed words, patch positions, patch bits.
struct Layout {
    std::size_t packed, positions, highs;
    explicit Layout(const ColumnHead& h, std::size_t n)
        : packed(pack_words(n, h.width) * 8),
          positions(words_of_bits(std::size_t{h.patches} * 16) * 8),
          highs(words_of_bits(std::size_t{h.patches} * h.patch_width) * 8) {}
    [[nodiscard]] std::size_t total() const { return packed + positions + highs; }
};

/// The width that makes the column smallest, given how many offsets need each number of bits.
ColumnHead choose_width(const std::array<std::uint32_t, 65>& bits_needed, std::size_t n) {
    ColumnHead best;
    std::size_t best_size = SIZE_MAX;
    unsigned widest = 64;
    while (widest > 0 && bits_needed[widest] == 0) --widest;
    std::size_t above = 0;  // offsets that need more than `width` bits
    for (unsigned width = widest + 1; width-- > 0;) {
        const ColumnHead head{.width = static_cast<std::uint8_t>(width),
                              .patch_width = static_cast<std::uint8_t>(widest - width),
                              .patches = static_cast<std::uint16_t>(above)};
        if (const auto size = Layout(head, n).total(); size < best_size) best = head, best_size = size;
        above += bits_needed[width];
    }
    if (best.patches == 0) best.patch_width = 0;
    return best;
}

void append_words(Bytes& out, std::span<const std::uint64_t> words) {
    const auto bytes = std::as_bytes(words);
    out.insert(out.end(), bytes.begin(), bytes.end());
}

/// Cuts the patched offsets to the width and appends what was cut off.
void split_patches(const ColumnHead& head, std::span<std::uint64_t> offsets, std::vector<std::uint64_t>& positions,
                   std::vector<std::uint64_t>& highs) {
    positions.assign(words_of_bits(std::size_t{head.patches} * 16), 0);
    highs.assign(words_of_bits(std::size_t{head.patches} * head.patch_width) + 1, 0);
    std::size_t k = 0;
    for (std::size_t i = 0; i < offsets.size(); ++i) {
        const std::uint64_t high = head.width == 64 ? 0 : offsets[i] >> head.width;
        if (high == 0) continue;
        positions[k / 4] |= std::uint64_t{i} << (k % 4 * 16);
        const std::size_t bit = k * head.patch_width;
        highs[bit / 64] |= high << (bit % 64);
        if (bit % 64 + head.patch_width > 64) highs[bit / 64 + 1] |= high >> (64 - bit % 64);
        offsets[i] &= (std::uint64_t{1} << head.width) - 1;
        ++k;
    }
    highs.pop_back();
}

Result<> apply_patches(const ColumnHead& head, const std::byte* positions, const std::byte* highs, std::size_t n,
                       ColumnBuffer& out) {
    const std::uint64_t mask = head.patch_width == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << head.patch_width) - 1;
    for (std::size_t k = 0; k < head.patches; ++k) {
        const auto position = load_value<std::uint16_t>(positions + 2 * k);
        if (position >= n) return fail(Errc::corrupt, "a patch lies behind the last row");
        const std::size_t bit = k * head.patch_width;
        const unsigned shift = bit % 64;
        std::uint64_t high = load_value<std::uint64_t>(highs + bit / 64 * 8) >> shift;
        if (shift + head.patch_width > 64)
            high |= load_value<std::uint64_t>(highs + (bit / 64 + 1) * 8) << (64 - shift);
        out[position] += (high & mask) << head.width;
    }
    return {};
}

}  // namespace

void encode_column(std::span<const std::uint64_t> numbers, Bytes& out) {
    const std::uint64_t base = *std::ranges::min_element(numbers);
    ColumnBuffer offsets;
    // Counters in turn: one alone would wait for itself when neighbours need the same number of bits.
    std::array<std::uint32_t, 65> counts[4]{};
    const auto count = [&](std::size_t i, std::size_t turn) {
        offsets[i] = numbers[i] - base;
        ++counts[turn][static_cast<std::size_t>(std::bit_width(offsets[i]))];
    };
    std::size_t i = 0;
    for (; i + 4 <= numbers.size(); i += 4) count(i, 0), count(i + 1, 1), count(i + 2, 2), count(i + 3, 3);
    for (; i < numbers.size(); ++i) count(i, 0);
    std::array<std::uint32_t, 65> bits_needed{};
    for (std::size_t b = 0; b < bits_needed.size(); ++b)
        bits_needed[b] = counts[0][b] + counts[1][b] + counts[2][b] + counts[3][b];
    ColumnHead head = choose_width(bits_needed, numbers.size());
    head.base = base;
    const std::span used(offsets.data(), numbers.size());
    std::vector<std::uint64_t> positions, highs;
    if (head.patches != 0) split_patches(head, used, positions, highs);
    append_value(out, head);
    if (head.width != 0) {
        std::vector<std::uint64_t> words(pack_words(used.size(), head.width), 0);
        pack_bits(used, head.width, words);
        append_words(out, words);
    }
    append_words(out, positions);
    append_words(out, highs);
}

Result<> decode_column(std::span<const std::byte>& bytes, std::size_t n, ColumnBuffer& out) {
    if (bytes.size() < sizeof(ColumnHead)) return fail(Errc::corrupt, "a column ends early");
    const auto head = take_value<ColumnHead>(bytes);
    if (head.width + head.patch_width > 64 || head.patches > n || (head.patches != 0 && head.patch_width == 0))
        return fail(Errc::corrupt, "a column has an impossible width");
    const Layout layout(head, n);
    if (bytes.size() < layout.total()) return fail(Errc::corrupt, "a column ends early");
    unpack_bits(bytes.data(), head.width, n, head.base, out.data());
    if (head.patches != 0) {
        const std::byte* positions = bytes.data() + layout.packed;
        ARGOSY_TRY(apply_patches(head, positions, positions + layout.positions, n, out), "column");
    }
    bytes = bytes.subspan(layout.total());
    return {};
}

}  // namespace argosy::data::detail
