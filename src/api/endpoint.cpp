#include "api/endpoint.hpp"

namespace argosy::api {

void describe(Described<Nothing>& d) { d.name("nothing"); }

}  // namespace argosy::api
