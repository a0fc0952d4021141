#include "services/models/shapes.hpp"

#include "base/describe.hpp"

namespace argosy::services::models {

std::string_view to_string(BarSource source) noexcept {
    switch (source) {
        case BarSource::memory: return "memory";
        case BarSource::catalogue: return "catalogue";
    }
    return "?";
}

std::string_view to_string(JobState state) noexcept {
    switch (state) {
        case JobState::queued: return "queued";
        case JobState::running: return "running";
        case JobState::done: return "done";
        case JobState::failed: return "failed";
    }
    return "?";
}

void describe(Described<TrainInput>& d) {
    using T = TrainInput;
    d.name("train_input").field("name", &T::name, {.required = true, .doc = "Of the model; snake_case."});
    d.field("symbol", &T::symbol, {.required = true, .doc = "Whose bars."});
    d.field("venue", &T::venue, {.doc = "Of the catalogue; empty: the only one that has it."});
    d.field("interval", &T::interval,
            {.min = Duration(1s), .max = Duration(168h), .doc = "Of the bars; the first that is kept when left out."});
    d.field("source", &T::source, {.doc = "Bars that the running market keeps, or those of the catalogue."});
    d.field("features", &T::features, {.doc = "What the model sees; the standard set when left out."});
    d.field("settings", &T::settings, {.doc = "What it predicts, and how it is trained."});
}

void describe(Described<TrainJob>& d) {
    using T = TrainJob;
    d.name("train_job").field("job_id", &T::job_id).field("name", &T::name).field("symbol", &T::symbol);
    d.field("version", &T::version, {.doc = "That the model will have, or has."});
    d.field("state", &T::state).field("fits_done", &T::fits_done).field("fits", &T::fits, {.doc = "0: not known yet."});
    d.field("error", &T::error, {.doc = "Why it failed."}).field("created_at", &T::created_at);
}

void describe(Described<ModelRow>& d) {
    using T = ModelRow;
    d.name("model").field("name", &T::name).field("symbol", &T::symbol, {.doc = "What it was trained on."});
    d.field("version", &T::version).field("versions", &T::versions, {.doc = "All that are served."});
    d.field("target", &T::target, {.doc = "up: the probability of a rise; change: the log return."});
    d.field("horizon", &T::horizon, {.unit = "bars"}).field("interval", &T::interval);
    d.field("feature_set", &T::feature_set).field("feature_set_hash", &T::feature_set_hash);
    d.field("checksum", &T::checksum, {.doc = "SHA-256 of the file."});
    d.field("columns", &T::columns).field("trees", &T::trees).field("rows", &T::rows, {.doc = "Trained on."});
    d.field("trained_from", &T::trained_from);
    d.field("known_to", &T::known_to, {.doc = "A later bar is the first that it has not seen."});
    d.field("metrics", &T::metrics, {.doc = "Out of sample; null: not defined."});
}

void describe(Described<ModelList>& d) {
    d.name("model_list").field("models", &ModelList::models);
    d.field("problems", &ModelList::problems, {.doc = "Files that cannot be served, with why."});
}

void describe(Described<JobList>& d) {
    d.name("train_job_list").field("jobs", &JobList::jobs, {.doc = "Newest first; of this start of the program."});
}

void describe(Described<NameInput>& d) {
    d.name("model_name_input").field("name", &NameInput::name);
    d.field("version", &NameInput::version, {.doc = "The newest when left out."});
}

void describe(Described<JobInput>& d) { d.name("train_job_input").field("job_id", &JobInput::job_id); }

}  // namespace argosy::services::models
