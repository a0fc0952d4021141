// States of a simulation beside its journal, so that a restart is short.
#include "base/hash.hpp"
#include "domain/archive.hpp"
#include "engine/engine.hpp"
#include "runtime/simulation.hpp"
#include "runtime/snapshot.hpp"
#include "sim/venue.hpp"

namespace argosy::runtime {

// What is not here follows from the configuration, or is of those who show it.
void Simulation::parts(this auto& self, auto& archive) {
    archive(self.now_, self.steps_, self.peak_, self.history_, self.placed_keys_);
    for (const auto& key : self.placed_keys_) archive(self.placements_[key]);
}

bool Simulation::save(ArchiveWriter& archive) {
    parts(archive);
    return venue_->save(archive) && source_->save(archive) && engine_->save(archive);
}

bool Simulation::load(ArchiveReader& archive) {
    parts(archive);
    venue_->load(archive);
    return source_->load(archive) && engine_->load(archive) && archive.is_complete();
}

std::optional<std::uint64_t> Simulation::state_digest() {
    ArchiveWriter archive;
    if (!save(archive)) return {};
    return checksum64(archive.bytes());
}

void Simulation::keep_snapshot() {
    if (!tape_ || options_.snapshot_every == 0 || tape_->sequence() < snapshot_due_) return;
    snapshot_due_ = tape_->sequence() + options_.snapshot_every;
    Snapshot snapshot{.program = build_id(), .config = decisive_hash(config_), .place = tape_->end(), .state = {}};
    ArchiveWriter archive;
    // The journal must be on the disk up to there; a snapshot that cannot be written is not missed.
    if (snapshot.program.empty() || !save(archive) || !commit()) return;
    snapshot.state.assign(archive.bytes().begin(), archive.bytes().end());
    (void)write_snapshot(options_.journal, snapshot);
}

Simulation::Resumed Simulation::resume_snapshot() {
    const auto snapshot = read_snapshot(options_.journal);
    if (!snapshot || snapshot->program.empty() || snapshot->program != build_id() ||
        snapshot->config != decisive_hash(config_) || !tape_->skip_to(snapshot->place))
        return Resumed::no;
    ArchiveReader archive(snapshot->state);
    if (!load(archive)) return Resumed::half;
    snapshot_due_ = tape_->sequence() + options_.snapshot_every;
    return Resumed::yes;
}

}  // namespace argosy::runtime
