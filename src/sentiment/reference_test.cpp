#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <map>

#include "sentiment/analyzer.hpp"
#include "support/shared_data.hpp"

namespace argosy::sentiment {
namespace {

std::string read(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::vector<std::string>> read_table(const std::filesystem::path& file) {
    std::vector<std::vector<std::string>> rows;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        if (line.ends_with('\r')) line.pop_back();
        auto& row = rows.emplace_back(1);
        for (const char c : line)
            if (c == '\t')
                row.emplace_back();
            else
                row.back() += c;
    }
    return rows;
}

/// 0.25 prints as "0.25", 1 as "1.0": as the reference wrote its table.
std::string printed(double value) {
    const auto text = fmt::format("{}", value);
    return text.find('.') == text.npos ? text + ".0" : text;
}

TEST(Reference, every_score_of_the_reference_program_is_met_to_all_digits) {
    ARGOSY_SHARED_DATA(scores, "sentiment/vader_scores.tsv");
    auto lexicon = Lexicon::parse_vader(read(testing::shared_file("sentiment/vader_lexicon.txt")));
    ASSERT_TRUE(lexicon) << lexicon.error().describe();
    ASSERT_TRUE(lexicon->add_emoji(read(testing::shared_file("sentiment/emoji_utf8_lexicon.txt"))));
    const Analyzer analyzer(std::move(*lexicon));
    std::map<std::string, std::string> snippets;
    for (const auto& row : read_table(testing::shared_file("sentiment/nyt_editorial_snippets_ground_truth.tsv")))
        snippets[row.at(0)] = row.at(2);

    std::size_t compared = 0;
    for (const auto& row : read_table(scores)) {
        if (row.at(0) == "source") continue;
        const std::string& text = row[0] == "nyt" ? snippets.at(row[1]) : row.at(6);
        const Score s = analyzer.score(text);
        const auto ours = fmt::format("{} {} {} {}", printed(s.negative), printed(s.neutral), printed(s.positive),
                                      printed(s.compound));
        EXPECT_EQ(ours, fmt::format("{} {} {} {}", row[2], row[3], row[4], row[5])) << row[0] << ' ' << row[1];
        ++compared;
    }
    EXPECT_EQ(compared, 3476u);
}

}  // namespace
}  // namespace argosy::sentiment
