#pragma once

#include <csignal>
#include <sys/resource.h>

namespace argosy::testing {

/// No file may grow while it is there.
struct FullDisk {
    rlimit before{};
    FullDisk() {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before);
        const rlimit none{.rlim_cur = 1, .rlim_max = before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &none);
    }
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before); }
};

}  // namespace argosy::testing
