#include "app/output.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fmt/format.h>
#include <unistd.h>

namespace argosy::app {
namespace {

bool has_result = false;  // something was printed to standard output

void write_to(std::FILE* file, std::string_view text) {
    has_result = has_result || file == stdout;
    std::fwrite(text.data(), 1, text.size(), file);
    std::fputc('\n', file);
}

/// Characters as a terminal counts them: bytes that continue a UTF-8 character take no room.
std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & '\xC0') != '\x80'; }));
}

bool is_numeric(std::string_view cell) {
    return !cell.empty() && (std::string_view("+-0123456789").find(cell[0]) != std::string_view::npos);
}

/// The next step when nobody who knew more named one.
std::string_view usual_next_step(Errc code) {
    switch (code) {
        case Errc::invalid_argument:
        case Errc::parse: return "correct that and run the command again; --help says what it accepts";
        case Errc::not_found: return "check the name; argosy data list, argosy strategies and --help say what there is";
        case Errc::unavailable: return "check the path, its rights and the free space, then run the command again";
        case Errc::corrupt: return "restore the file from a copy, or import it again; nothing was changed";
        case Errc::internal: return "this is a defect of argosy; please report it with the command line";
        default: return "run the command again";
    }
}

std::string_view next_step_of(const Error& error) {
    return error.hint().empty() ? usual_next_step(error.code()) : error.hint();
}

Exit exit_of(const Error& error) { return error.code() == Errc::invalid_argument ? Exit::wrong_use : Exit::failed; }

struct Column {
    std::size_t width = 0;
    bool numeric = true;
};

std::string format_row(const std::vector<std::string>& cells, const std::vector<Column>& columns) {
    std::string out;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string pad(columns[i].width - width_of(cells[i]), ' ');
        out += columns[i].numeric ? pad + cells[i] : cells[i] + pad;
        if (i + 1 < cells.size()) out += "  ";
    }
    return out.substr(0, out.find_last_not_of(' ') + 1);
}

}  // namespace

void on_command(CLI::App& command, Session& session, std::function<Result<Exit>()> action) {
    command.callback([&session, run = std::move(action)] { session.action = run; });
}

void print_line(std::string_view text) { write_to(stdout, text); }
Result<> flush_output() {
    errno = 0;
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return {};
    return fail(Errc::unavailable,
                std::string("cannot write the result to standard output: ") +
                    (errno == 0 ? "it was cut short" : std::strerror(errno)),
                "make room where it goes, or send it elsewhere, and run the command again");
}
void print_json(const JsonWriter& document) { write_to(stdout, document.text()); }
void print_notice(std::string_view text) { write_to(stderr, std::string(text)); }
void print_warning(std::string_view text) { write_to(stderr, "warning: " + std::string(text)); }

Exit print_error(const Error& error) {
    write_to(stderr, "error: " + std::string(error.message()));
    write_to(stderr, "next: " + std::string(next_step_of(error)));
    return exit_of(error);
}

Exit report_failure(const Error& error, bool json) {
    if (json && !has_result) {
        JsonWriter w(JsonWriter::Layout::pretty);
        w.begin_object().field("error", error.message()).field("next", next_step_of(error));
        w.field("code", to_string(error.code())).field("exit", static_cast<int>(exit_of(error))).end_object();
        print_json(w);
        static_cast<void>(flush_output());  // the error itself stands on standard error as well
    }
    return print_error(error);
}

std::string format_table(const std::vector<std::string>& head, const std::vector<std::vector<std::string>>& rows) {
    std::vector<Column> columns;
    for (const auto& cell : head) columns.push_back({width_of(cell), !rows.empty()});
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) {
            columns[i].width = std::max(columns[i].width, width_of(row[i]));
            columns[i].numeric &= row[i].empty() || is_numeric(row[i]);
        }
    std::string out = format_row(head, columns);
    for (const auto& row : rows) out += '\n' + format_row(row, columns);
    return out;
}

std::string format_count(std::uint64_t n) {
    std::string out = std::to_string(n);
    for (std::size_t i = out.size(); i > 3; i -= 3) out.insert(i - 3, ",");
    return out;
}

Progress::Progress(std::string label, Elsewhere elsewhere)
    : label_(std::move(label)),
      terminal_(isatty(STDERR_FILENO) == 1),
      elsewhere_(elsewhere),
      start_(Clock::now()),
      last_(start_) {}

Progress::~Progress() {
    if (drawn_) std::fputs("\r\x1b[K", stderr);
}

void Progress::update(std::uint64_t done, std::uint64_t total, std::string_view note) {
    using namespace std::chrono_literals;
    const auto now = Clock::now();
    const auto percent = total == 0 ? 0 : 100 * done / total;
    if (!terminal_ && (elsewhere_ == Elsewhere::nothing || now - last_ < 5s)) return;
    if (!terminal_) {
        last_ = now;
        return print_notice(fmt::format("{}: {} % {}", label_, percent, note));
    }
    if (now - start_ < 1s || now - last_ < 100ms) return;
    last_ = now;
    drawn_ = true;
    constexpr std::uint64_t width = 30;
    const std::uint64_t filled = total == 0 ? 0 : std::min(width, width * done / total);
    const auto bar = std::string(filled, '#') + std::string(width - filled, '.');
    fmt::print(stderr, "\r\x1b[K{} [{}] {:3}% {}", label_, bar, percent, note);
    std::fflush(stderr);
}

}  // namespace argosy::app
