#include "app/rule_files.hpp"

#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <map>

#include "base/assert.hpp"
#include "base/hash.hpp"
#include "strategies/builtin.hpp"
#include "strategies/gradient_boost/gradient_boost.hpp"
#include "strategies/q_learning/q_learning.hpp"
#include "strategies/rules/rules.hpp"

namespace argosy::app {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t rule_bytes_max = 1 << 20;    // a rule file is some hundred lines
constexpr std::uintmax_t model_bytes_max = 64 << 20;  // a thousand deep trees have a few MiB

bool is_model_file(std::string_view name) noexcept { return name.ends_with(".json"); }

Result<std::string> read_text(const fs::path& file) {
    std::error_code ec;
    const bool is_model = is_model_file(file.native());
    const std::string_view kind = is_model ? "model file" : "rule file";
    if (!fs::is_regular_file(file, ec))
        return fail(Errc::not_found, fmt::format("no {} {}", kind, file.string()),
                    "check the path; examples/rules holds examples, argosy strategies lists the built-in ones");
    const auto bytes_max = is_model ? model_bytes_max : rule_bytes_max;
    if (fs::file_size(file, ec) > bytes_max || ec)
        return fail(Errc::invalid_argument,
                    fmt::format("{} is larger than {} MiB: no {}", file.string(), bytes_max >> 20, kind));
    std::ifstream in(file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (!in) return fail(Errc::unavailable, fmt::format("cannot read {}", file.string()), "check its rights");
    return text;
}

/// Where a file named in a settings file lies.
fs::path sought(const fs::path& named, const fs::path& folder) {
    std::error_code ec;
    if (named.is_absolute() || folder.empty() || !fs::exists(folder / named, ec)) return named;
    return folder / named;
}

/// Reads each rule file once, however many voters use it.
class Settler {
public:
    explicit Settler(const fs::path& folder) : folder_(folder), catalogue_(built_in_strategies()) {}

    Result<> settle(engine::StrategySettings& voter) {
        if (!voter.rules.empty()) ARGOSY_TRY(settle_rules(voter), "rules");
        ARGOSY_LET(const auto* descriptor, catalogue_.find(voter.name), "strategy");
        voter.timeframe = engine::timeframe_of(voter, descriptor->timeframe);
        return {};
    }
    [[nodiscard]] strategy::Catalogue take() { return std::move(catalogue_); }

private:
    Result<> settle_rules(engine::StrategySettings& voter) {
        const fs::path file = sought(voter.rules, folder_);
        auto it = files_.find(file);
        if (it == files_.end()) {
            auto read = add_rule_file(file, catalogue_);
            if (!read) return std::unexpected(std::move(read).error());  // which names the file
            it = files_.emplace(file, std::move(*read)).first;
        }
        const auto& [name, checksum] = it->second;
        if (!voter.name.empty() && voter.name != name)
            return fail(Errc::invalid_argument, fmt::format("{} is named {}, not {}", file.string(), name, voter.name),
                        "leave `name` out, or name the file that is meant");
        if (!voter.rules_checksum.empty() && voter.rules_checksum != checksum)
            return fail(Errc::invalid_argument,
                        fmt::format("{} has changed: its checksum is {}, not {}", file.string(), checksum,
                                    voter.rules_checksum),
                        "leave rules_checksum out to run the file as it is now");
        voter.name = name;
        voter.rules_checksum = checksum;
        return {};
    }

    fs::path folder_;
    strategy::Catalogue catalogue_;
    std::map<fs::path, RuleFile> files_;
};

}  // namespace

bool is_rule_file(std::string_view name) noexcept {
    return name.ends_with(".yaml") || name.ends_with(".yml") || is_model_file(name) || name.find('/') != name.npos;
}

strategy::Catalogue built_in_strategies() {
    strategy::Catalogue catalogue;
    strategies::add_builtin(catalogue);
    const auto added = catalogue.add(strategies::q_learning::descriptor());
    ARGOSY_ASSERT(added, "a built-in strategy's name is taken");
    return catalogue;
}

std::string name_of_voter(const engine::StrategySettings& voter, const fs::path& folder) {
    if (!voter.label.empty()) return voter.label;
    if (!voter.name.empty() || voter.rules.empty()) return voter.name;
    strategy::Catalogue only;
    const auto read = add_rule_file(sought(voter.rules, folder), only);
    return read ? read->name : voter.rules;  // whoever settles the voters tells what is wrong with the file
}

Result<RuleFile> add_rule_file(const fs::path& file, strategy::Catalogue& catalogue) {
    const bool is_model = is_model_file(file.native());
    auto* const read = is_model ? strategies::gradient_boost::read_model_strategy : strategies::rules::read_rule;
    const std::string_view kind = is_model ? "model" : "rule file";
    ARGOSY_LET(const auto text, read_text(file), kind);
    ARGOSY_LET(auto descriptor, read(text, file.string()), kind);
    RuleFile out{.name = std::string(descriptor.name), .checksum = sha256_hex(text)};
    if (auto added = catalogue.add(std::move(descriptor)); !added)
        return fail(Errc::invalid_argument, fmt::format("{}: {}", file.string(), added.error().message()),
                    is_model ? "train the model under another `name`" : "give the rule another `name`");
    return out;
}

Result<strategy::Catalogue> settle_strategies(std::vector<engine::BookSettings>& books, const fs::path& folder) {
    Settler settler(folder);
    for (auto& book : books)
        for (auto& voter : book.strategies)
            ARGOSY_TRY(settler.settle(voter), fmt::format("book {}, voter {}", book.name,
                                                          !voter.label.empty()  ? voter.label
                                                          : !voter.name.empty() ? voter.name
                                                                                : voter.rules));
    return settler.take();
}

}  // namespace argosy::app
