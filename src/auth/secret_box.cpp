#include "auth/secret_box.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <sodium.h>

#include "auth/base64url.hpp"
#include "base/assert.hpp"
#include "base/hash.hpp"

namespace argosy::auth {
namespace {

constexpr std::string_view key_mark = "argosy-master-key:", box_mark = "argosy-box:1:";
constexpr std::size_t key_bytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
                      nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
                      tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES, id_size = 16, distinct_bytes_min = 16;

const unsigned char* raw(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* raw(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

/// 32 random bytes have 30 different ones; fewer than 16 come once in 10^12 tries, and with zeros or examples always.
bool looks_random(std::string_view bytes) {
    const bool is_text = std::ranges::all_of(bytes, [](char c) { return c >= ' ' && c <= '~'; });
    return !is_text && std::set<char>(bytes.begin(), bytes.end()).size() >= distinct_bytes_min;
}

struct Sealed {
    std::string_view key_id, content;
};

std::optional<Sealed> split(std::string_view text) {
    if (!SecretBox::is_sealed(text)) return std::nullopt;
    text.remove_prefix(box_mark.size());
    return Sealed{text.substr(0, id_size), text.substr(id_size + 1)};
}

/// What is authenticated beside the secret: version, key and name.
std::string associated_data(std::string_view key_id, std::string_view name) {
    return std::string(box_mark) + std::string(key_id) + ':' + std::string(name);
}

std::unexpected<Error> refuse_changed(std::string_view name) {
    return fail(Errc::corrupt,
                "secret " + std::string(name) + ": changed since it was sealed, or sealed for another name",
                "enter the secret again");
}

}  // namespace

MasterKey::MasterKey(Secret bytes) : bytes_(std::move(bytes)) {
    Sha256 hash;
    hash.update("argosy master key id");
    hash.update(bytes_.reveal());
    id_ = hash.hex().substr(0, id_size);
}

MasterKey MasterKey::generate(Entropy& entropy) { return MasterKey(Secret::take(random_bytes(entropy, key_bytes))); }

Result<MasterKey> MasterKey::parse(std::string_view line) {
    constexpr std::string_view next_step = "make one with the program; it writes 32 random bytes";
    if (!line.starts_with(key_mark))
        return fail(Errc::invalid_argument, "a master key begins with " + std::string(key_mark), next_step);
    auto bytes = from_base64url(line.substr(key_mark.size()));
    if (!bytes || bytes->size() != key_bytes)
        return fail(Errc::invalid_argument, "a master key is 32 bytes as 43 characters of base64url", next_step);
    Secret key = Secret::take(std::move(*bytes));
    if (!looks_random(key.reveal()))
        return fail(Errc::invalid_argument, "this master key is not random: an example or a typed text", next_step);
    return MasterKey(std::move(key));
}

Secret MasterKey::line() const { return Secret::take(std::string(key_mark) + to_base64url(bytes())); }

SecretBox::SecretBox(std::vector<MasterKey> keys) : keys_(std::move(keys)) {
    ARGOSY_ASSERT(!keys_.empty(), "a box has a key");
    ARGOSY_ASSERT(sodium_init() >= 0, "libsodium starts");
}

std::string SecretBox::seal(std::string_view name, const Secret& secret, Entropy& entropy) const {
    const MasterKey& key = keys_.front();
    const std::string aad = associated_data(key.id(), name), nonce = random_bytes(entropy, nonce_bytes);
    std::string cipher(secret.reveal().size() + tag_bytes, '\0');
    crypto_aead_xchacha20poly1305_ietf_encrypt(raw(cipher), nullptr, raw(secret.reveal()), secret.reveal().size(),
                                               raw(aad), aad.size(), nullptr, raw(nonce), raw(key.bytes()));
    return std::string(box_mark) + key.id() + ':' + to_base64url(nonce + cipher);
}

Result<Secret> SecretBox::open(std::string_view name, std::string_view sealed) const {
    const auto parts = split(sealed);
    const auto content = parts ? from_base64url(parts->content) : std::nullopt;
    if (!content || content->size() < nonce_bytes + tag_bytes) return refuse_changed(name);
    const auto key = std::ranges::find(keys_, parts->key_id, &MasterKey::id);
    if (key == keys_.end())
        return fail(Errc::not_found,
                    "secret " + std::string(name) + ": sealed under the master key " + std::string(parts->key_id) +
                        ", which is not here",
                    "put that key back into the key file, below the current one");
    const std::string aad = associated_data(key->id(), name);
    const std::string_view nonce = std::string_view(*content).substr(0, nonce_bytes),
                           cipher = std::string_view(*content).substr(nonce_bytes);
    std::string plain(cipher.size() - tag_bytes, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(raw(plain), nullptr, nullptr, raw(cipher), cipher.size(), raw(aad),
                                                   aad.size(), raw(nonce), raw(key->bytes())) != 0)
        return refuse_changed(name);
    return Secret::take(std::move(plain));
}

bool SecretBox::is_sealed(std::string_view text) noexcept {
    return text.starts_with(box_mark) && text.size() > box_mark.size() + id_size &&
           text[box_mark.size() + id_size] == ':';
}

bool SecretBox::is_current(std::string_view sealed) const noexcept {
    const auto parts = split(sealed);
    return parts && parts->key_id == current_key_id();
}

}  // namespace argosy::auth
