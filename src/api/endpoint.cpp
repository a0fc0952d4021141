#include "api/endpoint.hpp"

namespace argosy::api {

void describe(Described<StreamQuery>& d) {
    d.name("stream_query").field("ticket", &StreamQuery::ticket, {.doc = "Of POST /api/v1/auth/ticket; once."});
}

void describe(Described<Nothing>& d) { d.name("nothing"); }

}  // namespace argosy::api
