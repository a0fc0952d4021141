#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/describe_fwd.hpp"
#include "learning/trainer.hpp"

/// What goes in and out of the service.
namespace argosy::services::models {

enum class BarSource : std::uint8_t { memory, catalogue };
enum class JobState : std::uint8_t { queued, running, done, failed };
[[nodiscard]] std::string_view to_string(BarSource) noexcept;
[[nodiscard]] std::string_view to_string(JobState) noexcept;

struct TrainInput {
    std::string name, symbol, venue;
    std::optional<Duration> interval;
    BarSource source = BarSource::memory;
    std::optional<features::FeatureSet> features;
    learning::TrainSettings settings;
};
struct TrainJob {
    std::string job_id, name, symbol;
    std::uint32_t version = 0;
    JobState state = JobState::queued;
    std::uint64_t fits_done = 0, fits = 0;
    std::string error;
    Time created_at{};
};
struct ModelRow {
    std::string name, symbol;
    std::uint32_t version = 0;
    std::vector<std::uint32_t> versions;
    std::string target;
    std::uint64_t horizon = 0;
    Duration interval{};
    std::string feature_set, feature_set_hash, checksum;
    std::uint64_t columns = 0, trees = 0, rows = 0;
    Time trained_from{}, known_to{};
    std::map<std::string, double> metrics;
};
struct ModelList {
    std::vector<ModelRow> models;
    std::vector<std::string> problems;
};
struct JobList {
    std::vector<TrainJob> jobs;
};
struct NameInput {
    std::string name;
    std::optional<std::uint32_t> version;
};
struct JobInput {
    std::string job_id;
};
void describe(Described<TrainInput>& d);
void describe(Described<TrainJob>& d);
void describe(Described<ModelRow>& d);
void describe(Described<ModelList>& d);
void describe(Described<JobList>& d);
void describe(Described<NameInput>& d);
void describe(Described<JobInput>& d);

}  // namespace argosy::services::models
