#pragma once

#include <filesystem>
#include <vector>

#include "auth/secret_box.hpp"

/// The file of the master keys: one line each, the current one first. The only part of this library that reads files.
namespace argosy::auth {

/// Where the file may be. Both come from the caller; this library reads no environment.
struct MasterKeySource {
    std::filesystem::path file;  ///< of the settings; wins when it is set
    /// The value of CREDENTIALS_DIRECTORY, where systemd (LoadCredential=, LoadCredentialEncrypted=) puts
    /// "argosy-master-key".
    std::filesystem::path credentials_directory;
};

/// Reads the keys, for SecretBox.
/// Errors: not_found when neither place has one; unauthorized when the file is not a plain file of ours, or others may
///         read it (the file must have mode 0600 or 0400; systemd grants its service by group); invalid_argument for a
///         line that is no key, naming the line and never showing it; unavailable when it cannot be read.
[[nodiscard]] Result<std::vector<MasterKey>> read_master_keys(const MasterKeySource& source);

/// Makes the file with a new key and mode 0600, synced to the disk. Errors: invalid_argument when there is one already:
/// a key is never overwritten; unavailable.
[[nodiscard]] Result<> create_master_key_file(const std::filesystem::path& file, Entropy& entropy);

/// Puts a new key before those of the file, in one step. Then seal everything anew and drop the old line.
/// Errors: those of reading; unavailable when it cannot be written: the file is as before then.
[[nodiscard]] Result<> rotate_master_key_file(const std::filesystem::path& file, Entropy& entropy);

}  // namespace argosy::auth
