// Any text as a key set: no crash, and a set that is read prints to one that reads the same. Nor do saved signing keys
// and sealed secrets crash their readers.
#include <cstdint>

#include "auth/keyset.hpp"
#include "auth/secret_box.hpp"
#include "base/assert.hpp"
#include "support/seeded_entropy.hpp"

namespace {

using namespace argosy;
using namespace argosy::auth;

void read_set(std::string_view text) {
    const auto keys = parse_jwks(text, Issuer::external);
    if (!keys) return;
    const auto again = parse_jwks(to_json(*keys), Issuer::external);
    ARGOSY_ASSERT(again && to_json(*again) == to_json(*keys), "printing and reading are inverses");
    for (const NamedKey& named : keys->keys())
        ARGOSY_ASSERT(!named.key.verify("text", text.substr(0, 64)), "nobody signed this");
}

void read_saved(std::string_view text) {
    const auto keys = KeySet::load(Secret(text), {});
    if (keys) ARGOSY_ASSERT(KeySet::load(keys->save(), {}).has_value(), "what was saved loads");
}

void open_box(std::string_view text) {
    static const SecretBox box = [] {
        testing::SeededEntropy entropy;
        return SecretBox({MasterKey::generate(entropy)});
    }();
    ARGOSY_ASSERT(!box.open("name", text), "nobody sealed this");
    static_cast<void>(MasterKey::parse(text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    read_set(text);
    read_saved(text);
    open_box(text);
    return 0;
}
