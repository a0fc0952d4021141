#include <fstream>

#include "observe/log.hpp"
#include "services/config/service.hpp"
#include "support/seeded_entropy.hpp"
#include "support/service_bench.hpp"

namespace argosy::services::config {
namespace {

constexpr std::string_view canary = "cAnArY-7f3b9d51e8a2-4c6f", other = "sEcOnD-91d4aa07c3e5-88b1";

class SecretsTest : public argosy::testing::ServiceBench {
protected:
    SecretsTest() {
        std::vector<auth::MasterKey> keys;
        keys.push_back(auth::MasterKey::generate(entropy));
        box.emplace(std::move(keys));
        log = observe::Log::open({.file = folder.path() / "argosy.log"}).value();
        vault.emplace(
            Vault::Parts{.store = *store, .box = &*box, .entropy = entropy, .mask = [this](std::string_view secret) {
                             log->mask(secret);
                         }});
        configuration =
            Configuration::open({.store = *store, .vault = *vault, .loop = loop, .clock = net::wall_time}, {}).value();
        start(spec(
            {.router = router, .configuration = *configuration, .store = *store, .bus = bus, .subjects = subjects}));
    }
    ~SecretsTest() override { host->stop(); }
    std::unique_ptr<argosy::testing::Answer> update(std::string body) {
        net::Headers headers;
        headers.add("If-Match", "*");
        headers.add("X-Fresh", "1");
        return keep(ask(net::Method::put, "/api/v1/config/update", std::move(body), {}, headers));
    }
    std::unique_ptr<argosy::testing::Answer> keep(std::unique_ptr<argosy::testing::Answer> answer) {
        heard += answer->text + answer->headers.value("Location").data();
        return answer;
    }
    void enter(std::string_view name, std::string_view value) {
        const auto put = keep(ask(net::Method::put, "/api/v1/secrets/" + std::string(name),
                                  R"({"value":")" + std::string(value) + R"("})"));
        ASSERT_EQ(put->status, 200) << put->text;
    }
    /// Everything that lies in the folder: the store with its log and shared memory, the journal, the program's log.
    std::string files() {
        std::string all;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
            if (!entry.is_regular_file()) continue;
            std::ifstream in(entry.path(), std::ios::binary);
            all.append(std::istreambuf_iterator<char>(in), {});
        }
        return all;
    }

    argosy::testing::SeededEntropy entropy;
    std::optional<auth::SecretBox> box;
    std::unique_ptr<observe::Log> log;
    std::optional<Vault> vault;
    std::unique_ptr<Configuration> configuration;
    std::string heard;
};

TEST_F(SecretsTest, a_secret_that_was_entered_is_never_seen_again) {
    enter("telegram.token", canary);
    ASSERT_EQ(update(R"({"settings":{"platform":{"database":{"password":")" + std::string(other) +
                     R"("},"exchanges":{"sim":{"api_key":")" + std::string(canary) + R"("}}}}})")
                  ->status,
              200);
    log->write({.level = observe::LogLevel::error, .component = "test", .message = "sent " + std::string(canary)});
    EXPECT_EQ(vault->find("database.password", {})->reveal(), other);  // it was kept, not lost
    EXPECT_EQ(vault->find("exchanges.sim.api_key", {})->reveal(), canary);

    update(R"({"settings":{"platform":{"database":{"password":["a list of )" + std::string(canary) + R"("]}}}})");
    update(R"({"settings":{"platform":{"database":{"password":")" + std::string(canary) + R"(","prt":1}}}})");
    update(R"({"settings":{"platform":{"database":{"password":")" + std::string(canary) + R"(","port":")" +
           R"(x"}}}})");
    keep(post("/api/v1/config/validate", R"({"yaml":"platform: {exchanges: {sim: {api_secret: )" + std::string(canary) +
                                             R"(, max_pairs: 0}}}"})"));
    keep(post("/api/v1/config/rollback", R"({"version":1,"base_version":2})"));
    for (const char* path :
         {"/api/v1/config", "/api/v1/config?format=yaml", "/api/v1/config/database", "/api/v1/config/exchanges",
          "/api/v1/config/exchanges?format=yaml", "/api/v1/config/part?path=platform", "/api/v1/config/versions",
          "/api/v1/config/versions/1", "/api/v1/config/versions/2", "/api/v1/config/diff?from=1&to=2",
          "/api/v1/secrets", "/api/v1/config/health", "/api/v1/config/schema"})
        EXPECT_EQ(keep(get(path))->status, 200) << path;
    for (const auto& line : log->tail(100)) heard += line.text;
    log.reset();
    const std::string on_disk = files();
    EXPECT_GT(on_disk.size(), 10'000U);
    for (const std::string_view secret : {canary, other}) {
        EXPECT_EQ(heard.find(secret), std::string::npos) << heard.substr(heard.find(secret) - 200, 300);
        EXPECT_EQ(on_disk.find(secret), std::string::npos);
    }
    EXPECT_NE(heard.find("\"api_key\":\"***\""), std::string::npos);
    EXPECT_NE(on_disk.find("argosy-box:1:"), std::string::npos);  // the files that were searched are the right ones
}

TEST_F(SecretsTest, names_and_fingerprints_are_all_that_is_told) {
    enter("exchanges.sim.api_secret", canary);
    const auto first = get("/api/v1/secrets");
    ASSERT_EQ(first->size("/secrets"), 1U);
    EXPECT_EQ(first->word("/secrets/0/name"), "exchanges.sim.api_secret");
    enter("exchanges.sim.api_secret", canary);
    const auto again = get("/api/v1/secrets");
    EXPECT_EQ(again->size("/secrets"), 1U);
    EXPECT_NE(again->word("/secrets/0/fingerprint"), first->word("/secrets/0/fingerprint"));
}

TEST_F(SecretsTest, weak_secrets_and_leftovers_of_examples_are_refused_unseen) {
    for (const char* weak : {"", "s3cr3t!", "password1234", "aaaaaaaaaaaaaaaa", "your_api_secret_here",
                             "changeme-changeme", "abababababababab", "placeholder-0815-x"}) {
        const auto refused =
            ask(net::Method::put, "/api/v1/secrets/sim.key", R"({"value":")" + std::string(weak) + R"("})");
        EXPECT_EQ(refused->status, 400) << weak;
        if (*weak != '\0') EXPECT_EQ(refused->text.find(weak), std::string::npos) << refused->text;
    }
    const auto refused = update(R"({"settings":{"platform":{"database":{"password":"password1234"}}}})");
    EXPECT_EQ(refused->status, 400);
    EXPECT_EQ(refused->text.find("password1234"), std::string::npos);
    EXPECT_EQ(get("/api/v1/secrets")->size("/secrets"), 0U);
    EXPECT_EQ(configuration->head().version, 1U);
    EXPECT_EQ(ask(net::Method::put, "/api/v1/secrets/UPPER", R"({"value":")" + std::string(canary) + R"("})")->status,
              400);
    EXPECT_EQ(ask(net::Method::put, "/api/v1/secrets/sim.key?value=" + std::string(canary))->status, 400);
}

TEST_F(SecretsTest, what_is_read_hidden_may_be_written_back) {
    enter("database.password", canary);
    ASSERT_EQ(update(R"({"settings":{"platform":{"database":{"password":"***","port":6000}}}})")->status, 200);
    EXPECT_EQ(vault->find("database.password", {})->reveal(), canary);
    const auto forgotten = update(R"({"settings":{"platform":{"database":{"password":""}}}})");
    ASSERT_EQ(forgotten->status, 200);
    EXPECT_EQ(forgotten->word("/changed/0"), "platform.database.password");
    EXPECT_EQ(vault->find("database.password", {}).error().code(), Errc::not_found);
}

TEST_F(SecretsTest, a_deleted_secret_is_gone) {
    enter("sim.key", canary);
    EXPECT_EQ(ask(net::Method::delete_, "/api/v1/secrets/sim.key")->status, 200);
    EXPECT_EQ(ask(net::Method::delete_, "/api/v1/secrets/sim.key")->status, 404);
    EXPECT_EQ(vault->find("sim.key", {}).error().code(), Errc::not_found);
}

TEST_F(SecretsTest, a_restart_masks_what_was_kept_before) {
    enter("sim.key", canary);
    std::vector<std::string> masked;
    const Vault later({.store = *store, .box = &*box, .entropy = entropy, .mask = [&](std::string_view secret) {
                           masked.emplace_back(secret);
                       }});
    ASSERT_TRUE(later.mask_all({}));
    EXPECT_EQ(masked, std::vector<std::string>{std::string(canary)});
}

TEST_F(SecretsTest, without_a_master_key_nothing_is_kept) {
    const Vault keyless({.store = *store, .entropy = entropy});
    const auto put =
        store->write([&](store::Tables& t) { return keyless.put(t, "sim.key", auth::Secret(canary), {}); });
    EXPECT_EQ(put.error().code(), Errc::unavailable);
}

}  // namespace
}  // namespace argosy::services::config
