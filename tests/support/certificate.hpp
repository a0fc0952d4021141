#pragma once

#include <cstdio>
#include <memory>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string>

namespace argosy::test {

/// A self-signed certificate for a name, written as <prefix>.crt and <prefix>.key; it is its own root.
inline void write_certificate(const std::string& prefix, const std::string& name) {
    using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
    using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
    const Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const Certificate cert(X509_new(), X509_free);
    X509_set_version(cert.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(cert.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(cert.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(cert.get()), 3600);
    X509_set_pubkey(cert.get(), key.get());
    X509_NAME* subject = X509_get_subject_name(cert.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("argosy test"), -1,
                               -1, 0);
    X509_set_issuer_name(cert.get(), subject);
    const std::string alternative = "DNS:" + name;
    X509_EXTENSION* san = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, alternative.c_str());
    X509_add_ext(cert.get(), san, -1);
    X509_EXTENSION_free(san);
    X509_sign(cert.get(), key.get(), EVP_sha256());
    const auto write = [&](const std::string& path, auto writer) {
        std::FILE* file = std::fopen(path.c_str(), "w");
        writer(file);
        std::fclose(file);
    };
    write(prefix + ".crt", [&](std::FILE* f) { PEM_write_X509(f, cert.get()); });
    write(prefix + ".key",
          [&](std::FILE* f) { PEM_write_PrivateKey(f, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}

}  // namespace argosy::test
