#include "auth/master_key_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace argosy::auth {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_bytes_max = 4096;
constexpr const char* credential_name = "argosy-master-key";
enum class Keeper : std::uint8_t { us, systemd };

class File {
public:
    File(const fs::path& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600)) {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (fd_ >= 0) ::close(fd_);
    }
    [[nodiscard]] bool is_open() const noexcept { return fd_ >= 0; }
    [[nodiscard]] int fd() const noexcept { return fd_; }

private:
    int fd_;
};

std::unexpected<Error> cannot(std::string_view what, const fs::path& file, std::string_view hint) {
    return fail(Errc::unavailable, "cannot " + std::string(what) + " " + file.string() + ": " + std::strerror(errno),
                hint);
}

/// systemd gives its service the right by an access list, which shows as a group that may read.
Result<> check_rights(int fd, const fs::path& file, Keeper keeper) {
    struct stat info{};
    if (::fstat(fd, &info) != 0) return cannot("look at", file, "check the disk");
    if (!S_ISREG(info.st_mode)) return fail(Errc::unauthorized, file.string() + " is no plain file", "move it");
    if (info.st_uid != ::geteuid() && info.st_uid != 0)
        return fail(Errc::unauthorized, file.string() + " belongs to another user",
                    "chown it to the user of the server");
    constexpr mode_t for_us = S_IRWXG | S_IRWXO, for_systemd = S_IWGRP | S_IRWXO;
    const mode_t forbidden = keeper == Keeper::us ? for_us : for_systemd;
    if ((info.st_mode & forbidden) != 0)
        return fail(Errc::unauthorized, "others may read the master key in " + file.string(),
                    "chmod 600 " + file.string() + ", and make a new key if somebody could have read it");
    return {};
}

Result<Secret> read_text(const fs::path& file, Keeper keeper) {
    const File opened(file, O_RDONLY | O_NONBLOCK);  // a pipe must not keep us waiting
    if (!opened.is_open() && errno == ENOENT)
        return fail(Errc::not_found, "no master key in " + file.string(), "make one, or restore it from its copy");
    if (!opened.is_open() && errno == ELOOP)
        return fail(Errc::unauthorized, file.string() + " is a link", "name the file itself");
    if (!opened.is_open()) return cannot("open the master key in", file, "check who may read it");
    ARGOSY_TRY(check_rights(opened.fd(), file, keeper), "");
    std::string text(file_bytes_max, '\0');
    const ssize_t got = ::read(opened.fd(), text.data(), text.size());
    if (got < 0) return cannot("read", file, "check the disk");
    if (static_cast<std::size_t>(got) == text.size())
        return fail(Errc::invalid_argument, file.string() + " is longer than a file of keys", "name the right file");
    Secret out(std::string_view(text).substr(0, static_cast<std::size_t>(got)));
    wipe(text);
    return out;
}

Result<std::vector<MasterKey>> parse_keys(std::string_view text, const fs::path& file) {
    std::vector<MasterKey> keys;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (line.empty() || line.starts_with('#')) continue;
        const std::string where = file.string() + ":" + std::to_string(number);
        ARGOSY_LET(auto key, MasterKey::parse(line), where);
        if (std::ranges::find(keys, key.id(), &MasterKey::id) != keys.end())
            return fail(Errc::invalid_argument, where + ": a key that is there already", "remove the line");
        keys.push_back(std::move(key));
    }
    if (keys.empty()) return fail(Errc::not_found, file.string() + " holds no master key", "make one");
    return keys;
}

Result<std::vector<MasterKey>> read_keys(const fs::path& file, Keeper keeper) {
    ARGOSY_LET(const auto text, read_text(file, keeper), "");
    return parse_keys(text.reveal(), file);
}

Result<> sync_folder(const fs::path& file) {
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    const File opened(folder / ".", O_RDONLY | O_DIRECTORY);  // the folder may be a link
    if (!opened.is_open() || ::fsync(opened.fd()) != 0) return cannot("sync", folder, "check the disk");
    return {};
}

/// Errors: unavailable; the file is gone again then.
Result<> write_new(const fs::path& file, const Secret& text) {
    const std::string_view bytes = text.reveal();
    const File made(file, O_WRONLY | O_CREAT | O_EXCL);
    if (!made.is_open()) return cannot("make", file, "check the folder and who may write there");
    const bool is_written =
        ::write(made.fd(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) && ::fsync(made.fd()) == 0;
    if (is_written) return sync_folder(file);
    auto failed = cannot("write", file, "check that the disk has room");
    ::unlink(file.c_str());
    return failed;
}

Secret with_line_end(const MasterKey& key) { return Secret::take(std::string(key.line().reveal()) + '\n'); }

}  // namespace

Result<std::vector<MasterKey>> read_master_keys(const MasterKeySource& source) {
    if (!source.file.empty()) return read_keys(source.file, Keeper::us);
    if (!source.credentials_directory.empty())
        return read_keys(source.credentials_directory / credential_name, Keeper::systemd);
    return fail(Errc::not_found, "no master key: neither a file is named nor did systemd give a credential",
                "make a key file and name it in the settings, or LoadCredential=argosy-master-key:... in the unit");
}

Result<> create_master_key_file(const fs::path& file, Entropy& entropy) {
    std::error_code ignored;
    if (fs::exists(fs::symlink_status(file, ignored)))
        return fail(Errc::invalid_argument, file.string() + " is there already: what it sealed would be lost",
                    "use it, or rotate the key");
    return write_new(file, with_line_end(MasterKey::generate(entropy)));
}

Result<> rotate_master_key_file(const fs::path& file, Entropy& entropy) {
    ARGOSY_LET(const auto keys, read_keys(file, Keeper::us), "");
    std::string text(with_line_end(MasterKey::generate(entropy)).reveal());
    for (const MasterKey& key : keys) text += with_line_end(key).reveal();
    fs::path next = file;
    next += ".new";
    ::unlink(next.c_str());  // of a rotation that was cut
    ARGOSY_TRY(write_new(next, Secret::take(std::move(text))), "");
    if (::rename(next.c_str(), file.c_str()) != 0) return cannot("replace", file, "check who may write there");
    return sync_folder(file);
}

}  // namespace argosy::auth
