#include "ledger/journal_mark.hpp"

#include <charconv>
#include <fmt/format.h>

namespace argosy::ledger {
namespace {

constexpr const char *collection = "ledger", *key = "journal";

}  // namespace

Result<> keep_mark(store::Tables& tables, const JournalMark& mark) {
    ARGOSY_TRY(tables.documents().put({.collection = collection,
                                       .key = key,
                                       .group = {},
                                       .body = std::to_string(mark.records),
                                       .expires = {},
                                       .updated = mark.time},
                                      store::Expect::anything()),
               "how far the journal is");
    return {};
}

Result<std::optional<JournalMark>> read_mark(const store::Store& store) {
    ARGOSY_LET(const auto found,
               store.read([](const store::Tables& t) { return t.documents().find(collection, key, Time{}); }),
               "how far the journal is");
    if (!found) return std::optional<JournalMark>{};
    JournalMark mark{.records = 0, .time = found->updated};
    const char* const end = found->body.data() + found->body.size();
    if (std::from_chars(found->body.data(), end, mark.records).ptr != end)
        return fail(Errc::corrupt, "how far the journal is: expected a number of records, got " + found->body,
                    "argosy store check shows what else is damaged");
    return mark;
}

Result<> check_journal(const store::Store& store, std::uint64_t records) {
    ARGOSY_LET(const auto mark, read_mark(store), "");
    if (!mark || records >= mark->records) return {};
    return fail(
        Errc::corrupt,
        fmt::format(
            "the journal ends after {} records, but it had {} once (until {} of the session): it was cut or removed",
            records, mark->records, to_iso8601(mark->time)),
        "put the whole journal back from a backup; or begin anew with argosy up --new, which keeps what is there "
        "beside it");
}

}  // namespace argosy::ledger
