#include "api/idempotency.hpp"

#include <fmt/format.h>

namespace argosy::api {
namespace {

constexpr std::size_t key_max = 64;  // with the name before it, it fits into domain::PlaceOrderOnce

}  // namespace

std::expected<std::string, Problem> idempotency_key(const Call& call) {
    const auto sent = call.request().headers.value("Idempotency-Key");
    if (sent.empty())  // whoever sends one relies on it
        return std::unexpected(make_problem(400, "Idempotency-Key is empty", "a new text for each request"));
    if (sent.size() > key_max || call.who().name.size() > key_max - 2)
        return std::unexpected(make_problem(
            400, fmt::format("Idempotency-Key has {} characters, at most {} are kept", sent.size(), key_max)));
    return call.who().name + "/" + std::string(sent);
}

}  // namespace argosy::api
