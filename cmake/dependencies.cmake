# Every third-party library, in one place. All are Debian 12 packages (script/bootstrap installs them).
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(fmt REQUIRED)
find_package(GTest REQUIRED)
find_package(rapidcheck REQUIRED)
find_package(CLI11 REQUIRED)
find_package(date REQUIRED)
find_package(spdlog REQUIRED)
find_package(prometheus-cpp REQUIRED)

# argosy_package(zstd libzstd): an imported target PkgConfig::zstd from pkg-config, for libraries without CMake files.
function(argosy_package name module)
  pkg_check_modules(${name} REQUIRED IMPORTED_TARGET GLOBAL ${module})
endfunction()
argosy_package(zstd libzstd)
argosy_package(yaml yaml-0.1)
argosy_package(simdjson simdjson)
argosy_package(openssl openssl)
argosy_package(sodium libsodium)
argosy_package(xxhash libxxhash)
argosy_package(sqlite3 sqlite3)
argosy_package(curl libcurl)  # its header: the library is opened with the first mail
argosy_package(pugixml pugixml)
argosy_package(xgboost xgboost)  # its header: the library is opened when a model is trained
