#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>

#include "data/catalogue.hpp"
#include "data/detail/file.hpp"
#include "data/series.hpp"

/// Writing to a data directory: one process at a time, one transaction for each series.
///
/// Invariants: a transaction is stored as a whole or not at all, also through a crash or a full disk; storing the same
///             rows again changes nothing; rows that contradict stored ones are refused unless told to replace them.
namespace argosy::data {

enum class OnConflict : std::uint8_t { refuse, replace };

struct UpdateOptions {
    OnConflict on_conflict = OnConflict::refuse;
    std::optional<Encoding> encoding;  ///< none: that of the stored series; packed for a new one
    bool has_aggressor = true;         ///< trades: the source names the taker's side
};

struct UpdateSummary {
    std::uint64_t added = 0, replaced = 0;
    std::uint64_t unchanged = 0;  ///< were stored already
    std::uint64_t stored = 0;     ///< rows of the series now
};

/// Rows on their way into one series. Dropped without commit(), it leaves the series as it was.
template <class Row>
class Update {
public:
    Update(Update&&) noexcept;
    ~Update();

    /// Rows in ascending order, behind those added before (by key_of in data/row.hpp).
    /// Errors: invalid_argument when they do not ascend; rejected when a stored row contradicts one of them (then
    /// failed_row() is its place in `rows`); unavailable.
    [[nodiscard]] Result<> add(std::span<const Row> rows);
    [[nodiscard]] std::size_t failed_row() const noexcept;
    /// On disk when it returns. Errors: unavailable; then the series is as it was.
    [[nodiscard]] Result<UpdateSummary> commit();

private:
    friend class Store;
    struct Rep;
    explicit Update(std::unique_ptr<Rep> rep);
    std::unique_ptr<Rep> rep_;
};

/// The one writer of a data directory.
class Store {
public:
    /// Makes the folder when it is missing, takes its lock, and removes what a crashed import left behind.
    /// Errors: unavailable, also when another process is writing.
    [[nodiscard]] static Result<Store> open(const std::filesystem::path& dir);

    /// Begins a transaction. Row is what the kind of the key holds (asserted).
    /// Errors: invalid_argument for a key that cannot be stored, corrupt, unavailable.
    template <class Row>
    [[nodiscard]] Result<Update<Row>> update(const SeriesKey& key, const UpdateOptions& options = {});

    /// Where a series is stored. Requires: a complete key.
    [[nodiscard]] static std::filesystem::path path_of(const std::filesystem::path& dir, const SeriesKey& key);

private:
    Store(std::filesystem::path dir, detail::File lock) : dir_(std::move(dir)), lock_(std::move(lock)) {}
    std::filesystem::path dir_;
    detail::File lock_;
};

/// Every series file ends so.
inline constexpr std::string_view series_suffix = ".series";

}  // namespace argosy::data
