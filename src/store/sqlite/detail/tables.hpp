#pragma once

#include "store/sqlite/detail/connection.hpp"
#include "store/store.hpp"

/// The ports over one connection. The transaction is the business of SqliteStore.
namespace argosy::store::sqlite::detail {

class SqliteTrades final : public Trades {
public:
    explicit SqliteTrades(Connection& db) noexcept : db_(db) {}
    Result<> put(const Trade& trade) override;
    Result<std::optional<Trade>> find(std::string_view id) const override;
    Result<Page<Trade>> list(const TradeFilter& filter, const PageRequest& page) const override;

private:
    Connection& db_;
};

class SqliteAlerts final : public Alerts {
public:
    explicit SqliteAlerts(Connection& db) noexcept : db_(db) {}
    Result<> put(const Alert& alert) override;
    Result<bool> resolve(std::string_view id, Time when) override;
    Result<std::optional<Alert>> find(std::string_view id) const override;
    Result<Page<Alert>> list(const AlertFilter& filter, const PageRequest& page) const override;
    Result<std::uint64_t> trim(Time time) override;

private:
    Connection& db_;
};

class SqliteBalances final : public Balances {
public:
    explicit SqliteBalances(Connection& db) noexcept : db_(db) {}
    Result<> put(const Balance& balance) override;
    Result<std::vector<Balance>> list(std::string_view venue) const override;

private:
    Connection& db_;
};

class SqliteEquity final : public EquityCurve {
public:
    explicit SqliteEquity(Connection& db) noexcept : db_(db) {}
    Result<> put(const EquityPoint& point) override;
    Result<std::optional<EquityPoint>> last(std::string_view account) const override;
    Result<Page<EquityPoint>> list(const EquityFilter& filter, const PageRequest& page) const override;
    Result<std::uint64_t> trim(Time time) override;

private:
    Connection& db_;
};

class SqliteDocuments final : public Documents {
public:
    explicit SqliteDocuments(Connection& db) noexcept : db_(db) {}
    Result<std::uint64_t> put(const Document& document, Expect expect) override;
    Result<bool> erase(std::string_view collection, std::string_view key, Expect expect, Time now) override;
    Result<std::uint64_t> erase_group(std::string_view collection, std::string_view group) override;
    Result<std::uint64_t> erase_expired(Time now, std::size_t limit) override;
    Result<std::optional<Document>> find(std::string_view collection, std::string_view key, Time now) const override;
    Result<Page<Document>> list(const DocumentFilter& filter, const PageRequest& page, Time now) const override;

private:
    Result<> require(std::string_view collection, std::string_view key, Expect expect, Time now) const;
    Connection& db_;
};

class SqliteStreams final : public Streams {
public:
    explicit SqliteStreams(Connection& db) noexcept : db_(db) {}
    Result<std::uint64_t> append(const StreamEntry& entry, std::optional<std::uint64_t> last) override;
    Result<std::uint64_t> last(std::string_view stream) const override;
    Result<std::optional<StreamEntry>> find(std::string_view stream, std::uint64_t sequence) const override;
    Result<Page<StreamEntry>> list(const StreamFilter& filter, const PageRequest& page) const override;
    Result<std::uint64_t> trim(std::string_view stream, Time time) override;

private:
    Connection& db_;
};

class SqliteAudit final : public AuditLog {
public:
    explicit SqliteAudit(Connection& db) noexcept : db_(db) {}
    Result<AuditHead> append(const AuditEntry& entry) override;
    Result<AuditHead> head() const override;
    Result<Page<AuditEntry>> list(const AuditFilter& filter, const PageRequest& page) const override;
    Result<> scan(const std::function<bool(const AuditEntry&)>& visit) const override;

private:
    Connection& db_;
};

class SqliteOutbox final : public Outbox {
public:
    explicit SqliteOutbox(Connection& db) noexcept : db_(db) {}
    Result<std::uint64_t> put(const OutboxMessage& message) override;
    Result<std::vector<OutboxMessage>> waiting(std::uint64_t after, std::size_t limit) const override;
    Result<std::uint64_t> depth() const override;
    Result<std::uint64_t> published(std::uint64_t sequence) override;

private:
    Connection& db_;
};

class SqliteAppliedIds final : public AppliedIds {
public:
    explicit SqliteAppliedIds(Connection& db) noexcept : db_(db) {}
    Result<bool> apply(std::string_view consumer, const Uuid& id, Time now) override;
    Result<bool> has(std::string_view consumer, const Uuid& id) const override;
    Result<std::uint64_t> trim(Time time) override;

private:
    Connection& db_;
};

class SqliteDeadLetters final : public DeadLetters {
public:
    explicit SqliteDeadLetters(Connection& db) noexcept : db_(db) {}
    Result<std::uint64_t> put(const DeadLetter& letter) override;
    Result<std::optional<DeadLetter>> take(std::uint64_t sequence) override;
    Result<Page<DeadLetter>> list(std::string_view subject, const PageRequest& page) const override;
    Result<std::uint64_t> trim(std::uint64_t keep) override;

private:
    Connection& db_;
};

/// A connection and the ports over it.
class Channel {
public:
    explicit Channel(Connection connection);
    [[nodiscard]] Connection& connection() noexcept { return db_; }
    [[nodiscard]] Tables& tables() noexcept { return tables_; }

private:
    Connection db_;
    SqliteTrades trades_{db_};
    SqliteAlerts alerts_{db_};
    SqliteBalances balances_{db_};
    SqliteEquity equity_{db_};
    SqliteDocuments documents_{db_};
    SqliteStreams streams_{db_};
    SqliteAudit audit_{db_};
    SqliteOutbox outbox_{db_};
    SqliteAppliedIds applied_{db_};
    SqliteDeadLetters dead_letters_{db_};
    Tables tables_;
};

/// The next number of a counter: 1, 2, 3 ...
[[nodiscard]] Result<std::uint64_t> count_up(Connection& db, std::string_view counter);
/// The last number of a counter; 0: none yet.
[[nodiscard]] Result<std::uint64_t> last_count(Connection& db, std::string_view counter);

}  // namespace argosy::store::sqlite::detail
