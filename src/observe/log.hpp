#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "observe/log_line.hpp"

/// What people and machines read to learn how the program is: logs here, numbers in metrics.hpp, traces in span.hpp.
namespace argosy::observe {

enum class LogFormat : std::uint8_t { ecs, text };

struct LogOptions {
    LogLevel level = LogLevel::info;  ///< what is below is not written
    LogFormat format = LogFormat::text;
    std::filesystem::path file;              ///< empty: standard error
    std::size_t file_bytes_max = 64u << 20;  ///< then it is rotated
    std::size_t files_max = 5;
    /// Lines that wait to be written; the oldest is given up beyond it. Room for them is taken at once, 400 bytes each.
    std::size_t queue_max = 1'024;
    std::size_t tail_max = 2'000;  ///< lines that tail() can show
};

/// Writes lines on a thread of its own, so that a slow terminal or disk never slows trading. The destructor waits until
/// all are written.
///
/// Thread safety: all of it.
/// Known limits: at queue_max the oldest waiting lines are lost and counted.
class Log {
public:
    /// Errors: unavailable when the file cannot be written.
    [[nodiscard]] static Result<std::unique_ptr<Log>> open(LogOptions options);
    ~Log();
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    void write(const LogEvent& event);
    /// What is below is not written from now on.
    void set_level(LogLevel level) noexcept;
    /// From now on every occurrence of the secret is written as ***. Shorter than 4 characters: ignored, because it
    /// would hide ordinary words.
    void mask(std::string_view secret);

    struct Line {
        LogLevel level;
        std::string text;
    };
    /// The newest lines of at least this level, oldest first.
    [[nodiscard]] std::vector<Line> tail(std::size_t most, LogLevel level = LogLevel::debug) const;
    [[nodiscard]] std::uint64_t lost() const noexcept;

private:
    struct Impl;
    explicit Log(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace argosy::observe
