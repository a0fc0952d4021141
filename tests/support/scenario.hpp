#pragma once

#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

/// Scenario tables: text files in tests/scenarios in which a line is a command and its expected outcome.
///
///     case a late fill counts          a new world; the text names it
///     submit o1 buy 5 @ 100  -> accepted; position 0
///
/// A command without "->" may have any outcome. What follows "->" is a list of facts, separated by "; ": the
/// outcome of the command itself, or a question to the world ("position 0", "o1 open 3"), answered after the command.
namespace argosy::test {

using Words = std::vector<std::string>;

/// What a scenario acts on.
class ScenarioWorld {
public:
    virtual ~ScenarioWorld() = default;
    /// Carries out a command and says what came of it.
    virtual std::string act(const Words& command) = 0;
    /// The present answer to the question that these words are an answer to ("position 3" for "position 0"), or
    /// nothing when they are not about the state but about the outcome.
    virtual std::optional<std::string> answer(const Words& fact) = 0;
};

inline Words split_words(std::string_view text) {
    std::istringstream in{std::string(text)};
    Words words;
    for (std::string word; in >> word;) words.push_back(word);
    return words;
}

inline std::string join_words(const Words& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

/// "key=value" words of a command.
inline std::map<std::string, std::string> named_words(const Words& words) {
    std::map<std::string, std::string> named;
    for (const auto& word : words)
        if (const auto at = word.find('='); at != word.npos) named[word.substr(0, at)] = word.substr(at + 1);
    return named;
}

inline std::vector<Words> split_facts(std::string_view text) {
    std::vector<Words> facts;
    while (!text.empty()) {
        const auto end = text.find("; ");
        facts.push_back(split_words(text.substr(0, end)));
        text = end == text.npos ? std::string_view{} : text.substr(end + 2);
    }
    return facts;
}

/// Runs one line; a broken expectation is a test failure that names file, line and case.
inline void run_scenario_line(ScenarioWorld& world, std::string_view line, const std::string& where) {
    const auto arrow = line.find("->");
    const auto outcome = world.act(split_words(line.substr(0, arrow)));
    if (arrow == line.npos) return;
    for (const auto& fact : split_facts(line.substr(arrow + 2)))
        EXPECT_EQ(join_words(fact), world.answer(fact).value_or(outcome)) << where << ": " << line;
}

/// Runs every case of tests/scenarios/<name> in a world of its own.
inline void run_scenarios(const std::string& name, const std::function<std::unique_ptr<ScenarioWorld>()>& make) {
    const std::string path = std::string(ARGOSY_SOURCE_DIR) + "/tests/scenarios/" + name;
    std::ifstream file(path);
    ASSERT_TRUE(file) << "cannot read " << path;
    std::unique_ptr<ScenarioWorld> world;
    std::string title;
    int number = 0, facts = 0;
    for (std::string line; std::getline(file, line);) {
        ++number;
        line = line.substr(0, line.find('#'));
        const auto words = split_words(line);
        if (words.empty()) continue;
        if (words.front() == "case") {
            title = join_words(words);
            world = make();
            continue;
        }
        ASSERT_TRUE(world) << path << ":" << number << ": a command before the first case";
        run_scenario_line(*world, line, name + ":" + std::to_string(number) + " (" + title + ")");
        facts += line.find("->") != line.npos;
    }
    EXPECT_GT(facts, 0) << path << " expects nothing";
}

}  // namespace argosy::test
