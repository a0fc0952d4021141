#include "auth/password.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <sodium.h>

#include "base/assert.hpp"

namespace argosy::auth {
namespace {

constexpr std::uint32_t memory_mib_max = 1024, passes_max = 16;
constexpr std::size_t length_min = 12, length_max = 128;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) { return lower(c); });
    return out;
}

/// Reads "name=123" off the front.
bool take_number(std::string_view& text, std::string_view name, std::uint32_t& out) {
    if (!text.starts_with(name)) return false;
    text.remove_prefix(name.size());
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc{}) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

/// A stored hash comes from a file that may have been tampered with: it must not make us work without end.
bool is_affordable(std::string_view stored) {
    std::uint32_t memory_kib = 0, passes = 0, lanes = 0;
    return stored.size() < crypto_pwhash_STRBYTES && take_number(stored, "$argon2id$v=19$m=", memory_kib) &&
           take_number(stored, ",t=", passes) && take_number(stored, ",p=", lanes) &&
           memory_kib <= memory_mib_max << 10 && passes <= passes_max && lanes == 1;
}

/// "abcabcabcabc": the text is one piece of at most 4 characters, again and again.
bool is_repetition(std::string_view text) {
    for (std::size_t piece = 1; piece <= 4; ++piece)
        if (std::equal(text.begin() + static_cast<std::ptrdiff_t>(piece), text.end(), text.begin())) return true;
    return false;
}

/// "123456789012", "zyxwvutsrqpo": each character is the neighbour of the one before.
bool is_run(std::string_view text) {
    const auto follows = [](char a, char b) {
        const int step = b - a;
        return step == 1 || step == -1 || (a == '9' && b == '0') || (a == '0' && b == '9') || (a == 'z' && b == 'a');
    };
    return std::ranges::adjacent_find(text, [&](char a, char b) { return !follows(a, b); }) == text.end();
}

/// Long passwords that head every list of stolen ones, and beginnings of them.
bool is_common(std::string_view text) {
    constexpr std::array beginnings{"password",
                                    "passw0rd",
                                    "p@ssw0rd",
                                    "qwertyuiop",
                                    "1q2w3e4r",
                                    "1qaz2wsx",
                                    "q1w2e3r4",
                                    "administrator",
                                    "changeme",
                                    "letmein",
                                    "iloveyou",
                                    "welcome",
                                    "asdfghjkl",
                                    "zxcvbnm",
                                    "argosy",
                                    "trustno1",
                                    "unbelievable",
                                    "correcthorsebatterystaple",
                                    "correct horse battery staple"};
    constexpr std::size_t added_max = 8;  // "password2026!" is as easy as "password"
    return std::ranges::any_of(beginnings, [&](std::string_view known) {
        return text.starts_with(known) && text.size() <= known.size() + added_max;
    });
}

std::unexpected<Error> refuse(std::string why) {
    return fail(Errc::invalid_argument, "password: " + std::move(why),
                "take a sentence that only you would write, or a generated one");
}

}  // namespace

PasswordHasher::PasswordHasher(PasswordCost cost) : cost_(cost) {
    ARGOSY_ASSERT(sodium_init() >= 0, "libsodium starts");
    ARGOSY_ASSERT(cost.memory_mib >= 1 && cost.memory_mib <= memory_mib_max, "memory from 1 to 1024 MiB");
    ARGOSY_ASSERT(cost.passes >= 1 && cost.passes <= passes_max, "from 1 to 16 passes");
    SystemEntropy entropy;
    decoy_ = hash(Secret::take(random_text(entropy))).value_or(std::string());
}

Result<std::string> PasswordHasher::hash(const Secret& password) const {
    const std::string_view text = password.reveal();
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (crypto_pwhash_str_alg(out.data(), text.data(), text.size(), cost_.passes, std::size_t{cost_.memory_mib} << 20,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        return fail(Errc::unavailable,
                    "no memory to hash a password: it takes " + std::to_string(cost_.memory_mib) + " MiB",
                    "free memory or lower the cost in the settings");
    return std::string(out.data());
}

PasswordVerdict PasswordHasher::verify(std::string_view stored, const Secret& password) const {
    if (!is_affordable(stored)) return {};
    const std::string text(stored);
    const std::string_view typed = password.reveal();
    if (crypto_pwhash_str_verify(text.c_str(), typed.data(), typed.size()) != 0) return {};
    const bool is_other_cost =
        crypto_pwhash_str_needs_rehash(text.c_str(), cost_.passes, std::size_t{cost_.memory_mib} << 20) != 0;
    return {.matches = true, .needs_rehash = is_other_cost};
}

void PasswordHasher::verify_unknown(const Secret& password) const { static_cast<void>(verify(decoy_, password)); }

Result<> check_new_password(const Secret& password, std::string_view user) {
    const std::string_view text = password.reveal();
    if (text.size() < length_min) return refuse("shorter than " + std::to_string(length_min) + " characters");
    if (text.size() > length_max) return refuse("longer than " + std::to_string(length_max) + " bytes");
    std::string folded = lower(text);
    const bool is_of_name = user.size() >= 4 && folded.find(lower(user)) != std::string::npos;
    const bool is_easy = is_repetition(folded) || is_run(folded) || is_common(folded);
    wipe(folded);
    if (is_of_name) return refuse("it holds the name of its user");
    if (is_easy) return refuse("among the first that everybody tries");
    return {};
}

Secret generate_password(Entropy& entropy) {
    constexpr std::string_view alphabet = "abcdefghjkmnpqrstuvwxyz23456789";  // no i, l, o, 0, 1
    constexpr unsigned used = alphabet.size(), groups = 5, group_size = 5;
    std::string out;
    while (out.size() < groups * (group_size + 1) - 1) {
        const auto byte = static_cast<unsigned char>(random_bytes(entropy, 1)[0]);
        if (byte >= 256 / used * used) continue;  // so that every letter is as likely
        if (out.size() % (group_size + 1) == group_size) out += '-';
        out += alphabet[byte % used];
    }
    return Secret::take(std::move(out));
}

}  // namespace argosy::auth
