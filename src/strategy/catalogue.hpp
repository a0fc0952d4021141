#pragma once

#include <string_view>
#include <vector>

#include "strategy/strategy.hpp"

namespace argosy::strategy {

/// The strategies that a program knows: the built-in ones and those read from rule files.
class Catalogue {
public:
    /// Errors: invalid_argument when the name is taken.
    [[nodiscard]] Result<> add(Descriptor descriptor);
    /// Errors: not_found with the nearest name.
    [[nodiscard]] Result<const Descriptor*> find(std::string_view name) const;
    [[nodiscard]] const std::vector<Descriptor>& all() const noexcept { return descriptors_; }

private:
    std::vector<Descriptor> descriptors_;
};

}  // namespace argosy::strategy
