#include "notify/smtp.hpp"

#include <curl/curl.h>
#include <memory>

namespace argosy::notify {
namespace {

struct Upload {
    std::string_view rest;
    static std::size_t read(char* buffer, std::size_t size, std::size_t count, void* self) {
        auto& rest = static_cast<Upload*>(self)->rest;
        const std::size_t n = std::min(size * count, rest.size());
        rest.copy(buffer, n);
        rest.remove_prefix(n);
        return n;
    }
};

struct Free {
    void operator()(CURL* c) const { curl_easy_cleanup(c); }
    void operator()(curl_slist* l) const { curl_slist_free_all(l); }
};

Errc code_of(CURLcode code, long answer) {
    switch (code) {
        case CURLE_OPERATION_TIMEDOUT: return Errc::timeout;
        case CURLE_LOGIN_DENIED:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_USE_SSL_FAILED: return Errc::unauthorized;
        case CURLE_URL_MALFORMAT:
        case CURLE_UNSUPPORTED_PROTOCOL: return Errc::invalid_argument;
        default: return answer >= 500 && answer < 600 ? Errc::rejected : Errc::unavailable;
    }
}

/// Called by the library several times a second: anything but 0 ends the transfer.
int asked_to_stop(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return static_cast<const std::stop_token*>(stop)->stop_requested() ? 1 : 0;
}

void watch(CURL* curl, const std::stop_token& stop) {
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &asked_to_stop);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &stop);
}

void prepare(CURL* curl, const Email& channel, Duration timeout, const std::string& ca_file) {
    curl_easy_setopt(curl, CURLOPT_URL, channel.server.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout / 1ms));
    curl_easy_setopt(curl, CURLOPT_USE_SSL, channel.allow_plain ? CURLUSESSL_TRY : CURLUSESSL_ALL);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, channel.from.c_str());
    if (!ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file.c_str());
    if (channel.user.empty()) return;
    curl_easy_setopt(curl, CURLOPT_USERNAME, channel.user.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, channel.password.c_str());
}

}  // namespace

Result<> send_mail(const Email& channel, std::string_view mail, Duration timeout, const std::string& ca_file,
                   const std::stop_token& stop) {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    const std::unique_ptr<CURL, Free> curl(ready == CURLE_OK ? curl_easy_init() : nullptr);
    if (!curl) return fail(Errc::unavailable, "the mail library does not start");
    prepare(curl.get(), channel, timeout, ca_file);
    watch(curl.get(), stop);
    curl_slist* list = nullptr;
    for (const auto& address : channel.to) list = curl_slist_append(list, address.c_str());
    const std::unique_ptr<curl_slist, Free> recipients(list);
    Upload upload{mail};
    char reason[CURL_ERROR_SIZE] = "";
    curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, reason);
    curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, &Upload::read);
    curl_easy_setopt(curl.get(), CURLOPT_READDATA, &upload);
    const CURLcode code = curl_easy_perform(curl.get());
    if (code == CURLE_OK) return {};
    if (code == CURLE_ABORTED_BY_CALLBACK) return fail(Errc::unavailable, channel.server + ": given up, it is the end");
    long answer = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer);
    return fail(code_of(code, answer), channel.server + ": " + (*reason ? reason : curl_easy_strerror(code)));
}

}  // namespace argosy::notify
