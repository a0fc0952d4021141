#include "notify/smtp.hpp"

#include <curl/curl.h>
#include <dlfcn.h>
#include <memory>

#include "notify/check.hpp"

namespace argosy::notify {
namespace {

/// The mail library, loaded with the first mail: it brings some thirty others along, whose loading takes longer than
/// all else until a program is there that may never send one.
struct Library {
    decltype(&curl_global_init) global_init = nullptr;
    decltype(&curl_easy_init) easy_init = nullptr;
    decltype(&curl_easy_cleanup) easy_cleanup = nullptr;
    decltype(&curl_easy_setopt) easy_setopt = nullptr;
    decltype(&curl_easy_perform) easy_perform = nullptr;
    decltype(&curl_easy_getinfo) easy_getinfo = nullptr;
    decltype(&curl_easy_strerror) easy_strerror = nullptr;
    decltype(&curl_slist_append) slist_append = nullptr;
    decltype(&curl_slist_free_all) slist_free_all = nullptr;
    bool is_ready = false;  ///< all of them are there, and it has started

    Library() {
        void* const library = ::dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
        if (!library) return;
        const auto find = [&]<class F>(F& function, const char* name) {
            function = reinterpret_cast<F>(::dlsym(library, name));
            return function != nullptr;
        };
        is_ready = find(global_init, "curl_global_init") && find(easy_init, "curl_easy_init") &&
                   find(easy_cleanup, "curl_easy_cleanup") && find(easy_setopt, "curl_easy_setopt") &&
                   find(easy_perform, "curl_easy_perform") && find(easy_getinfo, "curl_easy_getinfo") &&
                   find(easy_strerror, "curl_easy_strerror") && find(slist_append, "curl_slist_append") &&
                   find(slist_free_all, "curl_slist_free_all") && global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    }
};

const Library& library() {
    static const Library loaded;
    return loaded;
}

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
    void operator()(CURL* c) const { library().easy_cleanup(c); }
    void operator()(curl_slist* l) const { library().slist_free_all(l); }
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
    library().easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    library().easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &asked_to_stop);
    library().easy_setopt(curl, CURLOPT_XFERINFODATA, &stop);
}

void prepare(CURL* curl, const Email& channel, Duration timeout, const std::string& ca_file) {
    library().easy_setopt(curl, CURLOPT_URL, channel.server.c_str());
    library().easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    library().easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    library().easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout / 1ms));
    library().easy_setopt(curl, CURLOPT_USE_SSL, channel.allow_plain ? CURLUSESSL_TRY : CURLUSESSL_ALL);
    library().easy_setopt(curl, CURLOPT_MAIL_FROM, channel.from.c_str());
    if (!ca_file.empty()) library().easy_setopt(curl, CURLOPT_CAINFO, ca_file.c_str());
    if (channel.user.empty()) return;
    library().easy_setopt(curl, CURLOPT_USERNAME, channel.user.c_str());
    library().easy_setopt(curl, CURLOPT_PASSWORD, channel.password.c_str());
}

}  // namespace

Result<> send_mail(const Email& channel, std::string_view mail, Duration timeout, const std::string& ca_file,
                   const std::stop_token& stop) {
    // The library writes addresses as they are: a line end in one would be another command.
    ARGOSY_TRY(check(channel), "mail");
    const std::unique_ptr<CURL, Free> curl(library().is_ready ? library().easy_init() : nullptr);
    if (!curl) return fail(Errc::unavailable, "the mail library (libcurl.so.4) is missing or does not start");
    prepare(curl.get(), channel, timeout, ca_file);
    watch(curl.get(), stop);
    curl_slist* list = nullptr;
    for (const auto& address : channel.to) list = library().slist_append(list, address.c_str());
    const std::unique_ptr<curl_slist, Free> recipients(list);
    Upload upload{mail};
    char reason[CURL_ERROR_SIZE] = "";
    library().easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, reason);
    library().easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, recipients.get());
    library().easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
    library().easy_setopt(curl.get(), CURLOPT_READFUNCTION, &Upload::read);
    library().easy_setopt(curl.get(), CURLOPT_READDATA, &upload);
    const CURLcode code = library().easy_perform(curl.get());
    if (code == CURLE_OK) return {};
    if (code == CURLE_ABORTED_BY_CALLBACK) return fail(Errc::unavailable, channel.server + ": given up, it is the end");
    long answer = 0;
    library().easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer);
    return fail(code_of(code, answer), channel.server + ": " + (*reason ? reason : library().easy_strerror(code)));
}

}  // namespace argosy::notify
