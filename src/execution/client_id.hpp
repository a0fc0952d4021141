#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/error.hpp"
#include "base/id.hpp"
#include "base/inline_string.hpp"

namespace argosy::execution {

/// Text that names an order at a venue: at most 32 characters of A-Z a-z 0-9 _ -.
using ClientOrderId = InlineString<33>;

/// Makes the client order ids of one journal and knows them again.
///
/// Shape:    <prefix>-<journal>-<order>, both numbers in base 36: "ag-7f3k-1z". The same order of the same journal
///           has the same id on every replay; another journal never repeats it, because its number differs.
class ClientOrderIds {
public:
    /// Requires nothing; Errors: invalid_argument when the prefix is not 1 to 10 characters of A-Z a-z 0-9 _.
    [[nodiscard]] static Result<ClientOrderIds> make(std::string_view prefix, std::uint32_t journal);

    [[nodiscard]] ClientOrderId id_of(OrderId order) const noexcept;
    /// The order, or empty when the id was not made by this journal: then the order is not ours to touch.
    [[nodiscard]] std::optional<OrderId> parse(std::string_view id) const noexcept;

private:
    explicit ClientOrderIds(std::string_view head) noexcept : head_(head) {}
    InlineString<20> head_;  ///< "<prefix>-<journal>-"
};

}  // namespace argosy::execution
