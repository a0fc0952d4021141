#include "net/detail/tls_context.hpp"

#include <boost/asio/ssl/context.hpp>

namespace argosy::net::detail {
namespace {

TlsContext make_context(asio::ssl::context::method method) {
    auto context = std::make_shared<asio::ssl::context>(method);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_options(context->native_handle(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    // Idle connections keep no buffers, and a retried write may come from another address.
    SSL_CTX_set_mode(context->native_handle(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    return context;
}

}  // namespace

Result<TlsContext> make_server_context(const TlsFiles& files) {
    auto context = make_context(asio::ssl::context::tls_server);
    error_code ec;
    context->use_certificate_chain_file(files.certificate_chain, ec);
    if (ec) {
        return fail(Errc::invalid_argument, "tls certificate " + files.certificate_chain + ": " + ec.message(),
                    "give a PEM file with the server's certificate first and its issuers after it");
    }
    context->use_private_key_file(files.private_key, asio::ssl::context::pem, ec);
    if (ec) {
        return fail(Errc::invalid_argument, "tls private key " + files.private_key + ": " + ec.message(),
                    "give the PEM file of the key that belongs to " + files.certificate_chain);
    }
    return context;
}

Result<TlsContext> make_client_context(const std::string& ca_file) {
    auto context = make_context(asio::ssl::context::tls_client);
    error_code ec;
    if (ca_file.empty()) {
        context->set_default_verify_paths(ec);
    } else {
        context->load_verify_file(ca_file, ec);
    }
    if (ec) return fail(Errc::invalid_argument, "tls roots " + ca_file + ": " + ec.message());
    context->set_verify_mode(asio::ssl::verify_peer);
    return context;
}

}  // namespace argosy::net::detail
