#pragma once

#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>
#include <string>
#include <string_view>

/// TA-Lib and Tulip as shared libraries, found at run time: the C code inside the PyPI packages TA-Lib and newtulipy.
///
/// BENCH_PEERS names a Python environment that has them (python3 -m venv build/peers; build/peers/bin/pip install
/// TA-Lib newtulipy); build/peers is the default. What is not there is reported as absent.
namespace argosy::bench {

class Peer {
public:
    explicit Peer(const std::string& file) : handle_(file.empty() ? nullptr : dlopen(file.c_str(), RTLD_LAZY)) {}
    [[nodiscard]] bool present() const { return handle_ != nullptr; }
    /// A function of the library, or null.
    template <class Function>
    [[nodiscard]] Function* get(const char* name) const {
        return handle_ == nullptr ? nullptr : reinterpret_cast<Function*>(dlsym(handle_, name));
    }

private:
    void* handle_;  // left open: the program ends with it
};

inline std::filesystem::path peer_root() {
    const char* set = std::getenv("BENCH_PEERS");
    return set != nullptr ? set : std::string(ARGOSY_SOURCE_DIR) + "/build/peers";
}

/// The first file below the environment whose name starts so and contains ".so"; empty when there is none.
inline std::string find_library(std::string_view folder, std::string_view prefix) {
    std::error_code ignored;
    for (std::filesystem::recursive_directory_iterator it(peer_root() / "lib", ignored), end; it != end;
         it.increment(ignored)) {
        const std::string name = it->path().filename().string();
        if (it->path().parent_path().filename() == folder && name.starts_with(prefix) &&
            name.find(".so") != std::string::npos)
            return it->path().string();
    }
    return {};
}

inline const Peer& ta_lib() {
    static const Peer peer(find_library("ta_lib.libs", "libta-lib"));
    return peer;
}

/// Tulip's code sits inside a Python extension, which needs libpython to load; none of Python runs.
inline const Peer& tulip() {
    static const Peer peer = [] {
        const std::string file = find_library("tulipy", "lib.cpython-");
        const auto version = file.find("cpython-3");
        if (version != std::string::npos) {
            const std::string digits = file.substr(version + 8, file.find('-', version + 8) - version - 8);
            const std::string python = "libpython" + digits.substr(0, 1) + "." + digits.substr(1);
            if (dlopen((python + ".so.1.0").c_str(), RTLD_LAZY | RTLD_GLOBAL) == nullptr)
                dlopen((python + ".so").c_str(), RTLD_LAZY | RTLD_GLOBAL);
        }
        return Peer(file);
    }();
    return peer;
}

}  // namespace argosy::bench
