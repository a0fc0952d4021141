#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <string_view>

#include "api/router.hpp"
#include "base/error.hpp"
#include "store/writer.hpp"

/// What people changed: every change is appended to the store's hash chain (store/audit.hpp).
namespace argosy::audit {

/// A change that was asked for, and what became of it. Never with a secret in it.
struct Change {
    std::string actor;        ///< "user:ada", "api_key:ada"
    std::string action;       ///< "trade.record", "risk.set_limits"
    std::string target;       ///< what was changed; may be empty
    std::string method;       ///< "PUT"; empty: not over HTTP
    std::string path;         ///< "/api/v1/trades/17"
    std::string trace;        ///< ties it to the log
    std::string result;       ///< "ok", or the error's message
    std::string what = "{}";  ///< a JSON object: the change itself
};

/// For the parts of a service: told about each change, once it is decided.
using Record = std::function<void(const Change&)>;

/// The change that a request asks for. `what`: a JSON object without secrets.
[[nodiscard]] Change change_of(const api::Call& call, std::string_view action, std::string_view target,
                               std::string what = "{}");
/// The change that a request asked for, where nobody knows more of it than how it was answered.
[[nodiscard]] Change change_of(const api::Changed& changed);
/// The same with what became of it.
template <class T>
[[nodiscard]] Change with_result(Change change, const Result<T>& result) {
    change.result = result ? "ok" : std::string(result.error().message());
    return change;
}

/// The line of the log: method, path, result and change are its details. For those who append it in the transaction of
/// the change itself, so that there is neither without the other.
[[nodiscard]] store::AuditEntry entry_of(const Change& change, Time now);

/// Appends changes by a writer, for those that change something outside the store.
///
/// Failure:       a change that could not be written is counted and told to `alarm`; the change itself stands.
/// Thread safety: record from any thread; `alarm` is called on the writer's.
class Trail {
public:
    using Alarm = std::function<void(const Change&, const Error&)>;
    /// The writer outlives the trail, and the trail what it wrote: flush the writer before it ends.
    explicit Trail(store::Writer& writer, Alarm alarm = {});
    Trail(const Trail&) = delete;
    Trail& operator=(const Trail&) = delete;

    void record(const Change& change);
    [[nodiscard]] Record recorder() {
        return [this](const Change& change) { record(change); };
    }
    [[nodiscard]] std::uint64_t lost() const noexcept { return lost_; }

private:
    void lose(const Change& change, const Error& error);

    store::Writer& writer_;
    Alarm alarm_;
    std::atomic<std::uint64_t> lost_ = 0;
};

}  // namespace argosy::audit
