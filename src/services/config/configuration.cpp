#include "services/config/configuration.hpp"

#include <algorithm>

#include "base/json_writer.hpp"
#include "config/write.hpp"
#include "services/config/core_applier.hpp"

namespace argosy::services::config {

/// One change on its way.
struct Configuration::Round {
    std::uint64_t number = 0;
    VersionRecord record;
    std::unique_ptr<platform::Settings> after;
    std::vector<EnteredSecret> secrets;
    std::optional<platform::Change> change;
    std::vector<platform::Applier*> asked;
    std::string trace;
    Answer answer;
    net::Timer deadline;
    std::size_t waiting = 0;
    bool is_asking = true;
    std::optional<Error> refusal;
};

namespace {

VersionRecord start_version(std::uint64_t number, const platform::Settings& settings,
                            const std::optional<FileSettings>& file, Time now) {
    Node tree = tree_of(settings);
    std::string hash = hash_of(tree);
    return {.version = number,
            .kind = VersionKind::start,
            .author = "system",
            .reason = number == 1 ? "first start" : "a session with settings of the command line",
            .hash = std::move(hash),
            .time = now,
            .file_hash = file ? file->hash : "",
            .settings = std::move(tree)};
}

store::AuditEntry audit_entry(const VersionRecord& record, const std::string& trace) {
    JsonWriter w;
    w.begin_object().field("version", record.version).field("reason", record.reason).field("hash", record.hash);
    w.key("changed").begin_array();
    for (const auto& path : record.changed) w.value(path);
    w.end_array().end_object();
    return {.time = record.time,
            .actor = record.author,
            .action = "config." + std::string(to_string(record.kind)),
            .target = "version " + std::to_string(record.version),
            .trace = trace,
            .details = std::move(w).take()};
}

std::vector<std::string> paths_of(const std::vector<Difference>& differences,
                                  const std::vector<EnteredSecret>& secrets) {
    std::vector<std::string> out;
    for (const auto& d : differences) out.push_back(d.path);
    for (const auto& s : secrets) out.push_back("platform." + s.name);
    return out;
}

}  // namespace

Result<std::unique_ptr<Configuration>> Configuration::open(Parts parts, const platform::Settings& initial) {
    std::unique_ptr<Configuration> c(new Configuration(std::move(parts)));
    store::Store& store = c->parts_.store;
    ARGOSY_LET(auto last, last_version(store), "configuration");
    if (!last) {
        last = start_version(1, initial, c->parts_.file, c->now());
        ARGOSY_TRY(store.write([&](store::Tables& t) { return append_version(t, *last, 0); }), "configuration");
    }
    ARGOSY_LET(auto settings, settings_of(*last), "configuration");
    c->settings_ = std::make_unique<platform::Settings>(std::move(settings));
    c->head_ = std::move(*last);
    ARGOSY_LET(c->log_, read_version_log(store), "configuration");
    ARGOSY_TRY(c->vault().mask_all(c->now()), "configuration");
    return c;
}

Configuration::Configuration(Parts parts) : parts_(std::move(parts)) {}
Configuration::~Configuration() = default;

Candidate Configuration::validate(const Proposal& proposal) const {
    return propose(*settings_, proposal, parts_.check);
}

VersionRecord Configuration::draft(VersionKind kind, Origin origin) const {
    return {.version = head_.version + 1,
            .kind = kind,
            .author = std::move(origin.author),
            .reason = std::move(origin.reason),
            .time = now(),
            .file_hash = head_.file_hash};
}

Result<> Configuration::check_expected(std::optional<std::uint64_t> expected) const {
    if (!expected || *expected == head_.version) return {};
    return fail(Errc::rejected,
                "version " + std::to_string(head_.version) + " is in force, not " + std::to_string(*expected),
                "read it again, and repeat the change on top of it");
}

void Configuration::update(const Proposal& proposal, Origin origin, std::optional<std::uint64_t> expected,
                           Answer answer) {
    if (auto fits = check_expected(expected); !fits) return answer(std::unexpected(std::move(fits).error()));
    std::string trace = origin.trace;
    make(validate(proposal), draft(VersionKind::update, std::move(origin)), std::move(trace), std::move(answer));
}

/// "position_size" is a part of the books and none of the limits.
void Configuration::set_limits(const domain::SetLimits& limits, Origin origin, Answer answer) {
    Proposal proposal;
    for (const auto& [name, value] : limits.values)
        if (name != "position_size") proposal.sets.push_back("simulation.run.limits." + name + "=" + value);
    if (proposal.sets.empty()) return answer(head_);
    update(proposal, std::move(origin), {}, std::move(answer));
}

void Configuration::change_strategy(const StrategyWish& wish, Origin origin, Answer answer) {
    auto proposal = proposal_of(*settings_, wish);
    if (!proposal) return answer(std::unexpected(std::move(proposal).error()));
    update(*proposal, std::move(origin), {}, std::move(answer));
}

void Configuration::rollback(std::uint64_t version, Origin origin, std::optional<std::uint64_t> expected,
                             Answer answer) {
    if (auto fits = check_expected(expected); !fits) return answer(std::unexpected(std::move(fits).error()));
    auto old = find_version(parts_.store, version);
    if (!old) return answer(std::unexpected(std::move(old).error()));
    std::string trace = origin.trace;
    if (origin.reason.empty()) origin.reason = "back to version " + std::to_string(version);
    make(validate({.patch = std::move(old->settings), .replace = true}),
         draft(VersionKind::rollback, std::move(origin)), std::move(trace), std::move(answer));
}

void Configuration::reload_from_file(const argosy::config::Sources& sources, Origin origin, Answer answer) {
    auto file = read_settings_file(sources);
    if (!file) return answer(std::unexpected(std::move(file).error()));
    if (!file->problems.empty()) return answer(std::unexpected(file->problems.to_error()));
    const std::string& known = parts_.file ? parts_.file->hash : head_.file_hash;
    if (file->hash == known) return answer(head_);
    std::string trace = origin.trace;
    VersionRecord record = draft(VersionKind::file, std::move(origin));
    record.file_hash = file->hash;
    Candidate candidate = edited(*settings_, parts_.file, *file, parts_.check);
    make(std::move(candidate), std::move(record), std::move(trace),
         [this, file = std::move(*file), answer = std::move(answer)](Result<VersionRecord> made) mutable {
             if (made) parts_.file = std::move(file);
             answer(std::move(made));
         });
}

void Configuration::make(Candidate candidate, VersionRecord record, std::string trace, Answer answer) {
    if (!candidate.problems.empty()) return answer(std::unexpected(candidate.problems.to_error()));
    if (round_) return answer(fail(Errc::rejected, "another change is under way", "try again when it is in force"));
    record.settings = tree_of(candidate.settings);
    record.hash = hash_of(record.settings);
    record.changed = paths_of(differences(head_.settings, record.settings), candidate.secrets);
    if (record.changed.empty() && record.file_hash == head_.file_hash) return answer(head_);
    record.restart_required = appliers_.untaken(record.changed);
    round_ = std::make_unique<Round>(Round{.number = ++rounds_,
                                           .record = std::move(record),
                                           .after = std::make_unique<platform::Settings>(std::move(candidate.settings)),
                                           .secrets = std::move(candidate.secrets),
                                           .change = {},
                                           .asked = {},
                                           .trace = std::move(trace),
                                           .answer = std::move(answer),
                                           .deadline = net::Timer(parts_.loop),
                                           .refusal = {}});
    ask_all();
}

/// Everybody is asked, also after a refusal: then all have the same to forget.
void Configuration::ask_all() {
    Round& round = *round_;
    round.change.emplace(platform::Change{.from = head_.version,
                                          .to = round.record.version,
                                          .before = *settings_,
                                          .after = *round.after,
                                          .paths = round.record.changed});
    round.asked = appliers_.all();
    round.waiting = round.asked.size();
    for (platform::Applier* applier : round.asked)
        applier->prepare(*round.change, [this, number = round.number, who = std::string(applier->name())](Result<> r) {
            answered(number, who, std::move(r));
        });
    round.is_asking = false;
    if (round.waiting == 0) return finish();
    round.deadline.after(parts_.deadline, [this] {
        round_->refusal =
            Error(Errc::rejected, std::to_string(round_->waiting) + " parts of the program did not answer within " +
                                      argosy::to_string(parts_.deadline));
        finish();
    });
}

void Configuration::answered(std::uint64_t number, std::string_view who, Result<> answer) {
    if (!round_ || round_->number != number || round_->waiting == 0) return;  // too late, or twice
    if (!answer && !round_->refusal)
        round_->refusal = Error(Errc::rejected, std::string(who) + " refuses: " + std::string(answer.error().message()))
                              .hint(answer.error().hint());
    if (--round_->waiting == 0 && !round_->is_asking) finish();
}

/// What was decided while others made up their mind came before.
Result<> Configuration::write(Round& round) {
    if (core_now_) {
        ARGOSY_LET(round.record.core_time, core_now_(), "trading core");
    }
    return parts_.store.write([&](store::Tables& t) -> Result<> {
        ARGOSY_TRY(append_version(t, round.record, head_.version), "configuration");
        for (const auto& secret : round.secrets) {
            if (secret.value.empty()) {
                ARGOSY_TRY(vault().erase(t, secret.name, round.record.time), "");
            } else {
                ARGOSY_TRY(vault().put(t, secret.name, secret.value, round.record.time), "");
            }
        }
        ARGOSY_TRY(t.audit().append(audit_entry(round.record, round.trace)), "audit");
        return {};
    });
}

void Configuration::finish() {
    const std::unique_ptr<Round> round = std::move(round_);
    round->deadline.cancel();
    Result<> written = round->refusal ? std::unexpected(std::move(*round->refusal)) : write(*round);
    for (platform::Applier* applier : round->asked)
        if (std::ranges::find(appliers_.all(), applier) != appliers_.all().end())
            written ? applier->commit() : applier->abort();
    if (!written) return round->answer(std::unexpected(std::move(written).error()));
    settings_ = std::move(round->after);
    head_ = std::move(round->record);
    log_.add(head_.version, head_.core_time);
    if (told_) told_(head_);
    round->answer(head_);
}

Result<platform::Settings> stored_settings(const store::Store& store, platform::Settings otherwise) {
    ARGOSY_LET(const auto last, last_version(store), "configuration");
    if (!last) return otherwise;
    return settings_of(*last);
}

Result<platform::Settings> session_settings(const store::Store& store, platform::Settings otherwise) {
    ARGOSY_LET(const auto last, last_version(store), "configuration");
    if (!last) return otherwise;
    ARGOSY_LET(const auto log, read_version_log(store), "configuration");
    ARGOSY_LET(const auto first, find_version(store, log.entries().front().version), "configuration");
    return settings_of(first);
}

Result<> begin_session(store::Store& store, const platform::Settings& settings, const std::optional<FileSettings>& file,
                       Time now) {
    ARGOSY_LET(const auto last, last_version(store), "configuration");
    const std::uint64_t head = last ? last->version : 0;
    VersionRecord record = start_version(head + 1, settings, file, now);
    const bool is_other = !last || last->hash != record.hash;
    if (last) record.changed = paths_of(differences(last->settings, record.settings), {});
    return store.write([&](store::Tables& t) -> Result<> {
        if (is_other) ARGOSY_TRY(append_version(t, record, head), "configuration");
        if (is_other && last) ARGOSY_TRY(t.audit().append(audit_entry(record, {})), "audit");
        const std::uint64_t first = is_other ? record.version : head;
        return note_session(t, first, now);
    });
}

Result<> resume_session(store::Store& store, const platform::Settings& began, const platform::Settings& has,
                        const std::optional<FileSettings>& file, Time now) {
    ARGOSY_TRY(begin_session(store, began, file, now), "");
    ARGOSY_LET(const auto first, last_version(store), "configuration");
    VersionRecord record = start_version(first->version + 1, has, file, now);
    if (record.hash == first->hash) return {};
    record.reason = "what the journal says was changed, its store being gone";
    record.changed = paths_of(differences(first->settings, record.settings), {});
    return store.write([&](store::Tables& t) -> Result<> {
        ARGOSY_TRY(append_version(t, record, first->version), "configuration");
        ARGOSY_TRY(t.audit().append(audit_entry(record, {})), "audit");
        return {};
    });
}

Result<VersionRecord> roll_back(store::Store& store, std::uint64_t version, Origin origin, const Check& check,
                                Time now) {
    ARGOSY_LET(const auto last, last_version(store), "configuration");
    ARGOSY_LET(auto old, find_version(store, version), "configuration");
    ARGOSY_LET(const auto settings, settings_of(old), "configuration");
    ARGOSY_TRY(check(settings), "version " + std::to_string(version));
    if (origin.reason.empty()) origin.reason = "back to version " + std::to_string(version);
    VersionRecord record{.version = last->version + 1,
                         .kind = VersionKind::rollback,
                         .author = std::move(origin.author),
                         .reason = std::move(origin.reason),
                         .time = now,
                         .file_hash = last->file_hash,
                         .settings = tree_of(settings)};
    record.hash = hash_of(record.settings);
    record.changed = paths_of(differences(last->settings, record.settings), {});
    if (record.changed.empty()) return *last;
    for (const auto& path : record.changed)  // all of the platform is in force at the next start
        if (path.starts_with("simulation.") && !is_taken_by_core(path)) record.restart_required.push_back(path);
    ARGOSY_TRY(store.write([&](store::Tables& t) -> Result<> {
        ARGOSY_TRY(append_version(t, record, last->version), "configuration");
        ARGOSY_TRY(t.audit().append(audit_entry(record, origin.trace)), "audit");
        return {};
    }),
               "configuration");
    return record;
}

}  // namespace argosy::services::config
