#pragma once

#include <functional>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

#include "store/accounts.hpp"
#include "store/alerts.hpp"
#include "store/audit.hpp"
#include "store/documents.hpp"
#include "store/messages.hpp"
#include "store/streams.hpp"
#include "store/trades.hpp"

/// Where state is kept: ports, one adapter for each database below this folder. An adapter knows no rule of trading,
/// and nothing outside `app` knows which adapter there is.
namespace argosy::store {

/// The tables within one transaction. Through a const one only reading is possible.
class Tables {
public:
    struct Parts {
        Trades& trades;
        Alerts& alerts;
        Balances& balances;
        EquityCurve& equity;
        Documents& documents;
        Streams& streams;
        AuditLog& audit;
        Outbox& outbox;
        AppliedIds& applied;
        DeadLetters& dead_letters;
    };
    explicit Tables(const Parts& parts) noexcept : parts_(parts) {}

    [[nodiscard]] Trades& trades() noexcept { return parts_.trades; }
    [[nodiscard]] Alerts& alerts() noexcept { return parts_.alerts; }
    [[nodiscard]] Balances& balances() noexcept { return parts_.balances; }
    [[nodiscard]] EquityCurve& equity() noexcept { return parts_.equity; }
    [[nodiscard]] Documents& documents() noexcept { return parts_.documents; }
    [[nodiscard]] Streams& streams() noexcept { return parts_.streams; }
    [[nodiscard]] AuditLog& audit() noexcept { return parts_.audit; }
    [[nodiscard]] Outbox& outbox() noexcept { return parts_.outbox; }
    [[nodiscard]] AppliedIds& applied() noexcept { return parts_.applied; }
    [[nodiscard]] DeadLetters& dead_letters() noexcept { return parts_.dead_letters; }

    [[nodiscard]] const Trades& trades() const noexcept { return parts_.trades; }
    [[nodiscard]] const Alerts& alerts() const noexcept { return parts_.alerts; }
    [[nodiscard]] const Balances& balances() const noexcept { return parts_.balances; }
    [[nodiscard]] const EquityCurve& equity() const noexcept { return parts_.equity; }
    [[nodiscard]] const Documents& documents() const noexcept { return parts_.documents; }
    [[nodiscard]] const Streams& streams() const noexcept { return parts_.streams; }
    [[nodiscard]] const AuditLog& audit() const noexcept { return parts_.audit; }
    [[nodiscard]] const Outbox& outbox() const noexcept { return parts_.outbox; }
    [[nodiscard]] const AppliedIds& applied() const noexcept { return parts_.applied; }
    [[nodiscard]] const DeadLetters& dead_letters() const noexcept { return parts_.dead_letters; }

private:
    Parts parts_;
};

/// What is to be done in a transaction; an error undoes it.
using Work = std::move_only_function<Result<>(Tables&)>;

/// A database.
///
///     ARGOSY_TRY(store.write([&](store::Tables& t) -> Result<> {
///         ARGOSY_TRY(t.trades().put(trade), "");
///         ARGOSY_TRY(t.outbox().put(message), "");     // both or none
///         return {};
///     }), "trade closed");
///     ARGOSY_LET(const auto open, store.read([&](const store::Tables& t) { return t.trades().list(filter, page); }),
///                "");
///
/// Invariants: when write returns success, the change is on the disk and survives kill -9 and a power cut; when it
///             returns an error, nothing was changed (after a failed sync: perhaps; the next start tells). read sees
///             one consistent state, of some transaction before.
/// Failure:    when a sync fails, the store refuses every later write (`unavailable`), because the kernel may have
///             thrown away what it could not write; reading goes on. A full disk is an error of that write only.
/// Thread safety: all calls, from all threads. One write at a time; reads wait for nobody. Not from within a write of
///             the same thread (asserted).
class Store {
public:
    virtual ~Store() = default;

    /// Runs f(Tables&) -> Result<T> in a transaction and returns what f returned. It may not keep the tables.
    template <class F>
    auto write(F&& f) -> std::invoke_result_t<F&, Tables&> {
        std::invoke_result_t<F&, Tables&> out = fail(Errc::internal, "the work did not run");
        auto done = do_write([&](Tables& tables) { return outcome(out, f(tables)); });
        if (!done) return std::unexpected(std::move(done).error());
        return out;
    }

    /// Runs f(const Tables&) -> Result<T> on one consistent state. Keep it short: the log grows while it runs.
    template <class F>
    auto read(F&& f) const -> std::invoke_result_t<F&, const Tables&> {
        std::invoke_result_t<F&, const Tables&> out = fail(Errc::internal, "the work did not run");
        auto done = do_read([&](const Tables& tables) { return outcome(out, f(tables)); });
        if (!done) return std::unexpected(std::move(done).error());
        return out;
    }

    /// Runs every work as write does, with one sync for all: the error of one undoes that one. The results have the
    /// order of the works. When the commit itself fails, all of them carry that error.
    [[nodiscard]] virtual std::vector<Result<>> write_each(std::span<Work> works) = 0;

    /// A sync failed: nothing more is written, and the owner should stop accepting what needs it.
    [[nodiscard]] virtual bool is_failed() const noexcept = 0;

protected:
    using WriteFunction = std::function<Result<>(Tables&)>;
    using ReadFunction = std::function<Result<>(const Tables&)>;
    [[nodiscard]] virtual Result<> do_write(const WriteFunction& work) = 0;
    [[nodiscard]] virtual Result<> do_read(const ReadFunction& work) const = 0;

private:
    template <class R>
    static Result<> outcome(R& out, R result) {
        if (!result) return std::unexpected(std::move(result).error());
        out = std::move(result);
        return {};
    }
};

}  // namespace argosy::store
