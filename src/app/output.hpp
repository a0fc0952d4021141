#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/json_writer.hpp"

namespace CLI {
class App;
}

/// What all commands share: exit codes, the way to print results, errors and progress.
///
/// Results go to standard output, everything else to standard error. With --json, a command prints one JSON document
/// and nothing else on standard output; of a failure that is {"error", "next", "code", "exit"}. An error is two lines:
/// "error: what, where" and "next: what to do".
namespace argosy::app {

enum class Exit : std::uint8_t { ok = 0, failed = 1, wrong_use = 2 };

/// The flags that every command has, and the action that the parsed command line chose.
struct Session {
    bool json = false;
    std::string data_dir;  ///< as the user wrote it; data::data_dir(session.data_dir) gives the folder
    std::function<Result<Exit>()> action;
};

/// Gives a command its action: what runs when the user named it. An Error with Errc::invalid_argument ends the
/// program with code 2 (wrong use), any other with 1.
void on_command(CLI::App& command, Session& session, std::function<Result<Exit>()> action);

/// Prints a line to standard output.
void print_line(std::string_view text);
/// Hands everything printed so far to the reader of standard output. Errors: unavailable (a full disk, a closed pipe).
[[nodiscard]] Result<> flush_output();
/// Prints what --json asked for.
void print_json(const JsonWriter& document);
/// A line on standard error that is neither result nor complaint.
void print_notice(std::string_view text);
/// "warning: ..." on standard error.
void print_warning(std::string_view text);
/// "error: ..." and "next: ..." on standard error. Returns the exit code that belongs to it.
Exit print_error(const Error& error);
/// The same, and with --json the error as the document that the command owes when it has printed nothing yet.
Exit report_failure(const Error& error, bool json);

/// The result with its error as wrong use (exit code 2) where it lies in what the user wrote: command line or file.
template <class T>
[[nodiscard]] Result<T> wrong_use(Result<T> result) {
    if (result || result.error().code() == Errc::unavailable || result.error().code() == Errc::internal) return result;
    return fail(Errc::invalid_argument, std::string(result.error().message()), result.error().hint());
}

/// Columns aligned with spaces; columns of numbers (cells that begin with a digit or sign) to the right.
[[nodiscard]] std::string format_table(const std::vector<std::string>& head,
                                       const std::vector<std::vector<std::string>>& rows);
/// 1234567 as "1,234,567".
[[nodiscard]] std::string format_count(std::uint64_t n);

/// A bar on standard error for work that takes longer than a second. Where that is no terminal: nothing, or for work of
/// minutes a line every 5 s.
class Progress {
public:
    enum class Elsewhere : std::uint8_t { nothing, lines };
    explicit Progress(std::string label, Elsewhere elsewhere = Elsewhere::nothing);
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    ~Progress();

    /// done of total; note is shown behind the bar ("best so far 1.82").
    void update(std::uint64_t done, std::uint64_t total, std::string_view note = {});

private:
    using Clock = std::chrono::steady_clock;
    std::string label_;
    bool terminal_;
    Elsewhere elsewhere_;
    bool drawn_ = false;
    Clock::time_point start_, last_;
};

}  // namespace argosy::app
