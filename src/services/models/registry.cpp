#include "services/models/registry.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>

#include "learning/serving.hpp"

namespace argosy::services::models {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t name_max = 64;
constexpr std::uintmax_t file_max = std::uintmax_t{64} << 20;

std::optional<std::uint32_t> version_of(const fs::path& file) {
    const std::string stem = file.stem().string();
    std::uint32_t version = 0;
    const auto [end, error] = std::from_chars(stem.data(), stem.data() + stem.size(), version);
    if (error != std::errc{} || end != stem.data() + stem.size() || file.extension() != ".json") return std::nullopt;
    return version;
}

Result<learning::Model> read(const fs::path& file, std::string_view name, std::uint32_t version) {
    std::error_code gone;
    if (fs::file_size(file, gone) > file_max || gone) return fail(Errc::unavailable, "too large, or gone");
    std::ifstream in(file, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    ARGOSY_LET(auto model, learning::read_model(text), "");
    if (model.info.name != name || model.info.version != version)
        return fail(Errc::invalid_argument,
                    "holds " + model.info.name + " version " + std::to_string(model.info.version));
    return model;
}

std::vector<fs::path> entries(const fs::path& folder) {
    std::vector<fs::path> out;
    std::error_code failed;
    for (auto it = fs::directory_iterator(folder, failed); !failed && it != fs::directory_iterator();
         it.increment(failed))
        out.push_back(it->path());
    std::ranges::sort(out);
    return out;
}

}  // namespace

Result<> check_name(std::string_view name) {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    if (!name.empty() && name.size() <= name_max && name[0] >= 'a' && name[0] <= 'z' && std::ranges::all_of(name, fits))
        return {};
    return fail(Errc::invalid_argument, "name: expected snake_case of at most 64 characters",
                "for example btc_momentum");
}

Result<> write_version(const fs::path& folder, const learning::ModelInfo& info, std::string_view text) {
    const fs::path file = folder / info.name / (std::to_string(info.version) + ".json");
    const fs::path next = file.string() + ".new";
    std::error_code failed;
    fs::create_directories(file.parent_path(), failed);
    {
        std::ofstream out(next, std::ios::binary | std::ios::trunc);
        if (!out.write(text.data(), static_cast<std::streamsize>(text.size())).flush())
            return fail(Errc::unavailable, next.string() + ": cannot be written",
                        "check space and who may write there");
    }
    fs::rename(next, file, failed);
    if (failed) return fail(Errc::unavailable, file.string() + ": " + failed.message());
    return {};
}

void Registry::load(const fs::path& folder) {
    for (const auto& of_name : entries(folder))
        for (const auto& file : entries(of_name)) {
            const auto version = version_of(file);
            if (!version) continue;
            const std::string name = of_name.filename().string();
            last_[name] = std::max(last_[name], *version);
            if (auto model = read(file, name, *version))
                add(std::move(*model));
            else
                problems_.push_back(file.string() + ": " + std::string(model.error().message()));
        }
}

void Registry::add(learning::Model model) {
    auto& last = last_[model.info.name];
    last = std::max(last, model.info.version);
    auto& place = models_[model.info.name][model.info.version];
    place = std::make_shared<const learning::Model>(std::move(model));
}

Result<std::shared_ptr<const learning::Model>> Registry::find(std::string_view name,
                                                              std::optional<std::uint32_t> version) const {
    const auto found = models_.find(name);
    if (found == models_.end()) return fail(Errc::not_found, learning::unknown_model_message(name));
    if (!version) return found->second.rbegin()->second;
    const auto one = found->second.find(*version);
    if (one != found->second.end()) return one->second;
    return fail(Errc::not_found, "Servable not found for request: Specific(" + std::string(name) + ", " +
                                     std::to_string(*version) + ")");
}

std::uint32_t Registry::last_version(std::string_view name) const {
    const auto found = last_.find(name);
    return found == last_.end() ? 0 : found->second;
}

}  // namespace argosy::services::models
