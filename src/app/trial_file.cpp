#include "app/trial_file.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <limits>
#include <simdjson.h>

#include "base/hash.hpp"
#include "base/json_writer.hpp"

namespace argosy::app {
namespace {

constexpr std::uint64_t format_version = 1;

/// The line's own checksum stands at its end, so that damage is found and not computed with.
std::string sealed(JsonWriter& w) {
    const std::string& body = w.text();
    const auto sum = checksum64(std::as_bytes(std::span(body)));
    return fmt::format("{},\"sum\":\"{:016x}\"}}\n", std::string_view(body).substr(0, body.size() - 1), sum);
}

bool is_sound(std::string_view line) {
    const auto at = line.rfind(",\"sum\":\"");
    if (at == line.npos || line.size() != at + 26) return false;
    const std::string body = std::string(line.substr(0, at)) + '}';
    return line.substr(at + 8, 16) == fmt::format("{:016x}", checksum64(std::as_bytes(std::span(body))));
}

std::string head_line(const TrialFileHead& head) {
    JsonWriter w;
    w.begin_object().field("argosy_trials", format_version).field("program", head.program).field("config", head.config);
    w.key("data").begin_array();
    for (const auto& d : head.data) w.value(d);
    w.end_array().end_object();
    return sealed(w);
}

std::string trial_line(std::uint32_t phase, const backtest::Trial& t) {
    JsonWriter w;
    w.begin_object().field("search", phase).field("trial", t.number).key("values").begin_array();
    for (const double v : t.candidate) w.value(v);
    w.end_array().field("verdict", to_string(t.outcome.verdict)).field("objective", t.outcome.objective);
    w.field("daily_sharpe", t.outcome.daily_sharpe).field("trades", t.outcome.trades).end_object();
    return sealed(w);
}

struct Line {
    std::uint64_t phase = 0;
    backtest::Trial trial;
};

std::optional<Line> read_line(simdjson::dom::parser& parser, const std::string& text) {
    simdjson::dom::object o;
    simdjson::dom::array values;
    std::string_view verdict;
    Line line;
    if (parser.parse(text).get(o) != simdjson::SUCCESS || o["search"].get(line.phase) != simdjson::SUCCESS ||
        o["trial"].get(line.trial.number) != simdjson::SUCCESS || o["values"].get(values) != simdjson::SUCCESS ||
        o["verdict"].get(verdict) != simdjson::SUCCESS ||
        o["trades"].get(line.trial.outcome.trades) != simdjson::SUCCESS)
        return {};
    for (const simdjson::dom::element v : values)
        if (v.get(line.trial.candidate.emplace_back()) != simdjson::SUCCESS) return {};
    for (const auto v : {backtest::Verdict::counts, backtest::Verdict::impossible, backtest::Verdict::few_trades,
                         backtest::Verdict::undefined})
        if (verdict == to_string(v)) line.trial.outcome.verdict = v;
    const auto optional_number = [&](const char* key) {
        double value = 0;
        return o[key].get(value) == simdjson::SUCCESS ? value : std::numeric_limits<double>::quiet_NaN();
    };
    line.trial.outcome.objective = optional_number("objective");
    line.trial.outcome.daily_sharpe = optional_number("daily_sharpe");
    return line;
}

Result<> check_head(const std::filesystem::path& path, const std::string& line, const TrialFileHead& head) {
    const auto other = [&](std::string what, std::string hint) {
        return fail(Errc::invalid_argument, path.string() + " belongs to another optimisation: " + what,
                    "begin again without --resume" + hint);
    };
    simdjson::dom::parser parser;
    simdjson::dom::object o;
    std::string_view config, program;
    simdjson::dom::array data;
    std::uint64_t format = 0;
    if (!is_sound(line) || parser.parse(line).get(o) != simdjson::SUCCESS ||
        o["argosy_trials"].get(format) != simdjson::SUCCESS || o["config"].get(config) != simdjson::SUCCESS ||
        o["program"].get(program) != simdjson::SUCCESS || o["data"].get(data) != simdjson::SUCCESS)
        return fail(Errc::corrupt, path.string() + ": the first line is no head of a trial file",
                    "name the trials.jsonl of an optimisation");
    if (format != format_version) return other(fmt::format("its format is {}", format), "");
    if (config != head.config)
        return other(fmt::format("its configuration is {}, this one is {}", config.substr(0, 16),
                                 std::string_view(head.config).substr(0, 16)),
                     ", or give the same file and flags");
    std::vector<std::string> theirs;
    for (const simdjson::dom::element d : data) {
        std::string_view text;
        if (d.get(text) == simdjson::SUCCESS) theirs.emplace_back(text);
    }
    for (const auto& d : head.data)
        if (std::ranges::find(theirs, d) == theirs.end())
            return other("the data have changed: now " + d, ", or bring the data back");
    if (theirs.size() != head.data.size()) return other("it used other data", "");
    if (program != head.program)
        return other(fmt::format("it was made by argosy {}, this is {}", program, head.program), "");
    return {};
}

}  // namespace

struct TrialFile::Rep {
    std::filesystem::path path;
    std::ifstream in;         // what is read back; empty when it is a new file
    std::uint64_t sound = 0;  // bytes up to the end of the last whole line read
    std::uint64_t line = 1;
    bool is_reading = false;
    std::ofstream out;
    simdjson::dom::parser parser;

    Result<> stop_reading() {
        if (!is_reading) return {};
        is_reading = false;
        in.close();
        std::error_code ec;
        std::filesystem::resize_file(path, sound, ec);  // a torn line of the interruption
        if (ec) return fail(Errc::unavailable, "cannot shorten " + path.string() + ": " + ec.message());
        out.open(path, std::ios::binary | std::ios::app);
        return check();
    }
    [[nodiscard]] Result<> check() const {
        if (out) return {};
        return fail(Errc::unavailable, "cannot write " + path.string(), "check the folder's rights and free space");
    }
};

TrialFile::TrialFile(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
TrialFile::~TrialFile() = default;

Result<std::unique_ptr<TrialFile>> TrialFile::create(const std::filesystem::path& path, const TrialFileHead& head) {
    if (std::filesystem::exists(path))
        return fail(Errc::invalid_argument, path.string() + " is there already",
                    "go on with it: --resume " + path.string() + ", or name another --out");
    auto rep = std::make_unique<Rep>();
    rep->path = path;
    rep->out.open(path, std::ios::binary | std::ios::app);
    rep->out << head_line(head) << std::flush;
    ARGOSY_TRY(rep->check(), "trial file");
    return std::unique_ptr<TrialFile>(new TrialFile(std::move(rep)));
}

Result<std::unique_ptr<TrialFile>> TrialFile::resume(const std::filesystem::path& path, const TrialFileHead& head) {
    auto rep = std::make_unique<Rep>();
    rep->path = path;
    rep->in.open(path, std::ios::binary);
    if (!rep->in) return fail(Errc::not_found, "no trial file " + path.string(), "leave out --resume to begin");
    std::string first;
    std::getline(rep->in, first);
    ARGOSY_TRY(check_head(path, first, head), "resume");
    rep->sound = first.size() + 1;
    rep->is_reading = true;
    return std::unique_ptr<TrialFile>(new TrialFile(std::move(rep)));
}

Result<std::optional<backtest::Trial>> TrialFile::next_recorded(std::uint32_t phase) {
    if (!rep_->is_reading) return std::nullopt;
    std::string text;
    std::getline(rep_->in, text);
    ++rep_->line;
    if (rep_->in.eof()) {  // without its newline: torn, or nothing at all
        ARGOSY_TRY(rep_->stop_reading(), "");
        return std::nullopt;
    }
    auto line = is_sound(text) ? read_line(rep_->parser, text) : std::nullopt;
    if (!line || line->phase != phase)
        return fail(Errc::corrupt, fmt::format("{}:{}: the line is damaged", rep_->path.string(), rep_->line),
                    "cut the file before this line, or begin again without --resume");
    rep_->sound += text.size() + 1;
    return std::move(line->trial);
}

Result<> TrialFile::append(std::uint32_t phase, const backtest::Trial& trial) {
    ARGOSY_TRY(rep_->stop_reading(), "");
    rep_->out << trial_line(phase, trial);
    return rep_->check();
}

Result<> TrialFile::flush() {
    if (rep_->is_reading) return {};
    rep_->out.flush();
    return rep_->check();
}

}  // namespace argosy::app
