# argosy_find_vader(OUT): sets OUT to the file of VADER's lexicon, or to an empty file where there is none.
#
# It is the file vader_lexicon.txt of the npm package vader-sentiment (MIT, by C.J. Hutto; the package Apache-2.0), which
# configuring brings by itself where npm is installed and its registry answers. The version and the digest are pinned.
# A build never fails for want of it: the program then says that it cannot score headlines.
set(ARGOSY_VADER_LEXICON "" CACHE FILEPATH "VADER lexicon (vader_lexicon.txt); empty: taken from npm")
set(vader_package vader-sentiment@1.1.3)
set(vader_sha256 ffb6117bfccf798a34e91d72f50604329946e6fd763668092618d5c5b340a298)

function(argosy_fetch_vader folder)
  find_program(ARGOSY_NPM npm)
  if(NOT ARGOSY_NPM)
    return()
  endif()
  file(MAKE_DIRECTORY ${folder})
  execute_process(COMMAND ${ARGOSY_NPM} pack ${vader_package} --fetch-retries=0 --fetch-timeout=15000 --loglevel=error
    WORKING_DIRECTORY ${folder} TIMEOUT 60 OUTPUT_QUIET ERROR_QUIET)
  file(GLOB archive ${folder}/vader-sentiment-*.tgz)
  if(archive)
    execute_process(COMMAND ${CMAKE_COMMAND} -E tar xzf ${archive} package/vader_lexicon.txt
      WORKING_DIRECTORY ${folder} OUTPUT_QUIET ERROR_QUIET)
  endif()
endfunction()

function(argosy_find_vader out)
  if(ARGOSY_VADER_LEXICON)
    set(${out} ${ARGOSY_VADER_LEXICON} PARENT_SCOPE)
    return()
  endif()
  # Beside all build folders, so that only the first of them asks the registry.
  cmake_path(GET CMAKE_BINARY_DIR PARENT_PATH builds)
  set(file ${builds}/vader/package/vader_lexicon.txt)
  if(NOT EXISTS ${file})
    argosy_fetch_vader(${builds}/vader)
  endif()
  if(EXISTS ${file})
    file(SHA256 ${file} digest)
    if(digest STREQUAL vader_sha256)
      set(${out} ${file} PARENT_SCOPE)
      return()
    endif()
    message(WARNING "${file} is not the lexicon of ${vader_package}: it is left out")
  else()
    message(STATUS "no sentiment lexicon: ${vader_package} could not be had from npm (docs/sentiment.md)")
  endif()
  file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/no_lexicon.txt "")
  set(${out} ${CMAKE_CURRENT_BINARY_DIR}/no_lexicon.txt PARENT_SCOPE)
endfunction()
