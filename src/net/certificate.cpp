#include "net/certificate.hpp"

#include <cstdio>
#include <ctime>
#include <memory>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "net/detail/tls_context.hpp"

namespace argosy::net {

Result<Time> certificate_end(const std::string& file) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(std::fopen(file.c_str(), "re"), &std::fclose);
    if (!in) return fail(Errc::not_found, file + " cannot be read");
    const std::unique_ptr<X509, void (*)(X509*)> certificate(::PEM_read_X509(in.get(), nullptr, nullptr, nullptr),
                                                             &::X509_free);
    std::tm parts{};
    if (!certificate || ::ASN1_TIME_to_tm(::X509_get0_notAfter(certificate.get()), &parts) != 1)
        return fail(Errc::parse, file + " holds no certificate in PEM");
    return Time{std::chrono::seconds(::timegm(&parts))};
}

Result<> check_tls_files(const TlsFiles& files) {
    ARGOSY_TRY(detail::make_server_context(files), "");
    return {};
}

}  // namespace argosy::net
