// Everything that events change, as bytes and back.
#include "domain/archive.hpp"
#include "engine/engine.hpp"

namespace argosy::engine {
namespace {

/// Of a feed; what strategies said about bars that are yet to be played is never saved.
void pass(auto& feed, auto& archive) { archive(feed.atr, feed.bars, feed.read_until); }

}  // namespace

// What is not here follows from the settings, is only of use during a call, or is empty between two events.
void Engine::parts(this auto& self, auto& archive) {
    archive(self.now_, self.equity_, self.portfolio_, self.trades_, self.trades_seen_);
    archive(self.exposure_, self.monitor_, self.protections_, self.emergency_, self.checks_, self.orders_);
    archive(self.regimes_, self.has_ticks_, self.touched_, self.next_timer_);
    archive(self.last_placed_, self.decisions_, self.alerts_, self.holdings_version_);
    for (const auto& book : self.books_) archive(*book);
    for (const auto& brackets : self.brackets_) archive(*brackets);
    for (auto& feed : self.feeds_) pass(feed, archive);
    for (const auto& instance : self.instances_) archive(instance->enabled, instance->warm_up, instance->next_timer);
}

bool Engine::save(ArchiveWriter& archive) const {
    const auto has_more_to_say = [](const Feed& feed) { return feed.heard < feed.said.size(); };
    if (!outbox_.empty() || !actions_.empty() || std::ranges::any_of(feeds_, has_more_to_say)) return false;
    for (const auto& source : sources_)
        for (const double value : source.parameters.values()) archive(value);
    parts(archive);
    return std::ranges::all_of(instances_, [&](const auto& i) { return i->strategy->save(archive); });
}

bool Engine::load(ArchiveReader& archive) {
    if (!load_parameters(archive)) return false;
    parts(archive);
    return std::ranges::all_of(instances_, [&](const auto& i) { return i->strategy->load(archive); });
}

bool Engine::load_parameters(ArchiveReader& archive) {
    for (std::size_t s = 0; s < sources_.size(); ++s) {
        auto& [descriptor, parameters] = sources_[s];
        bool is_same = true;
        for (std::size_t p = 0; p < parameters.values().size(); ++p) {
            double value = 0;
            archive(value);
            if (value == parameters.values()[p]) continue;
            is_same = false;
            if (!parameters.set(parameters.declaration()[p].name, value)) return false;
        }
        if (is_same) continue;
        for (const auto& instance : instances_) {
            if (instance->id.value() != s) continue;
            auto fresh = descriptor.make(parameters, instance->setup);
            if (!fresh) return false;
            instance->strategy = std::move(*fresh);
        }
    }
    return true;
}

}  // namespace argosy::engine
