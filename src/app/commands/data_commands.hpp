#pragma once

#include <string>
#include <vector>

#include "app/output.hpp"

/// What the commands under `argosy data` do, apart from reading the command line (data.cpp).
namespace argosy::app {

/// Which series; as the user wrote it.
struct SeriesArguments {
    std::string symbol, venue, kind = "bars", interval;
    std::string start, end;
};

struct ImportArguments {
    std::vector<std::string> files;
    SeriesArguments series;
    std::string format = "detect", time_is, zone, unit, date_order, shift, round_to, delimiter = ",";
    std::vector<std::string> columns, ignore, header;
    std::string exchange, on_error = "stop", encoding;
    bool best_quote = false, round_prices = false, replace = false, dry_run = false;
};
[[nodiscard]] Result<Exit> run_data_import(const ImportArguments& arguments, const Session& session);

[[nodiscard]] Result<Exit> run_data_list(const Session& session);

struct VerifyArguments {
    SeriesArguments series;
    std::string hours, jump = "0.3";
};
[[nodiscard]] Result<Exit> run_data_verify(const VerifyArguments& arguments, const Session& session);

struct ResampleArguments {
    SeriesArguments series;  ///< kind and interval of the source
    std::string to, align = "utc", hours;
    bool carry = false, keep_partial = false, replace = false;
};
[[nodiscard]] Result<Exit> run_data_resample(const ResampleArguments& arguments, const Session& session);

struct ExportArguments {
    SeriesArguments series;
    std::string format = "csv", output;
};
[[nodiscard]] Result<Exit> run_data_export(const ExportArguments& arguments, const Session& session);

}  // namespace argosy::app
