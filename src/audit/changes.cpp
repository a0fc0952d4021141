#include "audit/changes.hpp"

namespace argosy::audit {
namespace {

std::unexpected<Error> copied(const Error& e) { return fail(e.code(), std::string(e.message()), e.hint()); }

store::Work line_of(Change change) {
    return [change = std::move(change)](store::Tables& tables) -> Result<> {
        ARGOSY_TRY(tables.audit().append(entry_of(change, net::wall_time())), "audit");
        return {};
    };
}

}  // namespace

struct Changes::State {
    store::Writer& writer;
    net::Loop& loop;
    bool is_over = false;  ///< loop's thread

    /// On the loop's thread: says how it ended.
    void finish(const Change& change, Then& then, Result<> result) {
        if (!result) (void)writer.submit(line_of(with_result(change, result)));
        if (!is_over) then(std::move(result));
    }
};

Changes::Changes(store::Writer& writer, net::Loop& loop) : state_(std::make_shared<State>(writer, loop)) {}

Changes::~Changes() { state_->is_over = true; }

void Changes::run(Change change, store::Work work, Then then) {
    auto both = [work = std::move(work), line = line_of(change)](store::Tables& tables) mutable -> Result<> {
        ARGOSY_TRY(work(tables), "");
        return line(tables);
    };
    const auto shared = std::make_shared<Then>(std::move(then));
    const auto finish = [state = state_, change, shared](Result<> result) {
        state->loop.post([state, change, shared, result = std::move(result)]() mutable {
            state->finish(change, *shared, std::move(result));
        });
    };
    auto done = [finish](const Result<>& result) { finish(result ? Result<>{} : Result<>(copied(result.error()))); };
    if (auto taken = state_->writer.submit(std::move(both), std::move(done)); !taken) finish(std::move(taken));
}

}  // namespace argosy::audit
