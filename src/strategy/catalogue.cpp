#include "strategy/catalogue.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace argosy::strategy {

Result<> Catalogue::add(Descriptor descriptor) {
    if (std::ranges::find(descriptors_, descriptor.name, &Descriptor::name) != descriptors_.end())
        return fail(Errc::invalid_argument, fmt::format("a strategy named {} is there already", descriptor.name));
    descriptors_.push_back(std::move(descriptor));
    return {};
}

Result<const Descriptor*> Catalogue::find(std::string_view name) const {
    const auto it = std::ranges::find(descriptors_, name, &Descriptor::name);
    if (it != descriptors_.end()) return &*it;
    std::vector<std::string_view> names;
    for (const auto& d : descriptors_) names.push_back(d.name);
    const auto near = nearest(name, names);
    return fail(
        Errc::not_found, fmt::format("unknown strategy \"{}\"", name),
        near.empty() ? "run: argosy strategies" : fmt::format("did you mean {}? (argosy strategies lists all)", near));
}

}  // namespace argosy::strategy
