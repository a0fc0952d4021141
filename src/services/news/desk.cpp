#include "services/news/desk.hpp"

#include <algorithm>
#include <limits>

#include "base/describe.hpp"
#include "base/hash.hpp"
#include "config/read.hpp"
#include "config/write.hpp"

namespace argosy::services::news {
namespace {

using argosy::news::Headline;

std::string key_of(const messages::Headline& h) { return h.source + '\n' + h.id; }

Result<> append(store::Tables& tables, const messages::Headline& h) {
    const auto sequence = tables.streams().append(
        {.stream = std::string(headline_stream), .time = h.received, .key = h.source, .body = config::json_line(h)});
    if (!sequence) return fail(sequence.error().code(), std::string(sequence.error().message()));
    return {};
}

}  // namespace

Result<messages::Headline> headline_of(const store::StreamEntry& entry) {
    auto headline = config::read_json<messages::Headline>(entry.body, "headline");
    if (headline) return headline;
    return fail(Errc::corrupt, "headline " + std::to_string(entry.sequence) +
                                   " of the store: " + std::string(headline.error().message()));
}

Result<std::vector<messages::Headline>> Desk::load(Time oldest) {
    const auto trimmed = store_.write([&](store::Tables& t) { return t.streams().trim(headline_stream, oldest); });
    if (!trimmed) return fail(trimmed.error().code(), std::string(trimmed.error().message()));
    std::vector<messages::Headline> out;
    store::PageRequest page{.limit = store::PageRequest::limit_max, .cursor = {}};
    do {
        ARGOSY_LET(const auto rows, store_.read([&](const store::Tables& t) {
            return t.streams().list(
                {.stream = std::string(headline_stream), .direction = store::Direction::oldest_first}, page);
        }),
                   "headlines");
        for (const auto& entry : rows.rows) {
            ARGOSY_LET(auto headline, headline_of(entry), "");
            known_.insert(key_of(headline));
            out.push_back(std::move(headline));
        }
        page.cursor = rows.next;
    } while (!page.cursor.empty());
    return out;
}

Result<> Desk::read_lexicon() {
    if (analyzer_) return {};
    ARGOSY_LET(auto lexicon, lexicon_(), "lexicon");
    analyzer_.emplace(std::move(lexicon));
    return {};
}

Result<std::vector<messages::Headline>> Desk::take(const std::vector<Headline>& headlines, Time now) {
    std::vector<messages::Headline> fresh;
    if (headlines.empty()) return fresh;
    ARGOSY_TRY(read_lexicon(), "");
    std::unordered_set<std::string> keys;
    for (const auto& headline : headlines) {
        auto h = judged(headline, now);
        const auto key = key_of(h);
        if (!known_.contains(key) && keys.insert(key).second) fresh.push_back(std::move(h));
    }
    if (fresh.empty()) return fresh;
    ARGOSY_TRY(store_.write([&](store::Tables& t) -> Result<> {
        for (const auto& h : fresh) ARGOSY_TRY(append(t, h), "headline");
        return {};
    }),
               "headlines");
    known_.merge(keys);
    return fresh;
}

messages::Headline Desk::judged(const Headline& headline, Time now) const {
    messages::Headline out{.id = headline.id,
                           .source = headline.source,
                           .title = headline.title,
                           .url = headline.url,
                           .instruments = {},
                           .published = headline.published.value_or(headline.arrived),
                           .received = std::min(headline.arrived, now),
                           .score = analyzer_->score(headline.title).compound};
    // A file need not give ids: then the same words at the same time are the same headline.
    if (out.id.empty()) out.id = sha256_hex(out.title + to_iso8601(out.published)).substr(0, 32);
    for (const std::size_t i : matcher_.match(headline)) out.instruments.push_back(matcher_.instruments()[i].symbol);
    return out;
}

void Moods::add(std::span<const messages::Headline> headlines) {
    for (const auto& headline : headlines)
        for (const auto& instrument : headline.instruments)
            note(of_.try_emplace(instrument, half_life_).first->second, headline);
    for (auto& [instrument, of] : of_)
        if (of.is_stale) rebuild(of);
}

void Moods::note(Of& of, const messages::Headline& headline) const {
    of.scores.emplace(headline.received, headline.score);
    if (!of.is_stale && !of.score.add(headline.score, headline.received)) of.is_stale = true;
}

void Moods::rebuild(Of& of) const {
    of.score = sentiment::DecayingScore(half_life_);
    for (const auto& [arrived, score] : of.scores) (void)of.score.add(score, arrived);  // in order: it cannot refuse
    of.is_stale = false;
}

messages::Sentiment Moods::at(const std::string& instrument, Time now) const {
    messages::Sentiment out{.instrument = instrument, .score = std::numeric_limits<double>::quiet_NaN(), .time = now};
    const auto found = of_.find(instrument);
    if (found == of_.end()) return out;
    // A clock that was set back must not ask for a moment before the newest headline.
    const auto mood = found->second.score.at(std::max(now, found->second.score.last_arrival()));
    out.score = mood.mean, out.dispersion = mood.dispersion, out.headlines = mood.count;
    return out;
}

}  // namespace argosy::services::news
