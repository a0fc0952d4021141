#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "app/arguments.hpp"
#include "app/commands/series_arguments.hpp"
#include "data/exporter.hpp"

namespace argosy::app {
namespace {

std::unexpected<Error> write_failure(const std::string& where) {
    const int error = errno;
    return fail(Errc::unavailable, "write " + where + ": " + std::strerror(error),
                error == ENOSPC ? "free space on that disk and run the command again" : "choose another --output");
}

struct CloseFile {
    void operator()(std::FILE* f) const noexcept { std::fclose(f); }
};

/// Writes to a file that takes its name only when it is complete.
Result<std::uint64_t> export_to_file(const std::string& path, const auto& write) {
    const std::string temporary = path + ".part";
    std::unique_ptr<std::FILE, CloseFile> file(std::fopen(temporary.c_str(), "wb"));
    if (!file) return write_failure(path);
    const auto sink = [&](std::string_view text) -> Result<> {
        if (std::fwrite(text.data(), 1, text.size(), file.get()) != text.size()) return write_failure(path);
        return {};
    };
    Result<std::uint64_t> rows = write(sink);
    if (rows && std::fclose(file.release()) != 0) rows = write_failure(path);
    if (rows && std::rename(temporary.c_str(), path.c_str()) != 0) rows = write_failure(path);
    if (!rows) std::remove(temporary.c_str());
    return rows;
}

Result<> write_to_stdout(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) return write_failure("standard output");
    return {};
}

}  // namespace

Result<Exit> run_data_export(const ExportArguments& arguments, const Session& session) {
    using data::ExportFormat;
    auto key = series_key(arguments.series);
    if (!key) return std::unexpected(std::move(key).error());
    auto range = time_range(arguments.series);
    if (!range) return std::unexpected(std::move(range).error());
    auto format =
        choose<ExportFormat>("--format", arguments.format, {{"csv", ExportFormat::csv}, {"json", ExportFormat::json}});
    if (!format) return std::unexpected(std::move(format).error());
    if (session.json) *format = ExportFormat::json;
    auto catalogue = data::Catalogue::open(data::data_dir(session.data_dir));
    if (!catalogue) return std::unexpected(std::move(catalogue).error());
    const auto write = [&](const data::TextSink& sink) {
        return data::export_series(*catalogue, *key, *range, *format, sink);
    };
    auto rows = arguments.output.empty() ? write(write_to_stdout) : export_to_file(arguments.output, write);
    if (!rows) return std::unexpected(std::move(rows).error());
    if (arguments.output.empty()) return Exit::ok;
    if (session.json) {
        JsonWriter json;
        print_json(json.begin_object().field("output", arguments.output).field("rows", *rows).end_object());
    } else {
        print_line(to_string(*key) + ": " + format_count(*rows) + " rows written to " + arguments.output);
    }
    return Exit::ok;
}

}  // namespace argosy::app
