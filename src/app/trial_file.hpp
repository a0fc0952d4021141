#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "backtest/search.hpp"

/// The trials of an optimisation on disk: one line of JSON each, appended and flushed as they come, after a first line
/// that says which optimisation they belong to.
namespace argosy::app {

/// What must be the same for trials to be used again.
struct TrialFileHead {
    std::string config;             ///< hash of the configuration, the search included
    std::vector<std::string> data;  ///< "BTC/USDT:USDT binance bars 1h <checksum>"
    std::string program;            ///< version of the program: another one may count differently
};

class TrialFile final : public backtest::TrialLog {
public:
    /// A new file. Errors: invalid_argument when it exists; unavailable.
    [[nodiscard]] static Result<std::unique_ptr<TrialFile>> create(const std::filesystem::path& path,
                                                                   const TrialFileHead& head);
    /// Goes on with a file: what it holds is read back first, a torn last line is cut off.
    /// Errors: not_found; invalid_argument with what is different when it belongs to another optimisation; corrupt.
    [[nodiscard]] static Result<std::unique_ptr<TrialFile>> resume(const std::filesystem::path& path,
                                                                   const TrialFileHead& head);
    ~TrialFile() override;

    [[nodiscard]] Result<std::optional<backtest::Trial>> next_recorded(std::uint32_t phase) override;
    [[nodiscard]] Result<> append(std::uint32_t phase, const backtest::Trial& trial) override;
    [[nodiscard]] Result<> flush() override;

private:
    struct Rep;
    explicit TrialFile(std::unique_ptr<Rep> rep);
    std::unique_ptr<Rep> rep_;
};

}  // namespace argosy::app
