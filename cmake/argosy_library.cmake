option(ARGOSY_WERROR "warnings are errors" ON)
option(ARGOSY_UNITY "compile the sources of a library, and of its tests, together (docs/adr/0003)" OFF)
option(ARGOSY_PCH "precompiled header of std and fmt, none of ours" ON)

add_library(argosy_flags INTERFACE)
# No fused multiply-add anywhere: numbers must be the same in debug and release, on every machine.
target_compile_options(argosy_flags INTERFACE -ffp-contract=off
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wimplicit-fallthrough -Wno-missing-designated-field-initializers $<$<BOOL:${ARGOSY_WERROR}>:-Werror>)

if(ARGOSY_UNITY)
  # A name of one file may hide that of another here. Builds of single files, which are for daily work, still warn.
  target_compile_options(argosy_flags INTERFACE -Wno-shadow)
endif()

if(ARGOSY_PCH)
  file(WRITE ${CMAKE_BINARY_DIR}/pch.cpp "")
  add_library(argosy_pch OBJECT ${CMAKE_BINARY_DIR}/pch.cpp)
  target_link_libraries(argosy_pch PRIVATE argosy_flags fmt::fmt)
  # -fno-pch-timestamp lets ccache share objects between build folders.
  target_compile_options(argosy_pch PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  set(headers <algorithm> <array> <charconv> <chrono> <cmath> <cstdint> <deque> <expected> <filesystem> <fstream>
    <functional> <map> <memory> <optional> <set> <span> <string> <string_view> <unordered_map> <utility> <variant> <vector>
    <fmt/format.h>)
  target_precompile_headers(argosy_pch PRIVATE ${headers})
  # Tests also share GoogleTest, which costs each of them a second otherwise.
  add_library(argosy_test_pch OBJECT ${CMAKE_BINARY_DIR}/pch.cpp)
  target_link_libraries(argosy_test_pch PRIVATE argosy_flags fmt::fmt GTest::gmock PkgConfig::simdjson)
  target_compile_options(argosy_test_pch PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  set(test_headers <gtest/gtest.h> <gmock/gmock.h> <simdjson.h>)
  target_precompile_headers(argosy_test_pch PRIVATE ${headers} ${test_headers})
  # Unity builds also share those headers of ours that are most of what a service costs to compile. Every other build
  # holds each file to what it includes itself.
  if(ARGOSY_UNITY)
    set(platform_headers engine/engine.hpp runtime/simulation.hpp runtime/views.hpp runtime/lookup.hpp api/router.hpp
      config/read.hpp config/write.hpp messages/facts.hpp bus/bus.hpp host/service.hpp store/store.hpp store/writer.hpp)
    list(TRANSFORM platform_headers PREPEND "${CMAKE_SOURCE_DIR}/src/")
    foreach(kind IN ITEMS "" _test)
      add_library(argosy_platform${kind}_pch OBJECT ${CMAKE_BINARY_DIR}/pch.cpp)
      target_link_libraries(argosy_platform${kind}_pch PRIVATE argosy_flags fmt::fmt GTest::gmock PkgConfig::simdjson)
      target_include_directories(argosy_platform${kind}_pch PRIVATE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/tests)
      target_compile_options(argosy_platform${kind}_pch PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
    endforeach()
    target_precompile_headers(argosy_platform_pch PRIVATE ${headers} ${platform_headers})
    target_precompile_headers(argosy_platform_test_pch PRIVATE ${headers} ${test_headers} ${platform_headers})
  endif()
endif()

# argosy_use_pch(target, kind): kind is "" for what is shipped and "_test" for tests.
function(argosy_use_pch target kind)
  if(ARGOSY_PCH)
    set(pch argosy${kind}_pch)
    if(ARGOSY_UNITY AND target MATCHES "^(argosy_)?(services_|runtime|platform|app)")
      set(pch argosy_platform${kind}_pch)
    endif()
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
    target_precompile_headers(${target} REUSE_FROM ${pch})
  endif()
endfunction()

# argosy_unity(target): compiles the sources of a target together in unity builds, all but those that are ALONE.
function(argosy_unity target)
  if(ARGOSY_UNITY)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 16)
  endif()
endfunction()

# argosy_library(NAME risk HDRS checks.hpp SRCS checks.cpp DEPS base domain
#                [PRIVATE_DEPS net] [LINK PkgConfig::zstd] [TESTS checks_test.cpp] [ALONE checks.cpp])
#
# The only way to add a library. Files are listed, not globbed. DEPS (of ours, seen in headers) and PRIVATE_DEPS
# (of ours, seen in sources only) are what tools/check_layers.py holds the includes against; LINK names third-party
# targets, which never leak to users of the library. TESTS become one GoogleTest program, <name>_test; TEST_DEPS (of
# ours) are what tests/support needs for them. ALONE names sources and tests that unity builds compile by themselves,
# because a name of theirs is another file's too.
# A nested library is named by its path: NAME strategies/grid gives argosy::strategies_grid.
function(argosy_library)
  cmake_parse_arguments(A "" "NAME" "HDRS;SRCS;DEPS;PRIVATE_DEPS;LINK;TESTS;TEST_DEPS;ALONE" ${ARGN})
  string(REPLACE "/" "_" flat ${A_NAME})
  list(TRANSFORM A_DEPS REPLACE "/" "_")
  list(TRANSFORM A_PRIVATE_DEPS REPLACE "/" "_")
  list(TRANSFORM A_TEST_DEPS REPLACE "/" "_")
  list(TRANSFORM A_TEST_DEPS PREPEND argosy::)
  list(TRANSFORM A_DEPS PREPEND argosy::)
  list(TRANSFORM A_PRIVATE_DEPS PREPEND argosy::)
  set_source_files_properties(${A_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  add_library(argosy_${flat} STATIC ${A_SRCS})
  add_library(argosy::${flat} ALIAS argosy_${flat})
  target_sources(argosy_${flat} PUBLIC FILE_SET HEADERS BASE_DIRS ${CMAKE_SOURCE_DIR}/src FILES ${A_HDRS})
  target_link_libraries(argosy_${flat} PUBLIC ${A_DEPS} PRIVATE ${A_PRIVATE_DEPS} ${A_LINK} argosy_flags)
  argosy_use_pch(argosy_${flat} "")
  argosy_unity(argosy_${flat})
  if(A_TESTS)
    add_executable(${flat}_test ${A_TESTS})
    target_link_libraries(${flat}_test PRIVATE argosy::${flat} ${A_PRIVATE_DEPS} ${A_TEST_DEPS} argosy_flags GTest::gmock
      GTest::gtest_main rapidcheck)
    target_include_directories(${flat}_test PRIVATE ${CMAKE_SOURCE_DIR}/tests)
    target_compile_definitions(${flat}_test PRIVATE ARGOSY_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    argosy_use_pch(${flat}_test _test)
    argosy_unity(${flat}_test)
    add_test(NAME ${flat} COMMAND ${flat}_test)
  endif()
endfunction()
