// A version of the settings and what it asks of the core, in a process that dies in between.
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/engine.hpp"
#include "journal/inspect.hpp"
#include "runtime/simulation.hpp"
#include "services/config/configuration.hpp"
#include "services/config/core_applier.hpp"
#include "store/sqlite/sqlite_store.hpp"
#include "strategies/builtin.hpp"
#include "support/killed_child.hpp"
#include "support/seeded_entropy.hpp"
#include "support/temporary_folder.hpp"

namespace argosy::services::config {
namespace {

/// Dies at commit: the version is written.
class Killer final : public platform::Applier {
public:
    [[nodiscard]] std::string_view name() const override { return "killer"; }
    [[nodiscard]] bool takes(std::string_view) const override { return false; }
    void prepare(const platform::Change&, Answer answer) override { answer({}); }
    void commit() noexcept override { ::raise(SIGKILL); }
};

/// What of a version shows in a core. Whole: all four belong to the same settings.
struct Shown {
    std::uint32_t orders_max = 0;
    std::size_t fast = 0, slow = 0;
    bool is_macd_on = true;
    friend bool operator==(const Shown&, const Shown&) = default;
};
constexpr Shown first{.orders_max = 50, .fast = 9, .slow = 21, .is_macd_on = true};
constexpr Shown second{.orders_max = 7, .fast = 5, .slow = 13, .is_macd_on = false};

void PrintTo(const Shown& s, std::ostream* out) {
    *out << s.orders_max << " orders, " << s.fast << '/' << s.slow << ", macd " << s.is_macd_on;
}

Proposal proposal_of(const Shown& s) {
    const std::string parameters = "simulation.run.books[0].strategies[0].parameters.";
    return {.patch = {},
            .yaml = {},
            .sets = {"simulation.run.limits.open_orders_max=" + std::to_string(s.orders_max),
                     parameters + "fast=" + std::to_string(s.fast), parameters + "slow=" + std::to_string(s.slow),
                     std::string("platform.trading.disabled_strategies=") + (s.is_macd_on ? "[]" : "[macd]")}};
}

/// A core with its journal and the settings beside it, as `argosy up` opens them.
class Process {
public:
    explicit Process(const std::filesystem::path& state) : journal_(state / "journal") {
        strategies::add_builtin(strategies_);
        core_ = runtime::Simulation::open(runtime::default_simulation(), strategies_, {.journal = journal_}).value();
        core_->play_history();
        store_ = store::sqlite::open({.file = state / "argosy.db"}).value();
        vault_.emplace(Vault::Parts{.store = *store_, .box = nullptr, .entropy = entropy_});
        configuration_ =
            Configuration::open({.store = *store_, .vault = *vault_, .loop = loop_, .clock = net::wall_time}, {})
                .value();
        configuration_->follow([this]() -> Result<Time> {
            EXPECT_TRUE(core_->commit());
            return core_->now();
        });
        applier_.emplace(CoreApplier::Parts{.core = *core_});
    }
    void catch_up() { applier_->catch_up(configuration_->settings(), configuration_->head().version); }
    Result<> update(const Shown& shown) {
        Result<> out = fail(Errc::timeout, "no answer yet");
        configuration_->update(proposal_of(shown), {.author = "ada"}, {}, [&out](Result<VersionRecord> made) {
            out = made ? Result<>() : std::unexpected(std::move(made).error());
        });
        return out;
    }
    [[nodiscard]] Shown shown() const {
        const auto& engine = core_->engine();
        return {.orders_max = engine.checks().limits().open_orders_max,
                .fast = engine.parameters(StrategyId(0)).integer("fast"),
                .slow = engine.parameters(StrategyId(0)).integer("slow"),
                .is_macd_on = engine.is_enabled(StrategyId(1))};
    }
    /// Commands in its journal.
    [[nodiscard]] std::uint64_t applied() const {
        EXPECT_TRUE(core_->commit());
        const auto found = journal::verify(journal_).value().by_type;
        return found.contains("command") ? found.at("command") : 0;
    }
    [[nodiscard]] runtime::Simulation& core() { return *core_; }
    [[nodiscard]] Configuration& configuration() { return *configuration_; }
    [[nodiscard]] CoreApplier& applier() { return *applier_; }

private:
    const std::filesystem::path journal_;
    argosy::testing::SeededEntropy entropy_;
    net::Loop loop_;
    strategy::Catalogue strategies_;
    std::unique_ptr<runtime::Simulation> core_;
    std::unique_ptr<store::Store> store_;
    std::optional<Vault> vault_;
    std::unique_ptr<Configuration> configuration_;
    std::optional<CoreApplier> applier_;
};

/// Applies the second settings in a process that is killed when the version is written, before or after the core.
void die_applying(const std::filesystem::path& state, bool before_the_core) {
    const pid_t child = ::fork();
    if (child == 0) {
        Process process(state);
        Killer killer;
        auto& appliers = process.configuration().appliers();
        if (before_the_core) appliers.add(killer);
        appliers.add(process.applier());
        if (!before_the_core) appliers.add(killer);
        static_cast<void>(process.update(second));
        ::_exit(1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

TEST(ConfigCrash, what_the_core_did_not_get_it_gets_once_at_the_next_start) {
    for (const bool before_the_core : {true, false}) {
        const argosy::testing::TemporaryFolder folder;
        die_applying(folder.path(), before_the_core);
        {
            Process next(folder.path());
            EXPECT_EQ(next.configuration().head().version, 2U) << "it was written";
            EXPECT_EQ(next.shown(), before_the_core ? first : second) << "all of it, or nothing";
            EXPECT_EQ(next.applied(), before_the_core ? 0U : 1U);
            next.catch_up();
            EXPECT_EQ(next.shown(), second);
            EXPECT_EQ(next.applied(), 1U);
            EXPECT_TRUE(next.core().step());
            next.catch_up();
            EXPECT_EQ(next.applied(), 1U);
        }
        Process after(folder.path());
        after.catch_up();
        EXPECT_EQ(after.applied(), 1U) << "not a second time";
        EXPECT_EQ(after.shown(), second);
    }
}

TEST(ConfigCrash, decisions_before_the_crash_are_tagged_with_the_version_before) {
    const argosy::testing::TemporaryFolder folder;
    die_applying(folder.path(), true);
    Process next(folder.path());
    const Time then = next.core().now();
    EXPECT_EQ(next.configuration().head().core_time, then) << "the journal was on the disk up to there";
    next.catch_up();
    ASSERT_TRUE(next.core().step());
    EXPECT_EQ(next.configuration().log().at(then), 1U);
    EXPECT_EQ(next.configuration().log().at(next.core().now()), 2U);
}

TEST(ConfigCrash, kill_9_at_any_time_leaves_one_version_or_the_other_and_never_a_mixture) {
    const argosy::testing::TemporaryFolder folder;
    for (useconds_t after = 1'000; after < 20'000; after += 3'000) {
        (void)argosy::testing::last_stored_by_killed_child(
            [&](int pipe) {
                Process process(folder.path());
                process.configuration().appliers().add(process.applier());
                process.catch_up();
                for (std::uint64_t n = 1;; ++n) {
                    if (!process.update(process.shown() == first ? second : first)) ::_exit(3);
                    process.core().step();
                    if (::write(pipe, &n, sizeof n) != sizeof n) ::_exit(4);
                }
            },
            after);
        Process next(folder.path());
        const Shown found = next.shown();
        EXPECT_TRUE(found == first || found == second) << ::testing::PrintToString(found);
        const bool is_second = next.configuration().settings().simulation.run.limits.open_orders_max == 7;
        next.catch_up();
        EXPECT_EQ(next.shown(), is_second ? second : first) << "as the version in force says";
    }
}

TEST(ConfigCrash, a_journal_that_can_take_nothing_refuses_the_version_for_everybody) {
    const argosy::testing::TemporaryFolder folder;
    Process process(folder.path());
    process.configuration().appliers().add(process.applier());
    process.configuration().follow([]() -> Result<Time> { return fail(Errc::unavailable, "the disk is full"); });
    const auto refused = process.update(second);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().describe().find("the disk is full"), std::string::npos);
    EXPECT_EQ(process.configuration().head().version, 1U);
    EXPECT_EQ(process.shown(), first);
}

}  // namespace
}  // namespace argosy::services::config
