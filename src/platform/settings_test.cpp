#include "platform/settings.hpp"

#include "config/document.hpp"
#include "config/read.hpp"
#include "config/write.hpp"
#include "strategies/builtin.hpp"

namespace argosy::platform {
namespace {

strategy::Catalogue catalogue() {
    strategy::Catalogue c;
    strategies::add_builtin(c);
    return c;
}

TEST(Settings, the_defaults_are_good_and_survive_yaml_and_json) {
    const Settings settings;
    EXPECT_TRUE(check(settings, catalogue()));
    const auto from_yaml = config::read_yaml<Settings>(config::to_yaml(settings, config::Secrets::show));
    ASSERT_TRUE(from_yaml) << from_yaml.error().describe();
    EXPECT_EQ(config::config_hash(*from_yaml), config::config_hash(settings));
    const auto from_json =
        config::read_json<Settings>(config::to_json(settings, config::JsonLayout::pretty, config::Secrets::show));
    ASSERT_TRUE(from_json) << from_json.error().describe();
    EXPECT_EQ(config::config_hash(*from_json), config::config_hash(settings));
}

TEST(Settings, every_mistake_is_named_at_once_with_place_and_nearest_key) {
    const auto read = config::read_yaml<Settings>(
        "platform:\n"
        "  trading: {mode: lve}\n"
        "  web_ui: {teme: dark}\n"
        "  database: {port: 99999}\n"
        "  gateway: {tls_key: key.pem}\n",
        "f.yaml");
    ASSERT_FALSE(read);
    const std::string text(read.error().message());
    EXPECT_NE(text.find("f.yaml:2"), std::string::npos) << text;
    EXPECT_NE(text.find("simulation, live"), std::string::npos) << text;
    EXPECT_NE(text.find("did you mean theme?"), std::string::npos) << text;
    EXPECT_NE(text.find("platform.database.port"), std::string::npos) << text;
    EXPECT_NE(text.find("need each other"), std::string::npos) << text;
}

TEST(Settings, the_names_of_this_server_are_names_alone) {
    const auto with = [](const std::string& name) {
        return config::read_yaml<Settings>("platform: {gateway: {host_names: ['" + name + "']}}", "f.yaml");
    };
    const auto good = with("desk.example");
    ASSERT_TRUE(good) << good.error().describe();
    EXPECT_EQ(good->platform.gateway.host_names, std::vector<std::string>{"desk.example"});
    for (const std::string name :
         {"", "https://desk.example", "desk.example:9101", "desk.example/", "*.example", "a b"})
        EXPECT_FALSE(with(name)) << name;
}

TEST(Settings, contradictions_between_fields_are_found) {
    Settings settings;
    settings.simulation.run.books.front().strategies.front().name = "ema_kross";
    EXPECT_FALSE(check(settings, catalogue()));
    settings = {};
    settings.platform.trading.disabled_strategies = {"nobody"};
    const auto r = check(settings, catalogue());
    ASSERT_FALSE(r);
    EXPECT_NE(r.error().message().find("ema_cross"), std::string_view::npos);
}

TEST(Settings, secrets_are_hidden_in_every_form) {
    Settings settings;
    settings.platform.database.password = "canary-41c";
    settings.platform.exchanges["sim"].api_secret = "canary-41c";
    EXPECT_EQ(config::to_yaml(settings).find("canary"), std::string::npos);
    EXPECT_EQ(config::to_json(settings).find("canary"), std::string::npos);
    EXPECT_EQ(config::json_line(settings).find("canary"), std::string::npos);
}

}  // namespace
}  // namespace argosy::platform
