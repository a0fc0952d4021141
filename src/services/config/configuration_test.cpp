#include "services/config/configuration.hpp"

#include <fstream>

#include "config/write.hpp"
#include "support/seeded_entropy.hpp"
#include "support/service_bench.hpp"

namespace argosy::services::config {
namespace {

/// Remembers the version that it was last told, and what it would have been told.
class Fake final : public platform::Applier {
public:
    explicit Fake(std::string name, std::string key = "platform") : name_(std::move(name)), key_(std::move(key)) {}
    [[nodiscard]] std::string_view name() const override { return name_; }
    [[nodiscard]] bool takes(std::string_view path) const override { return platform::is_within(path, key_); }
    void prepare(const platform::Change& change, Answer answer) override {
        ++asked;
        prepared_ = change.to;
        if (refuses) return answer(fail(Errc::invalid_argument, "not today"));
        if (is_slow) return void(waiting = std::move(answer));
        answer({});
    }
    void commit() noexcept override { version = prepared_; }
    void abort() noexcept override { ++aborted; }

    bool refuses = false, is_slow = false;
    Answer waiting;
    std::uint64_t version = 1;
    int asked = 0, aborted = 0;

private:
    std::string name_, key_;
    std::uint64_t prepared_ = 0;
};

class ConfigurationTest : public ::testing::Test {
protected:
    ConfigurationTest() {
        strategies::add_builtin(catalogue);
        open();
    }
    void open() {
        c.reset();
        store.reset();
        store = store::sqlite::open({.file = folder.path() / "argosy.db"}).value();
        vault.emplace(Vault::Parts{.store = *store, .box = &box, .entropy = entropy});
        auto opened = Configuration::open({.store = *store,
                                           .vault = *vault,
                                           .loop = loop,
                                           .clock = [this] { return now += 1s; },
                                           .check = [this](const auto& s) { return platform::check(s, catalogue); },
                                           .file = began_with,
                                           .deadline = 20ms},
                                          {});
        ASSERT_TRUE(opened) << opened.error().describe();
        c = std::move(*opened);
    }
    Result<VersionRecord> update(std::string_view yaml, std::optional<std::uint64_t> expected = {}) {
        Result<VersionRecord> out = fail(Errc::timeout, "no answer yet");
        c->update({.yaml = std::string(yaml)}, {.author = "ada", .reason = "a test"}, expected,
                  [&out](Result<VersionRecord> r) { out = std::move(r); });
        return out;
    }
    Result<VersionRecord> reload(const std::filesystem::path& file) {
        Result<VersionRecord> out = fail(Errc::timeout, "no answer yet");
        c->reload_from_file({.file = file}, {.author = "file"},
                            [&out](Result<VersionRecord> r) { out = std::move(r); });
        return out;
    }

    testing::TemporaryFolder folder;
    std::optional<FileSettings> began_with;
    net::Loop loop;
    strategy::Catalogue catalogue;
    testing::SeededEntropy entropy;
    auth::SecretBox box{[this] {
        std::vector<auth::MasterKey> keys;
        keys.push_back(auth::MasterKey::generate(entropy));
        return keys;
    }()};
    Time now{1'000'000s};
    std::unique_ptr<store::Store> store;
    std::optional<Vault> vault;
    std::unique_ptr<Configuration> c;
};

TEST_F(ConfigurationTest, a_change_is_a_new_version_that_survives_a_restart) {
    ASSERT_EQ(c->head().version, 1U);
    const auto made = update("platform: {web_ui: {rows: 5}}");
    ASSERT_TRUE(made) << made.error().describe();
    EXPECT_EQ(made->version, 2U);
    EXPECT_EQ(made->changed, std::vector<std::string>{"platform.web_ui.rows"});
    EXPECT_EQ(made->restart_required, made->changed);  // nobody takes it
    EXPECT_EQ(made->author, "ada");
    EXPECT_NE(made->hash, find_version(*store, 1)->hash);
    open();
    EXPECT_EQ(c->head().version, 2U);
    EXPECT_EQ(c->settings().platform.web_ui.rows, 5U);
    EXPECT_EQ(stored_settings(*store, {})->platform.web_ui.rows, 5U);
}

TEST_F(ConfigurationTest, what_changes_nothing_makes_no_version) {
    ASSERT_TRUE(update("platform: {web_ui: {rows: 5}}"));
    EXPECT_EQ(update("platform: {web_ui: {rows: 5}}")->version, 2U);
    EXPECT_EQ(list_versions(*store, {})->rows.size(), 2U);
}

TEST_F(ConfigurationTest, one_refusal_leaves_everybody_on_the_version_before) {
    Fake first("first"), second("second"), third("third");
    for (Fake* f : {&first, &second, &third}) c->appliers().add(*f);
    second.refuses = true;
    const auto refused = update("platform: {web_ui: {rows: 5}}");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), Errc::rejected);
    EXPECT_NE(refused.error().message().find("second refuses: not today"), std::string_view::npos);
    for (const Fake* f : {&first, &second, &third}) {
        EXPECT_EQ(f->asked, 1);
        EXPECT_EQ(f->aborted, 1);
        EXPECT_EQ(f->version, 1U);
    }
    EXPECT_EQ(c->head().version, 1U);
    EXPECT_EQ(c->settings().platform.web_ui.rows, platform::WebUiConfig{}.rows);
    EXPECT_EQ(list_versions(*store, {})->rows.size(), 1U);

    second.refuses = false;
    ASSERT_TRUE(update("platform: {web_ui: {rows: 5}}"));
    for (const Fake* f : {&first, &second, &third}) EXPECT_EQ(f->version, 2U);
}

TEST_F(ConfigurationTest, everybody_waits_for_a_slow_one) {
    Fake quick("quick"), slow("slow");
    slow.is_slow = true;
    c->appliers().add(quick);
    c->appliers().add(slow);
    std::optional<Result<VersionRecord>> answer;
    c->update({.yaml = "platform: {web_ui: {rows: 5}}"}, {.author = "ada"}, {}, [&](auto r) { answer = std::move(r); });
    EXPECT_FALSE(answer);
    EXPECT_EQ(quick.version, 1U);
    EXPECT_EQ(c->head().version, 1U);
    EXPECT_EQ(update("platform: {web_ui: {rows: 6}}").error().code(), Errc::rejected);  // one at a time
    slow.waiting({});
    ASSERT_TRUE(answer && *answer);
    EXPECT_EQ(quick.version, 2U);
    EXPECT_EQ(slow.version, 2U);
}

TEST_F(ConfigurationTest, who_never_answers_does_not_hold_up_the_rest_for_ever) {
    Fake quick("quick"), slow("slow");
    slow.is_slow = true;
    c->appliers().add(quick);
    c->appliers().add(slow);
    std::optional<Result<VersionRecord>> answer;
    c->update({.yaml = "platform: {web_ui: {rows: 5}}"}, {.author = "ada"}, {}, [&](auto r) {
        answer = std::move(r);
        loop.stop();
    });
    loop.run_for(10s);
    ASSERT_TRUE(answer);
    EXPECT_FALSE(*answer);
    EXPECT_EQ(quick.version, 1U);
    EXPECT_EQ(slow.aborted, 1);
    slow.waiting({});  // too late: it means nothing now
    EXPECT_EQ(c->head().version, 1U);
    slow.is_slow = false;
    EXPECT_TRUE(update("platform: {web_ui: {rows: 5}}"));
}

TEST_F(ConfigurationTest, what_is_taken_at_run_time_needs_no_restart) {
    Fake pages("pages", "platform.web_ui");
    c->appliers().add(pages);
    const auto made = update("{platform: {web_ui: {rows: 5}}, simulation: {seed: 7}}");
    ASSERT_TRUE(made);
    EXPECT_EQ(made->changed.size(), 2U);
    EXPECT_EQ(made->restart_required, std::vector<std::string>{"simulation.seed"});
}

TEST_F(ConfigurationTest, a_change_of_an_older_version_is_refused) {
    ASSERT_TRUE(update("platform: {web_ui: {rows: 5}}", 1));
    EXPECT_EQ(update("platform: {web_ui: {rows: 6}}", 1).error().code(), Errc::rejected);
    EXPECT_TRUE(update("platform: {web_ui: {rows: 6}}", 2));
}

TEST_F(ConfigurationTest, a_rollback_is_a_version_of_its_own) {
    ASSERT_TRUE(update("platform: {web_ui: {rows: 5}}"));
    std::optional<Result<VersionRecord>> back;
    c->rollback(1, {.author = "ada"}, 2, [&](auto r) { back = std::move(r); });
    ASSERT_TRUE(back && *back);
    EXPECT_EQ((*back)->version, 3U);
    EXPECT_EQ((*back)->kind, VersionKind::rollback);
    EXPECT_EQ((*back)->hash, find_version(*store, 1)->hash);
    EXPECT_EQ(find_version(*store, 2)->settings.find("platform")->find("web_ui")->find("rows")->text, "5");
    c->rollback(17, {.author = "ada"}, {}, [&](auto r) { back = std::move(r); });
    EXPECT_EQ(back->error().code(), Errc::not_found);
}

TEST_F(ConfigurationTest, every_mistake_is_named_and_nothing_changes) {
    const auto refused =
        update("platform:\n  web_ui: {rows: 0, teme: dark}\n  trading: {mode: lve}\nsimulation: {seed: minus}\n");
    ASSERT_FALSE(refused);
    const std::string text(refused.error().message());
    for (const char* part : {"yaml:2", "did you mean theme?", "simulation, live", "simulation.seed", "yaml:4"})
        EXPECT_NE(text.find(part), std::string::npos) << part << " in " << text;
    EXPECT_EQ(c->head().version, 1U);
    EXPECT_FALSE(update("simulation: {run: {books: [{name: b, strategies: [{name: ema_kross}]}]}}"));
}

TEST_F(ConfigurationTest, decisions_are_tagged_by_the_time_of_the_core) {
    Time core{};
    c->follow([&core]() -> Result<Time> { return core; });
    core = Time{100s};
    ASSERT_TRUE(update("platform: {web_ui: {rows: 5}}"));
    core = Time{200s};
    ASSERT_TRUE(update("platform: {web_ui: {rows: 6}}"));
    const auto tags = [this] {
        std::vector<std::uint64_t> out;
        for (const auto t : {50s, 100s, 150s, 250s}) out.push_back(c->log().at(Time{t}));
        return out;
    };
    const std::vector<std::uint64_t> expected{1, 1, 2, 3};
    EXPECT_EQ(tags(), expected);
    open();
    EXPECT_EQ(tags(), expected);  // the journal goes on, and so do its tags
    ASSERT_TRUE(begin_session(*store, c->settings(), {}, now));
    open();
    EXPECT_EQ(tags(), (std::vector<std::uint64_t>{3, 3, 3, 3}));  // another line of time
}

TEST_F(ConfigurationTest, what_is_decided_while_a_slow_one_thinks_belongs_to_the_version_before) {
    Time core{100s};
    c->follow([&core]() -> Result<Time> { return core; });
    Fake slow("slow");
    slow.is_slow = true;
    c->appliers().add(slow);
    c->update({.yaml = "platform: {web_ui: {rows: 5}}"}, {.author = "ada"}, {}, [](auto r) { EXPECT_TRUE(r); });
    core = Time{105s};
    slow.waiting({});
    EXPECT_EQ(c->log().at(Time{103s}), 1U);
    EXPECT_EQ(c->log().at(Time{106s}), 2U);
}

TEST_F(ConfigurationTest, a_file_makes_a_version_when_it_changed_and_only_then) {
    const auto file = folder.path() / "settings.yaml";
    std::ofstream(file) << "platform: {web_ui: {rows: 5}}\n";
    const auto first = reload(file);
    ASSERT_TRUE(first) << first.error().describe();
    EXPECT_EQ(first->version, 2U);
    EXPECT_EQ(first->kind, VersionKind::file);
    ASSERT_TRUE(update("platform: {web_ui: {rows: 9}}"));
    EXPECT_EQ(reload(file)->version, 3U);  // as it was: what was set meanwhile stays
    EXPECT_EQ(c->settings().platform.web_ui.rows, 9U);
    std::ofstream(file) << "platform: {web_ui: {theme: dark}}\n";
    EXPECT_EQ(reload(file)->version, 4U);
    EXPECT_EQ(c->settings().platform.web_ui.rows, platform::WebUiConfig{}.rows);  // it was taken out
    std::ofstream(file) << "platform: {web_ui: {theme: drk}}\n";
    EXPECT_FALSE(reload(file));
    EXPECT_FALSE(reload(folder.path() / "none.yaml"));
    EXPECT_EQ(c->head().version, 4U);
}

TEST_F(ConfigurationTest, a_file_of_a_simulation_alone_is_understood) {
    const auto file = folder.path() / "simulation.yaml";
    std::ofstream(file) << "seed: 99\n";
    ASSERT_TRUE(reload(file));
    EXPECT_EQ(c->settings().simulation.seed, 99U);
}

TEST_F(ConfigurationTest, a_file_that_was_not_edited_changes_nothing) {
    const auto file = folder.path() / "simulation.yaml";
    std::ofstream(file) << "run: {limits: {order_rate_max: 7}}\n";
    began_with = read_settings_file({.file = file}).value();
    c.reset();
    store.reset();
    std::filesystem::remove(folder.path() / "argosy.db");
    open();
    ASSERT_TRUE(
        update("platform: {gateway: {cors_origins: ['https://desk.example']}, "
               "trading: {disabled_strategies: [macd]}}\nsimulation: {run: {limits: {open_orders_max: 5}}}"));
    EXPECT_EQ(reload(file)->version, 2U);
    std::ofstream(file) << "run: {limits: {order_rate_max: 8}}\n";
    const auto made = reload(file);
    ASSERT_TRUE(made) << made.error().describe();
    EXPECT_EQ(made->changed, std::vector<std::string>{"simulation.run.limits.order_rate_max"});
    EXPECT_EQ(c->settings().simulation.run.limits.open_orders_max, 5U);
    EXPECT_EQ(c->settings().platform.trading.disabled_strategies, std::vector<std::string>{"macd"});
    EXPECT_EQ(c->settings().platform.gateway.cors_origins.size(), 1U);
}

TEST_F(ConfigurationTest, a_file_without_platform_leaves_the_platform_alone) {
    ASSERT_TRUE(update("platform: {web_ui: {rows: 5}}"));
    const auto file = folder.path() / "simulation.yaml";
    std::ofstream(file) << "seed: 99\n";
    ASSERT_TRUE(reload(file));  // it was never read before
    EXPECT_EQ(c->settings().platform.web_ui.rows, 5U);
    EXPECT_EQ(c->settings().simulation.seed, 99U);
}

TEST_F(ConfigurationTest, secrets_of_a_file_are_entered_when_the_edit_touches_them) {
    const auto file = folder.path() / "settings.yaml";
    std::ofstream(file) << "platform: {exchanges: {sim: {api_secret: r4nd0mly-typed-9}}}\n";
    ASSERT_TRUE(reload(file));
    const auto first = vault->list(now)->at(0).fingerprint;
    std::ofstream(file) << "platform: {exchanges: {sim: {api_secret: r4nd0mly-typed-9, max_pairs: 3}}}\n";
    ASSERT_TRUE(reload(file));
    EXPECT_EQ(c->settings().platform.exchanges.at("sim").max_pairs, 3U);
    EXPECT_EQ(vault->list(now)->at(0).fingerprint, first);
    std::ofstream(file) << "platform: {exchanges: {sim: {api_secret: an0ther-typed-77, max_pairs: 3}}}\n";
    ASSERT_TRUE(reload(file));
    EXPECT_NE(vault->list(now)->at(0).fingerprint, first);
}

TEST_F(ConfigurationTest, a_session_begins_with_the_settings_that_it_was_given) {
    ASSERT_TRUE(update("simulation: {seed: 7}"));
    ASSERT_TRUE(begin_session(*store, stored_settings(*store, {}).value(), {}, now));
    EXPECT_EQ(session_settings(*store, {})->simulation.seed, 7U);
    EXPECT_EQ(last_version(*store)->value().version, 2U);  // they were in force already
    ASSERT_TRUE(update("simulation: {seed: 8}"));
    EXPECT_EQ(session_settings(*store, {})->simulation.seed, 7U);  // the journal goes on with what it began with
    auto other = stored_settings(*store, {}).value();
    other.simulation.seed = 9;
    ASSERT_TRUE(begin_session(*store, other, {}, now));
    EXPECT_EQ(last_version(*store)->value().version, 4U);
    EXPECT_EQ(session_settings(*store, {})->simulation.seed, 9U);
}

TEST_F(ConfigurationTest, is_rolled_back_in_a_store_that_nobody_runs_on) {
    ASSERT_TRUE(update("platform: {web_ui: {rows: 5}}"));
    const auto fits = [](const platform::Settings&) -> Result<> { return {}; };
    const auto made = roll_back(*store, 1, {.author = "owner"}, fits, now);
    ASSERT_TRUE(made) << made.error().describe();
    EXPECT_EQ(made->version, 3U);
    EXPECT_EQ(made->kind, VersionKind::rollback);
    open();
    EXPECT_EQ(c->head().version, 3U);
    EXPECT_EQ(c->settings().platform.web_ui.rows, platform::WebUiConfig{}.rows);
    EXPECT_EQ(roll_back(*store, 1, {}, fits, now)->version, 3U);  // nothing differs
    EXPECT_EQ(roll_back(*store, 9, {}, fits, now).error().code(), Errc::not_found);
    const auto refuses = [](const platform::Settings&) -> Result<> { return fail(Errc::rejected, "cannot start"); };
    EXPECT_FALSE(roll_back(*store, 2, {}, refuses, now));
}

TEST_F(ConfigurationTest, limits_are_set_by_their_names) {
    Result<VersionRecord> made = fail(Errc::timeout, "no answer yet");
    const auto answer = [&](Result<VersionRecord> r) { made = std::move(r); };
    c->set_limits({{{"open_orders_max", "7"}, {"daily_loss.fraction", "0.01"}, {"position_size", "0.1"}}},
                  {.author = "ada"}, answer);
    ASSERT_TRUE(made) << made.error().describe();
    EXPECT_EQ(c->settings().simulation.run.limits.open_orders_max, 7U);
    EXPECT_EQ(made->changed.size(), 2U);
    c->set_limits({{{"position_size", "0.2"}}}, {.author = "ada"}, answer);
    EXPECT_EQ(made->version, 2U);
}

TEST_F(ConfigurationTest, every_change_is_in_the_audit_log) {
    ASSERT_TRUE(update("platform: {web_ui: {rows: 5}}"));
    const auto page = store->read([](const store::Tables& t) { return t.audit().list({}, {}); });
    ASSERT_EQ(page->rows.size(), 1U);
    EXPECT_EQ(page->rows[0].actor, "ada");
    EXPECT_EQ(page->rows[0].action, "config.update");
    EXPECT_NE(page->rows[0].details.find("platform.web_ui.rows"), std::string::npos);
}

}  // namespace
}  // namespace argosy::services::config
