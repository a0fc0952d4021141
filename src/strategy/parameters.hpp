#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace argosy::strategy {

enum class ParameterType : std::uint8_t { integer, number, boolean };

/// One declared parameter: forms, sweeps, validation and documentation all come from this.
struct ParameterSpec {
    std::string_view name;
    ParameterType type = ParameterType::number;
    double default_value = 0;
    double min = 0;
    double max = 0;
    std::string_view unit;  ///< "bars", "sd", "fraction" ...
    std::string_view doc;   ///< one sentence
};

/// Values for a declaration, in its order; always complete and within the declared ranges.
class Parameters {
public:
    /// The defaults of a declaration. The declaration must outlive the values (it is a constant of the program).
    explicit Parameters(std::span<const ParameterSpec> declaration);

    /// Errors: not_found with the nearest name; invalid_argument outside the range or not whole.
    [[nodiscard]] Result<> set(std::string_view name, double value);
    /// The same from text: "12", "2.5", "true". Errors: also parse.
    [[nodiscard]] Result<> set(std::string_view name, std::string_view text);

    /// Requires: name is declared (asserted): a strategy asks only for what it declares.
    [[nodiscard]] double number(std::string_view name) const;
    [[nodiscard]] std::size_t integer(std::string_view name) const;
    [[nodiscard]] bool flag(std::string_view name) const;

    [[nodiscard]] std::span<const ParameterSpec> declaration() const noexcept { return declaration_; }
    [[nodiscard]] std::span<const double> values() const noexcept { return values_; }
    /// "fast=12 slow=26", for reports and logs.
    [[nodiscard]] std::string to_string() const;

private:
    [[nodiscard]] std::size_t index_of(std::string_view name) const noexcept;
    std::span<const ParameterSpec> declaration_;
    std::vector<double> values_;
};

/// The candidate nearest to a misspelt word (edit distance at most a third of its length), or empty.
[[nodiscard]] std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace argosy::strategy
