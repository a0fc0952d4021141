#pragma once

namespace argosy {

/// For headers that declare `void describe(Described<Settings>&);` and nothing more; see
/// base/describe.hpp.
template <class T>
class Described;

}  // namespace argosy
