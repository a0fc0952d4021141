#pragma once

#include <memory>

#include "audit/trail.hpp"
#include "net/loop.hpp"

namespace argosy::audit {

/// Changes of the store that people ask for: the work and its line in the audit log are one transaction, so there is
/// neither without the other. A change that failed is written down as well, with its error.
///
/// Thread safety: the loop's thread. Requires: writer and loop outlive it; the writer is flushed before the loop ends.
class Changes {
public:
    using Then = std::move_only_function<void(Result<>)>;

    Changes(store::Writer& writer, net::Loop& loop);
    Changes(const Changes&) = delete;
    Changes& operator=(const Changes&) = delete;
    /// No `then` is called any more; what was asked for is done all the same.
    ~Changes();

    /// `then` is called once, later, when it is on the disk or has failed. Errors, given to it: those of the work and
    /// of the writer.
    void run(Change change, store::Work work, Then then);

private:
    struct State;
    std::shared_ptr<State> state_;  // shared with changes that are under way
};

}  // namespace argosy::audit
