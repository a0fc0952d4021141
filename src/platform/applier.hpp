#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "platform/settings.hpp"

namespace argosy::platform {

/// From one version of the settings to the next.
struct Change {
    std::uint64_t from = 0, to = 0;  ///< versions
    const Settings& before;
    const Settings& after;
    const std::vector<std::string>& paths;  ///< what differs: "simulation.run.limits.open_orders_max"
};

/// Somebody whose behaviour depends on settings and can change while it runs. All appliers are on the same version:
/// either everybody commits a change, or nobody does.
///
/// Order:      prepare, then one of commit and abort; never two changes at a time.
/// Thread safety: called on the thread of the owner of the configuration.
class Applier {
public:
    /// Called once, on the caller's thread, now or later; a later answer than the deadline counts as a refusal.
    using Answer = std::move_only_function<void(Result<>)>;

    virtual ~Applier() = default;
    /// In error messages.
    [[nodiscard]] virtual std::string_view name() const = 0;
    /// A change at this key path takes effect at commit. What nobody takes waits for a restart and is named so.
    [[nodiscard]] virtual bool takes(std::string_view path) const = 0;
    /// Checks and sets aside what commit will need; nothing is in force yet. The change lives until commit or abort.
    /// Errors: why this change cannot be.
    virtual void prepare(const Change& change, Answer answer) = 0;
    /// The version is stored: it is in force from now on. May not fail.
    virtual void commit() noexcept = 0;
    /// Forget what was prepared, answered or not.
    virtual void abort() noexcept {}
};

/// An applier for somebody who takes everything below a few keys.
class KeyApplier final : public Applier {
public:
    /// check: may refuse; make: what commit does, with the settings that are in force then. Empty: nothing.
    struct Parts {
        std::string name;
        std::vector<std::string> keys;
        std::function<Result<>(const Change&)> check = {};
        std::function<void(const Settings&)> make = {};
    };
    explicit KeyApplier(Parts parts) : parts_(std::move(parts)) {}

    [[nodiscard]] std::string_view name() const override { return parts_.name; }
    [[nodiscard]] bool takes(std::string_view path) const override;
    void prepare(const Change& change, Answer answer) override;
    void commit() noexcept override;
    void abort() noexcept override { next_ = nullptr; }

private:
    const Parts parts_;
    const Settings* next_ = nullptr;  ///< none: the change is not ours
};

/// Who is asked about changes, in the order in which they came.
class Appliers {
public:
    /// Requires: the applier outlives this, or is removed.
    void add(Applier& applier) { all_.push_back(&applier); }
    void remove(const Applier& applier) noexcept { std::erase(all_, &applier); }
    [[nodiscard]] const std::vector<Applier*>& all() const noexcept { return all_; }
    /// Those of the paths that nobody takes.
    [[nodiscard]] std::vector<std::string> untaken(const std::vector<std::string>& paths) const;

private:
    std::vector<Applier*> all_;
};

/// The path is the key or below it: "simulation.run.limits" holds "simulation.run.limits.daily_loss.amount" and
/// "simulation.run.books[0]" holds "simulation.run.books[0].name".
[[nodiscard]] bool is_within(std::string_view path, std::string_view key) noexcept;

}  // namespace argosy::platform
